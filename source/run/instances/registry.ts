import {readdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {z} from 'zod';
import {isElsewhere, isGone, type Owner, thisOwner} from '../../system/owner.js';
import {stateFolder} from '../../system/paths.js';
import {readPlain} from '../../system/read-plain.js';
import {removeLeftovers, replaceFile} from '../../system/replace-file.js';
import {makeStateFolder} from '../../system/state-folder.js';

const entrySchema = z.object({
	pid: z.int().positive(),
	/** See `processStart`; tells a later process of that number. */
	processStart: z.string().optional(),
	/** See `hostTag`: a home may be shared by several machines. */
	host: z.string().optional(),
	id: z.string(),
	/** ISO 8601. */
	startedAt: z.string(),
	modelName: z.string(),
	backendId: z.string(),
	device: z.string().optional(),
	/** Absolute path; absent: the run keeps none. */
	journal: z.string().optional(),
	/** Whether it looks for wishes: see `askFlip`. */
	takesAsks: z.boolean().optional(),
});

/** A session that runs on this machine now. */
export type RunningEntry = z.infer<typeof entrySchema>;

const defaultFolder = (): string => path.join(stateFolder(), 'running');

const readEntry = (file: string): RunningEntry | undefined => {
	try {
		return entrySchema.safeParse(JSON.parse(readPlain(file))).data;
	} catch {
		// It ended between the listing and the reading, or is no entry.
		return undefined;
	}
};

const ownerOf = ({pid, processStart: start, host}: RunningEntry): Owner => ({pid, start, host});

/** A list that cannot be changed is no reason to fail. */
const removeFile = (file: string): void => {
	try {
		rmSync(file, {force: true});
	} catch {
		// It says of itself that its process is gone.
	}
};

/** The sessions that run on this machine now, oldest first. What a killed one left behind is removed. */
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
			const owner = entry ? ownerOf(entry) : {pid: Number.parseInt(name, 10)};
			if (owner.pid > 0 && isGone(owner)) {
				removeFile(file);
				return [];
			}

			return entry && !isElsewhere(owner) ? [entry] : [];
		})
		.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
};

/** This process in the list of running sessions. A list that cannot be written is no reason not to measure. */
export class RunningRegistration {
	readonly #folder: string;
	#file: string;
	#written = '';

	constructor(folder = defaultFolder(), pid = process.pid) {
		this.#folder = folder;
		this.#file = path.join(folder, `${pid}.json`);
	}

	/** Replaces the entry whole. */
	write(entry: Omit<RunningEntry, 'pid' | 'processStart'>): void {
		const {pid, start, host} = thisOwner();
		const text = JSON.stringify({pid, processStart: start, host, ...entry});
		if (text === this.#written) {
			return;
		}

		try {
			makeStateFolder(this.#folder);
			if (this.#written === '') {
				removeLeftovers(this.#folder);
				const present = readEntry(this.#file);
				// A process of that number on another machine has the name already.
				if (present && isElsewhere(ownerOf(present))) {
					this.#file = path.join(this.#folder, `${pid}-${host}.json`);
				}
			}

			replaceFile(this.#file, text);
			this.#written = text;
		} catch {
			// Others do not see this one, then.
		}
	}

	remove(): void {
		removeFile(this.#file);
	}
}
