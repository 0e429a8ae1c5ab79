import {type Summary, type SummarySegment} from '../../session/summary.js';

/** One segment of a saved session as a row of the report's table. */
export type ReportRow = {
	/** The board, or the host with its CPU; and the part of it that ran the model, where that is another than the CPU. */
	readonly device: string;
	readonly framework: string;
	readonly model: string;
	/** Mean latency of inference, ms. */
	readonly inferMs: number;
	readonly p50Ms: number;
	readonly p90Ms: number;
	/** Wall-clock frames per second over the segment. */
	readonly fps?: number;
	/** Fractions of 1, over different images. */
	readonly top1?: number;
	readonly top5?: number;
	/** Wilson 95 % interval of top-1. */
	readonly top1Interval?: {readonly low: number; readonly high: number};
	/** Images behind the accuracy. */
	readonly images: number;
	readonly isValid: boolean;
	/** VALID, or INVALID with what is missing. */
	readonly verdict: string;
	/** The file it comes from. */
	readonly file: string;
};

const deviceName = ({context}: Summary, {device}: SummarySegment): string => {
	const {board, name, cpu} = context.host;
	if (device === undefined || /^cpu/i.test(device)) {
		return board ?? `${name}, ${cpu}`;
	}

	return `${board ?? name}, ${device}`;
};

const rowOf = (file: string, summary: Summary, segment: SummarySegment): ReportRow[] => {
	const {infer} = segment.stages;
	const {n, top1, top5} = segment.accuracy.cumulative;
	return infer
		? [
				{
					device: deviceName(summary, segment),
					framework: segment.runtime
						? `${segment.runtime.name} ${segment.runtime.version}`
						: segment.backendId,
					model: `${segment.modelName} ${segment.precision}`,
					inferMs: infer.mean,
					p50Ms: infer.p50,
					p90Ms: infer.p90,
					...(segment.fps.session !== undefined && {fps: segment.fps.session}),
					...(top1 && {top1: top1.value, top1Interval: {low: top1.low, high: top1.high}}),
					...(top5 && {top5: top5.value}),
					images: n,
					isValid: segment.validity.isValid,
					verdict: segment.validity.text,
					file,
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
