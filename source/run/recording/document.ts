import {type SummarySegment} from '../../record/segment-schema.js';
import {summariseSegment, type SegmentRecord} from '../build-summary.js';
import {describeContext} from '../../record/context.js';
import {type SessionOptions} from '../options.js';
import {type SegmentState} from '../segment.js';
import {type SessionState} from '../session-state.js';
import {type LiveRecord} from '../../record/live-schema.js';
import {type Snapshot} from '../../record/snapshot.js';
import {type JsonObject, toJson} from '../../journal/merge-patch.js';

/*
The journal document: what a summary holds, with lists as fields by their number or id so that a patch stays small, and what the screen shows beside it. It comes in three sections with no field in common: `fast` is written every second; `medium` too, while the journal keeps within its size; `slow` every ten seconds, or every minute where the journal is short of room.
*/
export type Sections = {
	readonly fast: JsonObject;
	readonly medium: JsonObject;
	readonly slow: JsonObject;
};

export const sectionNames = ['fast', 'medium', 'slow'] as const;
export const noSections: Sections = {fast: {}, medium: {}, slow: {}};

export type JournalSource = {
	readonly state: SessionState;
	readonly options: Pick<
		SessionOptions,
		'commandLine' | 'dataset' | 'seed' | 'cacheBytes' | 'preset' | 'durationMs'
	>;
	readonly records: ReadonlyMap<SegmentState, SegmentRecord>;
};

const keyed = <Item>(
	items: readonly Item[],
	keyOf: (item: Item, place: number) => string | number,
) => Object.fromEntries(items.map((item, place) => [keyOf(item, place), item]));

const segmentSections = (segment: SegmentState, {state, records}: JournalSource, nowMs: number) => {
	const {
		distribution,
		inferHistogram,
		responseHistogram,
		accuracy,
		blocks,
		thermal,
		stages: {infer, ...others},
		earlyStopping,
		validity,
		...rest
	} = summariseSegment(segment, records.get(segment), state, nowMs);
	const of = (fields: object) => ({segments: {[segment.identity.number]: fields}});
	return {
		fast: of({...rest, stages: {infer}}),
		medium: of({accuracy: shortAccuracy(accuracy)}),
		slow: of({
			stages: others,
			earlyStopping,
			validity,
			thermal,
			blocks,
		}),
	};
};

/** To a hundredth of a percent: no screen shows more. */
const shortAccuracy = (accuracy: SummarySegment['accuracy']): unknown =>
	JSON.parse(
		JSON.stringify(accuracy, (_, value: unknown) =>
			typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value,
		),
	);

/** A closed segment as it stays. */
export const closedSections = (
	segment: SegmentState,
	source: JournalSource,
	nowMs: number,
): Sections => {
	const {fast, medium, slow} = segmentSections(segment, source, nowMs);
	return {
		fast: toJson(fast) as JsonObject,
		medium: toJson(medium) as JsonObject,
		slow: toJson(slow) as JsonObject,
	};
};

/** Frames without their pictures: no journal has room for those. */
const frameOf = ({current}: Snapshot) =>
	current && {file: current.file, truth: current.truth, top5: current.top5};

/**
The document as it stands, with the newest segment alone.

@param due Sections that are wanted; the others are left empty.
*/
export const documentSections = (
	source: JournalSource,
	nowMs: number,
	due: ReadonlyArray<keyof Sections> = sectionNames,
): Sections => {
	const made = (name: keyof Sections, fields: () => object): JsonObject =>
		due.includes(name) ? (toJson(fields()) as JsonObject) : {};
	const {state, options} = source;
	const snapshot = state.snapshot(nowMs);
	const {thermal, host, accelerator} = snapshot;
	const {load, fanRpm, fanShare, ...acceleratorMemory} = accelerator;
	const segment = segmentSections(state.segment, source, nowMs);
	const {spells, current: _, ...throttle} = thermal.throttle;
	const {memoryUsedBytes, memoryTotalBytes, cpuLoad, ...hotHost} = host;
	return {
		fast: made('fast', () => ({
			...segment.fast,
			live: {
				phase: snapshot.phase,
				phaseText: snapshot.phaseText,
				host: {
					...hotHost,
					cpuLoad: 'value' in cpuLoad ? {value: Math.round(cpuLoad.value * 1000) / 1000} : cpuLoad,
				},
				accelerator: {load, fanRpm, fanShare},
			} satisfies LiveRecord,
			liveComparison: state.liveComparison && {
				...state.liveComparison,
				rounds: keyed(state.liveComparison.rounds, (_round, place) => place),
			},
			throttling: {spells: keyed(spells, (_spell, place) => place)},
			droppedEvents: state.events.dropped,
		})),
		medium: made('medium', () => ({
			...segment.medium,
			live: {
				readings: Object.fromEntries(
					thermal.readings.map(({atMs, ...reading}) => [reading.id, {...reading}]),
				),
			} satisfies LiveRecord,
		})),
		slow: made('slow', () => ({
			...segment.slow,
			context: describeContext(options, state.identity, state.startTemperature),
			telemetry: keyed(state.telemetry.figures(), ({id}) => id),
			throttling: {...throttle, idleWatts: thermal.idleWatts},
			live: {
				current: frameOf(snapshot),
				host: {memoryUsedBytes, memoryTotalBytes},
				accelerator: acceleratorMemory,
				hostName: snapshot.hostName,
				boardName: snapshot.boardName,
				sensorsBoard: snapshot.sensorsBoard,
				durationMs: options.durationMs,
				own: snapshot.own,
				forecast: thermal.forecast,
				sustained: thermal.sustained,
				energy: thermal.energy,
				charted: thermal.charted,
			} satisfies LiveRecord,
			...(thermal.replay && {
				replay: {...thermal.replay, isPaced: state.throttling.replay?.isPaced},
			}),
		})),
	};
};
