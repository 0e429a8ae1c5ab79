import {createHash} from 'node:crypto';
import {existsSync, rmSync} from 'node:fs';
import path from 'node:path';
import {z} from 'zod';
import {sanitize} from '../text/sanitize.js';
import {messageOf, UserError} from '../text/user-error.js';
import {errnoText} from '../system/errno-text.js';
import {makeFolder} from '../system/make-folder.js';
import {readPlain} from '../system/read-plain.js';
import {SaveFile} from '../system/save-file.js';

export type Pair = {readonly model: string; readonly backendId: string};

/** What was asked for: another answer to any of it makes another matrix. */
export type StoredSettings = {
	readonly edgetop: string;
	readonly models: readonly string[];
	readonly backends: readonly string[];
	readonly slices: number;
	readonly rule: {readonly queries: number; readonly seconds: number};
	/** The other flags that change what is measured, as given. */
	readonly flags: Readonly<Record<string, unknown>>;
};

const stateSchema = z.object({
	kind: z.literal('edgetop-bench-state'),
	schemaVersion: z.literal(1),
	key: z.string().describe('SHA-256 over the settings'),
	startedAt: z.string(),
	startTemperature: z.object({celsius: z.number(), source: z.string()}).optional(),
});

export type BenchState = z.infer<typeof stateSchema>;

/** The same settings give the same key: how a matrix that was interrupted is found again. */
export const settingsKey = (settings: StoredSettings): string =>
	createHash('sha256').update(JSON.stringify(settings)).digest('hex');

/** The folder of one matrix: `bench.json`, and a summary a slice in `slices/`, a trial in `streams/`. */
export class BenchFolder {
	readonly path: string;
	readonly #stateFile: string;
	readonly #slicesFolder: string;
	readonly #streamsFolder: string;

	/** @throws UserError where it cannot be made. */
	constructor(folder: string) {
		this.path = path.resolve(folder);
		this.#stateFile = path.join(this.path, 'bench.json');
		this.#slicesFolder = path.join(this.path, 'slices');
		this.#streamsFolder = path.join(this.path, 'streams');
		try {
			this.#makeFolders();
		} catch (error) {
			throw new UserError(`cannot make the folder ${sanitize(this.path)}: ${errnoText(error)}`, {
				cause: error,
			});
		}
	}

	get lockFile(): string {
		return path.join(this.path, 'lock');
	}

	/** Where the summary of a slice lies, whether or not it is there yet. */
	sliceFile(pair: Pair, turn: number): string {
		return path.join(this.#slicesFolder, `${this.#nameOf(pair)}-${turn + 1}.json`);
	}

	/** Where the summary of a trial with streams lies, whether or not it is there yet. */
	trialFile(
		pair: Pair,
		trial: {
			readonly streams: number;
			readonly framesPerSecond: number;
			readonly seconds: number;
		},
	): string {
		const {streams, framesPerSecond, seconds} = trial;
		const name = `${this.#nameOf(pair)}-${streams}x${framesPerSecond}fps-${seconds}s.json`;
		return path.join(this.#streamsFolder, name);
	}

	/**
	Forgets what was measured here. Touches nothing else in the folder.

	@throws UserError where it cannot be taken away.
	*/
	clear(): void {
		try {
			// The state first: without it what is left belongs to no bench.
			rmSync(this.#stateFile, {force: true});
			rmSync(this.#slicesFolder, {recursive: true, force: true});
			rmSync(this.#streamsFolder, {recursive: true, force: true});
			this.#makeFolders();
		} catch (error) {
			throw new UserError(`cannot clear ${sanitize(this.path)}: ${errnoText(error)}`, {
				cause: error,
				exitCode: 1,
			});
		}
	}

	/**
	The state of an earlier start of the same matrix; undefined where there was none.

	@throws UserError where the folder holds another matrix, or a state that cannot be read.
	*/
	load(key: string): BenchState | undefined {
		if (!existsSync(this.#stateFile)) {
			return undefined;
		}

		const name = sanitize(this.#stateFile);
		let document: unknown;
		try {
			document = JSON.parse(readPlain(this.#stateFile));
		} catch (error) {
			throw new UserError(
				`cannot read ${name}: ${sanitize(messageOf(error), 120)}; --fresh starts anew`,
				{cause: error},
			);
		}

		const result = stateSchema.safeParse(document);
		if (!result.success) {
			throw new UserError(`${name} is no state of edgetop bench; --fresh starts anew`);
		}

		if (result.data.key !== key) {
			throw new UserError(
				`${sanitize(this.path)} holds the bench of other models, backends, options or another edgetop; choose another --output, or start anew with --fresh`,
			);
		}

		return result.data;
	}

	/** @throws UserError where it cannot be written. */
	save(state: BenchState): void {
		const file = new SaveFile(this.#stateFile);
		try {
			file.save(`${JSON.stringify(state, undefined, 2)}\n`);
		} finally {
			file.close();
		}
	}

	/** Of a pair, as part of a file's name. */
	#nameOf({model, backendId}: Pair): string {
		const pair = `${model}@${backendId}`;
		// Two names that read the same as file names are told apart by their sum.
		const sum = createHash('sha256').update(pair).digest('hex').slice(0, 6);
		const name = path
			.basename(pair)
			.replaceAll(/[^\w.@-]/g, '-')
			.slice(0, 80);
		return `${name}-${sum}`;
	}

	#makeFolders(): void {
		makeFolder(this.#slicesFolder);
		makeFolder(this.#streamsFolder);
	}
}
