import {type SummarySegment} from '../record/segment-schema.js';
import {type EngineConfig} from '../engine/protocol.js';
import {
	type EndReason,
	type SessionContext,
	type Summary,
	summarySchemaVersion,
} from '../record/summary.js';
import {type LatencyHistogram} from '../measure/histogram.js';
import {type SegmentState} from './segment.js';
import {type SessionState} from './session-state.js';

/** What the summary needs to know of a segment's engine beside its statistics. */
export type SegmentRecord = {
	readonly backendOptions: EngineConfig['backendOptions'];
	/** SHA-256 of the model file, where it is known. */
	readonly modelSha256?: string;
};

/** Ten nanoseconds: finer than any clock here. */
const rounded = (values: readonly number[]): number[] =>
	values.map(value => Math.round(value * 1e5) / 1e5);

const histogramOf = (histogram: LatencyHistogram | undefined): SummarySegment['inferHistogram'] => {
	const {v, moments, buckets} = histogram?.toJSON() ?? {};
	return v !== undefined && moments && buckets
		? {v, moments, buckets: buckets.join(' ')}
		: undefined;
};

const comparable = (
	segment: SegmentState,
): Pick<SummarySegment, 'inferHistogram' | 'blocks'> | undefined => {
	const samples = segment.samples();
	if (!samples) {
		return undefined;
	}

	const {frames, inferMs, wallMs} = samples.blocks;
	return {
		inferHistogram: histogramOf(samples.infer),
		blocks: {frames, inferMs: rounded(inferMs), wallMs: rounded(wallMs)},
	};
};

export const summariseSegment = (
	segment: SegmentState,
	record: SegmentRecord | undefined,
	state: SessionState,
	nowMs: number,
): SummarySegment => {
	const thermal = state.throttling.ofSegment(segment.identity.number);
	const {manifest, facts} = segment.identity;
	const {number, modelName, modelTitle, placement, ...figures} = segment.figures(
		state.startMs,
		nowMs,
		state.preset,
	);
	return {
		number,
		modelName,
		modelTitle,
		modelSha256: record?.modelSha256,
		preprocessing: manifest.preprocessing,
		input: manifest.input,
		backendOptions: record?.backendOptions ?? {},
		versions: facts?.versions,
		...figures,
		...(placement && {placement: placement.map(share => ({...share}))}),
		thermal,
		distribution: [...figures.distribution],
		...comparable(segment),
		responseHistogram: histogramOf(segment.responseHistogram),
	};
};

/** Copies: a summary is plain data of its own. */
const describeThrottling = ({throttling}: SessionState): Pick<Summary, 'throttling' | 'replay'> => {
	const {dropState, baselineFps, spells} = throttling.throttle;
	const {replay} = throttling;
	return {
		throttling: {
			dropState,
			baselineFps,
			spells: spells.map(spell => ({...spell, evidence: [...spell.evidence]})),
			idleWatts: throttling.idleWatts,
		},
		...(replay && {
			replay: {root: replay.root, speed: replay.speed, isPaced: replay.isPaced},
		}),
	};
};

const timelineOf = (state: SessionState, nowMs: number): Pick<Summary, 'timeline'> => {
	const timeline = state.timeline.figures(nowMs - state.startMs);
	return timeline ? {timeline} : {};
};

/** The summary of a session as it stands now. */
export const buildSummary = (
	state: SessionState,
	records: ReadonlyMap<SegmentState, SegmentRecord>,
	about: {
		readonly edgetop: string;
		readonly id: string;
		readonly end: {readonly reason: EndReason; readonly detail?: string};
		readonly context: SessionContext;
		readonly gates: Summary['gates'];
	},
	nowMs: number,
): Summary => ({
	kind: 'edgetop-session',
	schemaVersion: summarySchemaVersion,
	edgetop: about.edgetop,
	id: about.id,
	startedAt: state.startedAt.toISOString(),
	savedAt: new Date().toISOString(),
	elapsedSeconds: (nowMs - state.startMs) / 1000,
	end: {...about.end},
	context: about.context,
	segments: (state.segments.length > 0 ? state.segments : [state.pending]).map(segment =>
		summariseSegment(segment, records.get(segment), state, nowMs),
	),
	telemetry: state.telemetry.figures(),
	...describeThrottling(state),
	...timelineOf(state, nowMs),
	liveComparison: state.liveComparison,
	gates: about.gates,
	events: [...state.events.all()],
	droppedEvents: state.events.dropped,
});
