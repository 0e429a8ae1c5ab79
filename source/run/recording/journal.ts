import {errnoText} from '../../system/errno-text.js';
import {type SegmentState} from '../segment.js';
import {type Summary} from '../../record/summary.js';
import {processStart} from '../../system/process-start.js';
import {type JournalFile} from '../../journal/journal-file.js';
import {diff, joinPatches, type JsonObject} from '../../journal/merge-patch.js';
import {
	journalSchemaVersion,
	type JournalHeader,
	type JournalRecord,
} from '../../journal/schema.js';
import {
	closedSections,
	documentSections,
	noSections,
	sectionNames,
	type JournalSource,
	type Sections,
} from './document.js';

/** A day has 86 400 records: with this many bytes each, and a start, a journal of a day stays below 60 MB. */
const bytesPerSecond = 620;
const startBytes = 256 * 1024;
/** Beyond the budget by this much, also the small record of a second is left out. */
const overdraftBytes = 256 * 1024;
const slowPeriodMs = 10_000;
/** Also where room is short. */
const longestSlowPeriodMs = 60_000;
/** The slow section waits for this much room: it must not cost the seconds after it their histogram. */
const slowRoomBytes = 16 * 1024;
const retryPeriodMs = 10_000;

/** What a journal needs of its session beside the figures. */
export type JournalAbout = {
	readonly edgetop: string;
	readonly id: string;
	readonly summaryFile: string;
	/** Called once when writing fails, and once when it goes on. */
	readonly note: (level: 'warning' | 'info', kind: string, text: string) => void;
};

/**
Appends what changed once a second, events, and at last the summary. A write that fails loses nothing: the same difference is part of the next record that succeeds. Bounded: where records are larger than the budget, the less important sections wait.
*/
export class Journal {
	readonly #file: JournalFile;
	readonly #source: JournalSource;
	readonly #about: JournalAbout;
	#written: Sections = noSections;
	#segment: SegmentState | undefined;
	#eventsWritten = 0;
	#slowAtMs = Number.NEGATIVE_INFINITY;
	#hasHeader = false;
	#failedAtMs: number | undefined;
	#isClosed = false;

	constructor(file: JournalFile, source: JournalSource, about: JournalAbout) {
		this.#file = file;
		this.#source = source;
		this.#about = about;
	}

	get path(): string {
		return this.#file.path;
	}

	/** Call once a second. */
	tick(nowMs: number): void {
		const isWaiting = this.#failedAtMs !== undefined && nowMs - this.#failedAtMs < retryPeriodMs;
		if (this.#isClosed || isWaiting) {
			return;
		}

		this.#try(nowMs, () => {
			this.#writeHeader(nowMs);
			this.#writeEvents(nowMs);
			this.#closeSegments(nowMs);
			this.#writeSecond(nowMs);
			this.#file.flush();
		});
	}

	/** The run never began: there is nothing to keep. */
	discard(): void {
		this.#isClosed = true;
		try {
			this.#file.remove();
		} catch {
			// A file too many is no reason to fail differently.
		}
	}

	/** The run is over: its summary is the last line. Synchronous. */
	end(summary: Summary, nowMs: number): void {
		if (this.#isClosed) {
			return;
		}

		this.#try(nowMs, () => {
			this.#writeHeader(nowMs);
			this.#file.append(JSON.stringify({atMs: this.#at(nowMs), end: summary}));
		});
		this.#isClosed = true;
		try {
			this.#file.close();
		} catch {
			// The summary file is the one that counts from here on.
		}
	}

	#at(nowMs: number): number {
		return Math.round(nowMs - this.#source.state.startMs);
	}

	#try(nowMs: number, write: () => void): void {
		try {
			write();
			if (this.#failedAtMs !== undefined) {
				this.#failedAtMs = undefined;
				this.#about.note('info', 'journalResumed', 'the journal goes on');
			}
		} catch (error) {
			if (this.#failedAtMs === undefined) {
				this.#about.note(
					'warning',
					'journalStopped',
					`the journal ${this.path} is not written: ${errnoText(error)}; measuring goes on`,
				);
			}

			this.#failedAtMs = nowMs;
		}
	}

	/** With the whole document as it stands: from the first line on there is a summary. */
	#writeHeader(nowMs: number): void {
		if (this.#hasHeader) {
			return;
		}

		const {state} = this.#source;
		const sections = documentSections(this.#source, nowMs);
		const began = processStart(process.pid);
		const header: JournalHeader = {
			kind: 'edgetop-journal',
			schemaVersion: journalSchemaVersion,
			edgetop: this.#about.edgetop,
			id: this.#about.id,
			pid: process.pid,
			processStart: began,
			startedAt: state.startedAt.toISOString(),
			summaryFile: this.#about.summaryFile,
			document: changes(noSections, sections, sectionNames),
		};
		this.#file.append(JSON.stringify(header));
		this.#hasHeader = true;
		this.#written = sections;
		this.#segment = state.segment;
		this.#slowAtMs = nowMs;
	}

	#writeEvents(nowMs: number): void {
		const {events} = this.#source.state;
		const isFull = this.#room(nowMs) < 0;
		// Those that fell out of the bounded log before they were written are counted in it as dropped.
		const kept = events.since(this.#eventsWritten);
		this.#eventsWritten = events.total - kept.length;
		for (const {atMs, ...event} of kept) {
			if (!isFull || event.level !== 'info') {
				this.#file.append(JSON.stringify({atMs: Math.round(atMs), event}));
			}

			this.#eventsWritten++;
		}
	}

	/** Segments that ended since the last record are written once more, whole: they change no more. */
	#closeSegments(nowMs: number): void {
		const {segments, segment: newest} = this.#source.state;
		const from = this.#segment ? segments.indexOf(this.#segment) : 0;
		for (const segment of segments.slice(Math.max(0, from))) {
			if (segment === newest) {
				break;
			}

			const sections = closedSections(segment, this.#source, nowMs);
			this.#append(nowMs, changes(noSections, sections, sectionNames), [segment]);
		}
	}

	#writeSecond(nowMs: number): void {
		const {segment} = this.#source.state;
		const room = this.#room(nowMs);
		if (room < -overdraftBytes) {
			return;
		}

		if (this.#segment !== segment) {
			// The old segment stays as it is written; all else is still a difference to what was written before.
			this.#written = withoutSegments(this.#written);
			this.#segment = segment;
			this.#slowAtMs = Number.NEGATIVE_INFINITY;
		}

		const sinceSlowMs = nowMs - this.#slowAtMs;
		const isSlow = sinceSlowMs >= (room > slowRoomBytes ? slowPeriodMs : longestSlowPeriodMs);
		const due = sectionNames.filter(
			name => name === 'fast' || (name === 'medium' && room > 0) || (name === 'slow' && isSlow),
		);
		const sections = documentSections(this.#source, nowMs, due);
		this.#append(nowMs, changes(this.#written, sections, due), room > 0 ? [segment] : []);
		this.#written = {...this.#written, ...pick(sections, due)};
		if (isSlow) {
			this.#slowAtMs = nowMs;
		}
	}

	/** One record: a patch, and the inferences of these segments that no record has yet. */
	#append(nowMs: number, patch: JsonObject, segments: readonly SegmentState[]): void {
		const taken = segments.flatMap(segment => {
			const buckets = segment.recentInfer.take();
			return buckets ? [{segment, buckets}] : [];
		});
		const record: JournalRecord = {
			atMs: this.#at(nowMs),
			patch,
			...(taken.length > 0 && {
				infer: taken.map(({segment, buckets}) => ({
					segment: segment.identity.number,
					buckets: buckets.join(' '),
				})),
			}),
		};
		try {
			this.#file.append(JSON.stringify(record));
		} catch (error) {
			for (const {segment, buckets} of taken) {
				segment.recentInfer.giveBack(buckets);
			}

			throw error;
		}
	}

	/** Bytes that may still be written now; below 0 the journal is ahead of its budget. */
	#room(nowMs: number): number {
		return startBytes + (bytesPerSecond * this.#at(nowMs)) / 1000 - this.#file.bytes;
	}
}

/** What changed in the sections that are due, as one patch. */
const changes = (
	before: Sections,
	after: Sections,
	due: ReadonlyArray<keyof Sections>,
): JsonObject => {
	let patch: JsonObject = {};
	for (const name of due) {
		patch = joinPatches(patch, diff(before[name], after[name]) ?? {});
	}

	return patch;
};

const withoutSegments = ({fast, medium, slow}: Sections): Sections => {
	const without = ({segments, ...rest}: JsonObject): JsonObject => rest;
	return {fast: without(fast), medium: without(medium), slow: without(slow)};
};

const pick = (sections: Sections, names: ReadonlyArray<keyof Sections>): Partial<Sections> =>
	Object.fromEntries(names.map(name => [name, sections[name]]));
