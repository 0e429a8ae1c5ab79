import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {shortWarmup} from '../../test/e2e/cli/run-cli.js';

/** A state folder. */
export class Home {
	readonly folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-soak-'));

	env(more: Readonly<Record<string, string | undefined>> = {}): NodeJS.ProcessEnv {
		return {
			...process.env,
			XDG_STATE_HOME: this.folder,
			XDG_CACHE_HOME: this.folder,
			...shortWarmup,
			...more,
		};
	}

	/** Files below a folder of the state folder whose names end so; absolute. */
	files(name: string, end: string): string[] {
		const folder = path.join(this.folder, 'edgetop', name);
		try {
			return readdirSync(folder)
				.filter(file => file.endsWith(end))
				.map(file => path.join(folder, file))
				.toSorted();
		} catch {
			return [];
		}
	}

	/** Temporary files and entries of running sessions. */
	leftovers(): string[] {
		return [...this.files('sessions', '.tmp'), ...this.files('running', '')];
	}

	remove(): void {
		rmSync(this.folder, {recursive: true, force: true});
	}
}
