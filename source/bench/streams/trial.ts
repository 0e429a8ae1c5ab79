import {type SummarySegment} from '../../record/segment-schema.js';
import {type Summary} from '../../record/summary.js';
import {sanitize} from '../../text/sanitize.js';
import {type Tried} from './search.js';

/** Samples from which on p99 says something at confidence 0.99 (docs/measurement.md). */
const leastFrames = 662;
/** Inference that got so much slower within a trial is told. */
const slowerFrom = 1.1;

/** One number of streams, tried for a time. */
export type StreamTrial = Tried & {
	readonly framesPerSecond: number;
	/** Frames that were answered. */
	readonly frames: number;
	/** p99 of the response over them, ms; of a trial that fell over those up to then. */
	readonly p99Ms?: number;
	/** Mean of inference, ms. */
	readonly inferMs?: number;
	/** Of a trial that fell: seconds from its first frame. */
	readonly fellAfterSeconds?: number;
	/** Slow-downs and limits in it, and why it fell, each once. */
	readonly causes: readonly string[];
	/** Too few frames for a p99 with confidence. */
	readonly isShort: boolean;
	/** Its summary. */
	readonly file: string;
};

/** Inference at the end of a trial against its beginning, where it got slower. */
const slower = ({blocks}: SummarySegment): string[] => {
	const first = blocks?.inferMs[0];
	const last = blocks?.inferMs.at(-1);
	return first !== undefined && last !== undefined && last > slowerFrom * first
		? [`inference rose from ${first.toFixed(1)} to ${last.toFixed(1)} ms`]
		: [];
};

/** What a saved trial says; undefined where it did not come to an end, or is none. */
export const trialOf = (file: string, summary: Summary): StreamTrial | undefined => {
	const segment = summary.segments.at(-1);
	const arrivals = segment?.arrivals;
	if (!segment || !arrivals || summary.end.reason !== 'completed') {
		return undefined;
	}

	const {streams, framesPerSecond, plannedFrames, response, lostAfterSeconds} = arrivals;
	const wasLost = segment.restarts > 0;
	const isHeld = !wasLost && lostAfterSeconds === undefined && segment.frames >= plannedFrames;
	const spells = (summary.throttling?.spells ?? []).map(({verdict, reason}) =>
		verdict === 'throttled' ? reason : `${verdict}: ${reason}`,
	);
	return {
		streams,
		framesPerSecond,
		seconds: Math.round((1000 * plannedFrames) / (streams * framesPerSecond)) / 1000,
		isHeld,
		frames: segment.frames,
		...(response && {p99Ms: response.p99}),
		...(segment.stages.infer && {inferMs: segment.stages.infer.mean}),
		...(!isHeld && {fellAfterSeconds: lostAfterSeconds ?? segment.seconds}),
		causes: [
			...(wasLost ? ['the engine was lost'] : []),
			...new Set(spells.map(text => sanitize(text))),
			...(isHeld ? [] : slower(segment)),
		],
		isShort: plannedFrames < leastFrames,
		file,
	};
};
