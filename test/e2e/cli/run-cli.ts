import {spawn} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {summarySchema, type Summary} from '../../../source/record/summary.js';

export const cli = fileURLToPath(new URL('../../../dist/bundle/cli.js', import.meta.url));

export type Ended = {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
};

/** What the tests look at does not depend on how warm a runtime is; those of VALID runs take it away. */
export const shortWarmup = {EDGETOP_WARMUP: '100ms'};

/** A state folder of one test, and the program run in it as a user runs it, with its output piped. */
export const makeHome = () => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-cli-'));
	const start = (
		args: readonly string[],
		env: Readonly<Record<string, string>> = {},
		cwd = process.cwd(),
	) => {
		const child = spawn(process.execPath, [cli, ...args], {
			cwd,
			env: {
				...process.env,
				XDG_STATE_HOME: folder,
				XDG_DATA_HOME: folder,
				XDG_CACHE_HOME: folder,
				XDG_CONFIG_HOME: folder,
				...shortWarmup,
				...env,
			},
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let stdout = '';
		let stderr = '';
		child.stdout.on('data', chunk => {
			stdout += String(chunk);
		});
		child.stderr.on('data', chunk => {
			stderr += String(chunk);
		});
		const ended = new Promise<Ended>(resolve => {
			child.on('close', (code, signal) => {
				resolve({code, signal, stdout, stderr});
			});
		});
		return {child, ended};
	};

	return {
		folder,
		start,
		run: async (...args: readonly string[]): Promise<Ended> => start(args).ended,
		/** Summaries that were saved by default. */
		saved(): Summary[] {
			const sessions = path.join(folder, 'edgetop', 'sessions');
			return readdirSync(sessions)
				.filter(name => name.endsWith('.json'))
				.map(name =>
					summarySchema.parse(JSON.parse(readFileSync(path.join(sessions, name), 'utf8'))),
				);
		},
		/** Temporary files that a run left behind. */
		leftovers(): string[] {
			return readdirSync(folder, {recursive: true})
				.map(String)
				.filter(name => name.endsWith('.tmp'));
		},
		remove() {
			rmSync(folder, {recursive: true, force: true});
		},
	};
};

/** The one line on stderr that a bad input gives. */
export const onlyLine = (stderr: string): string => {
	const lines = stderr.split('\n').filter(line => line !== '');
	if (lines.length !== 1) {
		throw new Error(`expected one line, got:\n${stderr}`);
	}

	return lines[0]!;
};
