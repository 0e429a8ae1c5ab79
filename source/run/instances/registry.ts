import {mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {z} from 'zod';
import {isRunning, processStart} from '../../system/process-start.js';
import {stateFolder} from '../../system/paths.js';

const entrySchema = z.object({
	pid: z.int().positive(),
	/** See `processStart`; tells a later process of that number. */
	processStart: z.string().optional(),
	id: z.string(),
	/** ISO 8601. */
	startedAt: z.string(),
	modelName: z.string(),
	backendId: z.string(),
	device: z.string().optional(),
	/** Absolute path; absent: the run keeps none. */
	journal: z.string().optional(),
});

/** A session that runs on this machine now. */
export type RunningEntry = z.infer<typeof entrySchema>;

const defaultFolder = (): string => path.join(stateFolder(), 'running');

const readEntry = (file: string): RunningEntry | undefined => {
	try {
		return entrySchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
	} catch {
		// It ended between the listing and the reading, or is no entry.
		return undefined;
	}
};

/** A list that cannot be changed is no reason to fail. */
const removeFile = (file: string): void => {
	try {
		rmSync(file, {force: true});
	} catch {
		// It says of itself that its process is gone.
	}
};

/** The sessions that run now, oldest first. What a killed one left behind is removed. */
export const listRunning = (folder = defaultFolder()): RunningEntry[] => {
	let names: string[];
	try {
		names = readdirSync(folder).filter(name => name.endsWith('.json'));
	} catch {
		return [];
	}

	return names
		.flatMap(name => {
			const file = path.join(folder, name);
			const entry = readEntry(file);
			if (entry && !isRunning(entry.pid, entry.processStart)) {
				removeFile(file);
				return [];
			}

			return entry ? [entry] : [];
		})
		.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
};

/** This process in the list of running sessions. A list that cannot be written is no reason not to measure. */
export class RunningRegistration {
	readonly #folder: string;
	readonly #file: string;
	#written = '';

	constructor(folder = defaultFolder(), pid = process.pid) {
		this.#folder = folder;
		this.#file = path.join(folder, `${pid}.json`);
	}

	/** Replaces the entry whole. */
	write(entry: Omit<RunningEntry, 'pid' | 'processStart'>): void {
		const began = processStart(process.pid);
		const text = JSON.stringify({
			pid: process.pid,
			processStart: began,
			...entry,
		});
		if (text === this.#written) {
			return;
		}

		try {
			mkdirSync(this.#folder, {recursive: true});
			const temporary = `${this.#file}.tmp`;
			writeFileSync(temporary, text);
			renameSync(temporary, this.#file);
			this.#written = text;
		} catch {
			// Others do not see this one, then.
		}
	}

	remove(): void {
		removeFile(this.#file);
	}
}
