import {type AccuracyFigure} from '../../measure/accuracy.js';
import {type SummarySegment} from '../../record/segment-schema.js';
import {type Reference} from '../../record/reference/reference.js';
import {type Summary} from '../../record/summary.js';

/** One segment of a saved session, or a row of a reference table, as a row of the report's table. */
export type ReportRow = {
	/** The board, or the host with its CPU; and the part of it that ran the model, where that is another than the CPU. */
	readonly device: string;
	readonly framework: string;
	readonly model: string;
	/** Mean latency of inference, ms. */
	readonly inferMs: number;
	/** Absent: a reference, which tells its mean alone. */
	readonly p50Ms?: number;
	readonly p90Ms?: number;
	/** Wall-clock frames per second over the segment. */
	readonly fps?: number;
	/** Fractions of 1, over different images. */
	readonly top1?: number;
	readonly top5?: number;
	/** Wilson 95 % interval of top-1. */
	readonly top1Interval?: {readonly low: number; readonly high: number};
	/** What the order of equal scores decides; absent: nothing, or not known. */
	readonly ties?: AccuracyFigure['ties'];
	/** Why there is no accuracy, and what would mend it. */
	readonly accuracyMissing?: string;
	/** Images that are in no accuracy, since the model does not have their class. */
	readonly unmatched?: SummarySegment['unmatched'];
	/** Images behind the accuracy; absent: not known. */
	readonly images?: number;
	/** The backend that ran it, as `--backend` names it: `onnxruntime:cpu`. */
	readonly backend?: string;
	readonly threads?: number;
	readonly precision?: string;
	/** Frames an inference, where the model takes no other number; its time is a frame's share. */
	readonly batch?: number;
	/** Where the frames came from: the name of the set, video or camera. */
	readonly source?: string;
	/** How they reached the model: decoded live, ahead, cached in memory; or held to a rate. */
	readonly frames?: string;
	/** Boxes of a detector in a frame, and by the wall clock in a second; absent: no detector of a known form. */
	readonly boxesPerFrame?: number;
	readonly boxesPerSecond?: number;
	/** Gross energy of one inference, mJ. */
	readonly millijoules?: number;
	/** FPS of the last 5 minutes ÷ FPS of minute 1. */
	readonly sustained?: number;
	/** Streams that were held, of so many frames a second each; `isHeld` false: they fell. Absent: not asked for. */
	readonly streams?: {
		readonly count: number;
		readonly framesPerSecond: number;
		readonly isHeld: boolean;
	};
	/** Absent: a reference, which was not measured by these rules. */
	readonly isValid?: boolean;
	/** VALID, INVALID with what is missing, or which reference it is. */
	readonly verdict: string;
	/** Why it stands in no average; absent: it does. */
	readonly notAveraged?: string;
	/** The file it comes from; of a reference its source, or its title. */
	readonly file: string;
	readonly isReference: boolean;
};

/** What a table shows: a row without a frame has no time. */
export type TableRow = Omit<ReportRow, 'inferMs'> & {
	readonly inferMs?: number;
	/** Where several were measured at once: the board as ssh knows it. */
	readonly board?: string;
};

const deviceName = ({context, replay}: Summary, {device}: SummarySegment): string => {
	const {board, name, cpu} = context.host;
	const host = board ?? (device === undefined || /^cpu/i.test(device) ? `${name}, ${cpu}` : name);
	return [
		// The frames ran here, the sensors were a recording: no measurement of that board.
		replay ? `replayed: ${host}` : host,
		...(device === undefined || /^cpu/i.test(device) ? [] : [device]),
	].join(', ');
};

const framesText = (
	{context, replay}: Summary,
	{framesMode, arrivals}: SummarySegment,
): string | undefined =>
	replay?.isPaced
		? 'slowed to the recording'
		: context.frames.kind === 'live'
			? 'at the rate of the source'
			: arrivals
				? `${arrivals.streams * arrivals.framesPerSecond} arrive a second, ${framesMode ?? 'n/a'}`
				: framesMode;

/** Why a segment is no measurement of what its row says, or not a whole one. */
const reasonNotAveraged = (
	{context, replay}: Summary,
	segment: SummarySegment,
): string | undefined =>
	replay
		? 'a replayed board: the frames ran on another machine'
		: context.frames.kind === 'live'
			? 'a live source, held to its own rate'
			: segment.arrivals
				? 'frames arrived at a fixed rate'
				: segment.validity.isValid
					? undefined
					: segment.batch === undefined
						? 'INVALID: too short for its preset'
						: `INVALID: batch ${segment.batch}, not one frame at a time`;

/** A trial of one number of streams. */
const streamsOf = (
	{
		streams,
		framesPerSecond,
		plannedFrames,
		lostAfterSeconds,
	}: NonNullable<SummarySegment['arrivals']>,
	{frames, restarts}: SummarySegment,
) => ({
	count: streams,
	framesPerSecond,
	isHeld: lostAfterSeconds === undefined && restarts === 0 && frames >= plannedFrames,
});

const valueOf = (figure: {readonly value: number} | {readonly missing: string} | undefined) =>
	figure && 'value' in figure ? figure.value : undefined;

/** `mobilenet-v2-int8` has said its precision. */
const withPrecision = (name: string, precision: string): string =>
	name.endsWith(`-${precision}`) ? name : `${name} ${precision}`;

/** A model that takes so many frames at once is another row than one that takes one. */
const withBatch = ({modelName, batch}: SummarySegment): string =>
	batch === undefined ? modelName : `${modelName} batch ${batch}`;

const rowOf = (file: string, summary: Summary, segment: SummarySegment): ReportRow[] => {
	const {infer} = segment.stages;
	const {n, top1, top5, ties} = segment.accuracy.cumulative;
	return infer
		? [
				{
					device: deviceName(summary, segment),
					framework: segment.runtime
						? `${segment.runtime.name} ${segment.runtime.version}`
						: segment.backendId,
					model: withPrecision(withBatch(segment), segment.precision),
					inferMs: infer.mean,
					p50Ms: infer.p50,
					p90Ms: infer.p90,
					fps: segment.fps.session,
					...(top1 && {top1: top1.value, top1Interval: {low: top1.low, high: top1.high}}),
					...(top5 && {top5: top5.value}),
					ties,
					...(n === 0 && {accuracyMissing: segment.accuracyMissing}),
					unmatched: segment.unmatched,
					images: n,
					backend: segment.backendId,
					threads: segment.threads,
					precision: segment.precision,
					...(segment.batch !== undefined && {batch: segment.batch}),
					source: summary.context.frames.name,
					frames: framesText(summary, segment),
					...(segment.detection && {
						boxesPerFrame: segment.detection.perFrame,
						boxesPerSecond: segment.detection.perSecond,
					}),
					millijoules: valueOf(segment.thermal?.energy.grossMillijoules),
					sustained: valueOf(segment.thermal?.sustained.ratio),
					isValid: segment.validity.isValid,
					...(segment.arrivals && {streams: streamsOf(segment.arrivals, segment)}),
					verdict: segment.validity.text,
					notAveraged: reasonNotAveraged(summary, segment),
					file,
					isReference: false,
				},
			]
		: [];
};

/** A row for each segment with a measured frame, in the order of the files. */
export const reportRows = (
	sessions: ReadonlyArray<{readonly file: string; readonly summary: Summary}>,
): ReportRow[] =>
	sessions.flatMap(({file, summary}) =>
		summary.segments.flatMap(segment => rowOf(file, summary, segment)),
	);

/** The rows of tables of others, behind one's own. */
export const referenceRows = (references: readonly Reference[]): ReportRow[] =>
	references.flatMap(({title, source, rows}) =>
		rows.map(row => ({
			...row,
			verdict: `reference: ${title}`,
			file: source ?? title,
			isReference: true,
		})),
	);

/** What a reader must know of the references: where they are from, their caveats, and what was not understood. */
export const referenceNotes = (references: readonly Reference[]): string[] =>
	references.map(({title, source, caveats, rows, unread}) =>
		[
			`${title}: ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}${source === undefined ? '' : `, ${source}`}.`,
			...caveats.map(caveat => (/[.!?]$/.test(caveat) ? caveat : `${caveat}.`)),
			...(unread ? [`Columns that were not understood: ${unread.join(', ')}.`] : []),
		].join(' '),
	);

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** How a row is named in the table and the charts: own ones by number, references by letter, and by number with a star where the letters are used up. */
export const rowNames = (rows: ReadonlyArray<Pick<ReportRow, 'isReference'>>): string[] => {
	let own = 0;
	let others = 0;
	return rows.map(({isReference}) => {
		if (isReference) {
			others++;
			return letters[others - 1] ?? `*${others}`;
		}

		own++;
		return String(own);
	});
};
