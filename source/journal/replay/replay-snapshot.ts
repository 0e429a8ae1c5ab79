import {type SegmentFigures, type SummarySegment} from '../../record/segment-schema.js';
import {type Replay, type Snapshot} from '../../record/snapshot.js';
import {type Summary} from '../../record/summary.js';
import {type ThermalFigures} from '../../record/thermal-schema.js';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {fieldsOf, type JournalReader} from '../read/journal-reader.js';
import {asSummary} from '../read/read-summary.js';
import {liveSchema} from '../../record/live-schema.js';
import {type Courses} from './time-series.js';

/** As on the live screen. */
const eventsShown = 200;

/** The same with every text fit for a terminal: a file may come from anywhere. */
const clean = <Value>(value: Value): Value => cleaned(value) as Value;

const cleaned = (value: unknown): unknown => {
	if (typeof value === 'string') {
		return sanitize(value);
	}

	if (Array.isArray(value)) {
		return value.map(item => cleaned(item));
	}

	return typeof value === 'object' && value !== null
		? Object.fromEntries(Object.entries(value).map(([field, item]) => [field, cleaned(item)]))
		: value;
};

const liveOf = (reader: JournalReader) => {
	const live = liveSchema.safeParse(fieldsOf(reader.document['live']));
	if (!live.success) {
		const {path, message} = live.error.issues[0]!;
		throw new UserError(
			`the journal's field live.${sanitize(path.join('.'), 100)}: ${sanitize(message, 160)}`,
		);
	}

	return live.data;
};

/** What only a comparison needs is left out. */
const figuresOf = ({
	inferHistogram,
	responseHistogram,
	blocks,
	...figures
}: SummarySegment): SegmentFigures => figures;

const thermalOf = (
	{throttling, replay}: Summary,
	live: ReturnType<typeof liveOf>,
	atMs: number,
): Omit<ThermalFigures, 'history'> => {
	const spells = throttling?.spells ?? [];
	const newest = spells.at(-1);
	return {
		throttle: {
			...(newest && newest.endedMs === undefined && {current: newest}),
			dropState: throttling?.dropState ?? 'finding baseline',
			baselineFps: throttling?.baselineFps,
			spells,
		},
		sustained: live.sustained,
		forecast: live.forecast,
		energy: live.energy,
		idleWatts: throttling?.idleWatts ?? {missing: 'not in the journal'},
		// Quantity and unit are only looked up and shown: an unknown one is passed over.
		readings: Object.values(live.readings).map(reading => ({
			...reading,
			atMs,
		})) as unknown as ThermalFigures['readings'],
		charted: live.charted,
		...(replay && {replay: {root: replay.root, speed: replay.speed}}),
	};
};

/** How the last moment of a run is called. */
const endOf = (end: Summary['end']): Pick<Snapshot, 'phase' | 'phaseText'> => ({
	phase: end.reason === 'failed' ? 'failed' : 'ended',
	phaseText: end.detail ?? end.reason,
});

/**
What the live screen showed at a moment of a recorded run: the same figures, from the journal. The picture of the frame is not in it, nor are the lists of models and backends.

@param isCutOff Whether this is the last record of a run that never told its end.
@throws UserError where the journal holds no such figures.
*/
export const replaySnapshot = (
	reader: JournalReader,
	courses: Courses,
	playback: Replay,
	isCutOff: boolean,
): Snapshot => {
	const {atMs} = reader;
	const summary = asSummary(reader.toSummary(), 'the journal');
	const live = liveOf(reader);
	const {frames, preset} = summary.context;
	const plain = clean({
		phase: live.phase,
		phaseText: live.phaseText,
		...((reader.end !== undefined || isCutOff) &&
			endOf(isCutOff ? {reason: 'cut off', detail: 'cut off here'} : summary.end)),
		framesName: frames.name,
		labelSource: frames.labelSource,
		preset,
		segment: figuresOf(summary.segments.at(-1)!),
		earlierSegments: summary.segments.slice(0, -1).map(segment => figuresOf(segment)),
		current: live.current,
		host: live.host,
		accelerator: live.accelerator,
		hostName: live.hostName,
		boardName: live.boardName,
		sensorsBoard: live.sensorsBoard,
		own: live.own,
		thermal: thermalOf(summary, live, atMs),
		liveComparison: summary.liveComparison,
		events: summary.events.slice(-eventsShown),
	});
	return {
		...plain,
		isFrozen: false,
		elapsedMs: atMs,
		durationMs: playback.isGrowing ? live.durationMs : playback.endMs,
		framesKind: frames.kind ?? 'images',
		framesCount: frames.count,
		seed: frames.seed,
		models: [],
		playback,
		thermal: {
			...plain.thermal,
			history: (id, columns, windowMs) => courses.reading(id, atMs, columns, windowMs),
		},
		fpsHistory: (columns, windowMs) => courses.fps(atMs, columns, windowMs),
	};
};
