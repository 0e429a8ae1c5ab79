import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {GuardedRoot} from '../../../source/sensors/roots/guarded-root.js';
import {sensors} from '../../../source/sensors/index.js';
import {Sampler} from '../../../source/sensors/sampler.js';
import {
	hasValue,
	isMissing,
	type Reading,
	type Sensor,
	type SourceDescription,
} from '../../../source/sensors/sensor.js';
import {TreeRoot} from '../../../source/sensors/roots/tree-root.js';
import {sharedFolder} from '../../shared.js';

/* Recorded boards, written out as folders. */

export type Files = Readonly<Record<string, string>>;

const folders: string[] = [];

export const writeTree = (files: Files): string => {
	const folder = mkdtempSync(path.join(tmpdir(), 'edgetop-board-'));
	folders.push(folder);
	for (const [name, content] of Object.entries(files)) {
		const file = path.join(folder, name);
		mkdirSync(path.dirname(file), {recursive: true});
		writeFileSync(file, content);
	}

	return folder;
};

export const removeTrees = (): void => {
	for (const folder of folders.splice(0)) {
		rmSync(folder, {recursive: true, force: true});
	}
};

export const boards = (): Readonly<Record<string, Files>> =>
	JSON.parse(readFileSync(path.join(sharedFolder, 'fixtures/boards.json'), 'utf8')) as Record<
		string,
		Files
	>;

/** A board under a clock that the test moves by hand. */
export class Board {
	readonly folder: string;
	nowMs = 1000;
	readonly root: TreeRoot;
	readonly #guarded: GuardedRoot;
	readonly #sampler: Sampler;
	#isOpen = false;

	constructor(files: Files, chosen: readonly Sensor[] = sensors) {
		this.folder = writeTree(files);
		this.root = new TreeRoot(this.folder, {now: () => this.nowMs});
		this.#guarded = new GuardedRoot(this.root);
		this.#sampler = new Sampler(this.#guarded, chosen);
	}

	/** Reads that have not come back. */
	get hanging(): number {
		return this.#guarded.hanging;
	}

	async sample(): Promise<ReadonlyMap<string, Reading>> {
		if (!this.#isOpen) {
			await this.#sampler.open();
			this.#isOpen = true;
		}

		const readings = await this.#sampler.sample();
		return new Map(readings.map(reading => [reading.id, reading]));
	}

	async describe(): Promise<ReadonlyMap<string, SourceDescription>> {
		await this.sample();
		const sources = await this.#sampler.describe();
		return new Map(sources.map(source => [source.id, source]));
	}

	async sampleFast(): Promise<void> {
		await this.#sampler.sampleFast();
	}

	write(name: string, content: string): void {
		const file = path.join(this.folder, name);
		mkdirSync(path.dirname(file), {recursive: true});
		writeFileSync(file, content);
	}

	close(): void {
		this.#sampler.close();
	}
}

/** Value, or the reason in brackets: what a test compares. */
export const figure = (reading: Reading | undefined): number | string => {
	if (!reading) {
		return 'no such reading';
	}

	return hasValue(reading) ? reading.value : `[${isMissing(reading) ? reading.missing : ''}]`;
};

export const figures = (
	readings: ReadonlyMap<string, Reading>,
	prefix: string,
): Record<string, number | string> =>
	Object.fromEntries(
		[...readings]
			.filter(([id]) => id.startsWith(prefix))
			.map(([id, reading]) => [id, figure(reading)]),
	);
