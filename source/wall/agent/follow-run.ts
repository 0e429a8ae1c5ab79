import {statSync} from 'node:fs';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {JournalReader} from '../../journal/read/journal-reader.js';
import {LineSource} from '../../journal/read/read-journal.js';
import {type WrittenWord} from '../../record/wall-schema.js';
import {listRunning, type RunningEntry} from '../../run/instances/registry.js';
import {messageOf, type UserError} from '../../text/user-error.js';
import {runWord} from './run-word.js';

/** Lines of a long journal are taken in so many at a time: a command is answered between them. */
const linesAtOnce = 200;

/** One run, from its journal: the newest state and nothing of before. */
class Followed {
	readonly entry: RunningEntry;
	readonly #source: LineSource;
	readonly #reader: JournalReader;
	#failure: UserError | undefined;
	#readAtMs: number;

	constructor(entry: RunningEntry, file: string, nowMs: number) {
		this.entry = entry;
		this.#source = new LineSource(file);
		this.#reader = new JournalReader(file);
		// Both times are of one clock, whatever it shows.
		this.#readAtMs = nowMs - Math.max(0, Date.now() - statSync(file).mtimeMs);
	}

	/** @throws UserError where a line that others follow is damaged. */
	async read(nowMs: number): Promise<void> {
		const hadBegun = this.#reader.hasBegun;
		let count = 0;
		for (const line of this.#source.lines()) {
			if (this.#failure) {
				throw this.#failure;
			}

			this.#failure = this.#reader.push(line);
			count++;
			if (count % linesAtOnce === 0) {
				await nextTurn();
			}
		}

		if (count > 0 && hadBegun) {
			this.#readAtMs = nowMs;
		}
	}

	word(entry: RunningEntry, nowMs: number): WrittenWord {
		return this.#reader.hasBegun
			? {runs: 1, run: runWord(this.#reader, entry, Math.max(0, nowMs - this.#readAtMs))}
			: {runs: 1, missing: 'a run begins'};
	}
}

/** The newest run of this account, word by word. */
export class NewestRun {
	readonly #folder: string | undefined;
	#followed: Followed | undefined;

	/** @param folder Of the list of running sessions. */
	constructor(folder?: string) {
		this.#folder = folder;
	}

	/** The run that the last word was of. */
	get entry(): RunningEntry | undefined {
		return this.#followed?.entry;
	}

	/** What is known now. What is wrong with one journal is said in it. */
	async word(nowMs: number): Promise<WrittenWord> {
		const running = listRunning(this.#folder);
		const runs = running.length;
		// One without a journal cannot be shown where another one can.
		const entry = running.findLast(({journal}) => journal !== undefined);
		if (entry?.journal === undefined) {
			this.#followed = undefined;
			return {
				runs,
				missing: runs === 0 ? 'nothing runs' : 'its run keeps no journal (--journal off)',
			};
		}

		try {
			if (this.#followed?.entry.id !== entry.id) {
				this.#followed = undefined;
				this.#followed = new Followed(entry, entry.journal, nowMs);
			}

			await this.#followed.read(nowMs);
			return {...this.#followed.word(entry, nowMs), runs};
		} catch (error) {
			this.#followed = undefined;
			return {runs, missing: messageOf(error)};
		}
	}
}
