import {LatencyHistogram} from '../../measure/histogram.js';
import {LogBuckets} from '../../measure/log-buckets.js';
import {EventLog} from '../../record/event-log.js';
import {isRunning} from '../../system/process-start.js';
import {applyPatch, type Json, type JsonObject} from '../merge-patch.js';
import {
	journalEventSchema,
	journalHeaderSchema,
	journalRecordSchema,
	journalSchemaVersion,
	sessionMs,
	type JournalHeader,
} from '../schema.js';
import {Timeline} from '../../record/timeline.js';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';

const distributionBins = 24;

type Segment = JsonObject & {readonly stages?: JsonObject};

/** The fields of an object; none of anything else. */
export const fieldsOf = (value: Json | undefined): JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

const listOf = (value: Json | undefined): Json[] => Object.values(fieldsOf(value));

/** The histogram of a segment: buckets as they were appended, moments from the figures of its last record. */
const histogramOf = (buckets: LogBuckets | undefined, {stages}: Segment) => {
	const infer = fieldsOf(stages?.['infer']);
	const sparse = buckets?.toSparse() ?? [];
	const n = sparse.reduce((sum, value, place) => (place % 2 === 1 ? sum + value : sum), 0);
	if (n === 0 || typeof infer['mean'] !== 'number') {
		return undefined;
	}

	const {mean} = infer;
	const cv = Number(infer['cv'] ?? 0);
	const moments = {
		n,
		min: Number(infer['min']),
		max: Number(infer['max']),
		mean,
		m2: n * (cv * mean) ** 2,
	};
	return LatencyHistogram.fromJSON({v: 1, moments, buckets: sparse});
};

/**
Folds the lines of a journal, one after another, into what was known of the run after each of them. Constant memory but for one histogram a segment.
*/
export class JournalReader {
	readonly #file: string;
	#header: JournalHeader | undefined;
	#document: JsonObject = {};
	#atMs = 0;
	#end: JsonObject | undefined;
	readonly #buckets = new Map<number, LogBuckets>();
	#events = new EventLog();
	readonly #timeline = new Timeline();

	/** @param file Its name, for errors. */
	constructor(file: string) {
		this.#file = file;
	}

	get hasBegun(): boolean {
		return this.#header !== undefined;
	}

	/** @throws UserError before the first line. */
	get header(): JournalHeader {
		if (!this.#header) {
			throw new UserError(`${sanitize(this.#file)}: no journal of edgetop (it is empty)`);
		}

		return this.#header;
	}

	/** The journal document after the last line: docs/journal.md. */
	get document(): JsonObject {
		return this.#document;
	}

	/** Session time of the last line, ms. */
	get atMs(): number {
		return this.#atMs;
	}

	get events(): EventLog {
		return this.#events;
	}

	/** The saved summary, where the run came to its end. */
	get end(): JsonObject | undefined {
		return this.#end;
	}

	/** All inferences of a segment so far; undefined where there are none. */
	histogram(segment: number): LatencyHistogram | undefined {
		return histogramOf(
			this.#buckets.get(segment),
			fieldsOf(fieldsOf(this.#document['segments'])[String(segment)]),
		);
	}

	/**
	Takes one whole line.

	@returns What is wrong with it, where it is no line of a journal: a torn write where no other line follows.
	*/
	push(line: string): UserError | undefined {
		try {
			const value: unknown = JSON.parse(line);
			if (this.#header) {
				this.#take(value);
			} else {
				this.#begin(value);
			}

			return undefined;
		} catch (error) {
			return error instanceof UserError
				? error
				: new UserError(
						`${sanitize(this.#file)}: damaged after ${Math.round(this.#atMs / 1000)} s: a line is no JSON`,
						{cause: error},
					);
		}
	}

	/** The same state; lines that either takes later are its own. */
	copy(): JournalReader {
		const copy = new JournalReader(this.#file);
		copy.#header = this.#header;
		copy.#document = this.#document;
		copy.#atMs = this.#atMs;
		copy.#end = this.#end;
		copy.#events = this.#events.copy();
		for (const [segment, buckets] of this.#buckets) {
			const own = new LogBuckets();
			own.merge(buckets);
			copy.#buckets.set(segment, own);
		}

		return copy;
	}

	/** A summary as the run itself would have saved it after the last line: plain data, not checked. */
	toSummary(): unknown {
		if (this.#end) {
			return this.#end;
		}

		const {header} = this;
		const {segments, telemetry, throttling, context, replay, liveComparison, droppedEvents} =
			this.#document;
		const savedAt = new Date(Date.parse(header.startedAt) + this.#atMs).toISOString();
		const isAlive = isRunning(header.pid, header.processStart);
		return {
			kind: 'edgetop-session',
			schemaVersion: 1,
			edgetop: header.edgetop,
			id: header.id,
			startedAt: header.startedAt,
			savedAt,
			elapsedSeconds: this.#atMs / 1000,
			end: isAlive
				? {reason: 'running'}
				: {reason: 'cut off', detail: 'rebuilt from its journal, which has no end'},
			context,
			segments: listOf(segments).map(segment => this.#toSegment(fieldsOf(segment))),
			telemetry: listOf(telemetry),
			throttling: throttling && {
				...fieldsOf(throttling),
				spells: listOf(fieldsOf(throttling)['spells']),
			},
			replay,
			liveComparison: liveComparison && {
				...fieldsOf(liveComparison),
				rounds: listOf(fieldsOf(liveComparison)['rounds']),
			},
			timeline: this.#timeline.figures(this.#atMs),
			gates: [],
			events: this.#events.all(),
			droppedEvents: Number(droppedEvents ?? 0),
		};
	}

	#toSegment(segment: JsonObject) {
		const histogram = this.histogram(Number(segment['number']));
		const json = histogram?.toJSON();
		return {
			...segment,
			distribution: histogram?.distribution(distributionBins) ?? [],
			...(json && {inferHistogram: {...json, buckets: json.buckets.join(' ')}}),
		};
	}

	#begin(value: unknown): void {
		const version = fieldsOf(value as Json)['schemaVersion'];
		if (typeof version === 'number' && version > journalSchemaVersion) {
			throw new UserError(
				`${sanitize(this.#file)}: schemaVersion ${version} is newer than this edgetop knows (${journalSchemaVersion}); update edgetop`,
			);
		}

		const header = journalHeaderSchema.safeParse(value);
		if (!header.success) {
			throw new UserError(`${sanitize(this.#file)}: no journal of edgetop`);
		}

		this.#header = header.data;
		this.#document = header.data.document as JsonObject;
	}

	#noRecord(): UserError {
		return new UserError(
			`${sanitize(this.#file)}: a line after ${Math.round(this.#atMs / 1000)} s is no record`,
		);
	}

	#take(value: unknown): void {
		const fields = fieldsOf(value as Json);
		const {end} = fields;
		if (typeof end === 'object') {
			const atMs = sessionMs.safeParse(fields['atMs']);
			if (!atMs.success) {
				throw this.#noRecord();
			}

			this.#end = fieldsOf(end);
			this.#atMs = atMs.data;
			return;
		}

		const event = journalEventSchema.safeParse(value);
		if (event.success) {
			const {level, kind, text} = event.data.event;
			this.#events.add(event.data.atMs, level, kind, text);
			return;
		}

		const record = journalRecordSchema.safeParse(value);
		if (!record.success) {
			throw this.#noRecord();
		}

		const {atMs, patch, infer = []} = record.data;
		this.#atMs = atMs;
		this.#document = fieldsOf(applyPatch(this.#document, (patch ?? {}) as Json));
		this.#addToTimeline();
		for (const {segment, buckets} of infer) {
			const added = this.#bucketsFrom(buckets);
			const known = this.#buckets.get(segment);
			if (known) {
				known.merge(added);
			} else {
				this.#buckets.set(segment, added);
			}
		}
	}

	#addToTimeline(): void {
		const {segments, live} = this.#document;
		const {phase, host} = fieldsOf(live);
		const {last1s} = fieldsOf(fieldsOf(listOf(segments).at(-1))['fps']);
		const isCounting = phase === 'running' || phase === 'restarting';
		this.#timeline.add(
			this.#atMs,
			isCounting && typeof last1s === 'number' ? last1s : undefined,
			fieldsOf(host),
		);
	}

	#bucketsFrom(text: string): LogBuckets {
		try {
			return LogBuckets.fromSparse(text.split(' ').map(Number));
		} catch (error) {
			throw new UserError(`${sanitize(this.#file)}: a histogram is damaged`, {cause: error});
		}
	}
}
