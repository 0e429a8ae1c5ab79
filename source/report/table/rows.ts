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
	/** Images behind the accuracy; absent: not known. */
	readonly images?: number;
	/** Absent: a reference, which was not measured by these rules. */
	readonly isValid?: boolean;
	/** VALID, INVALID with what is missing, or which reference it is. */
	readonly verdict: string;
	/** The file it comes from; of a reference its source, or its title. */
	readonly file: string;
	readonly isReference: boolean;
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
					fps: segment.fps.session,
					...(top1 && {top1: top1.value, top1Interval: {low: top1.low, high: top1.high}}),
					...(top5 && {top5: top5.value}),
					images: n,
					isValid: segment.validity.isValid,
					verdict: segment.validity.text,
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

/** What a reader must know of the references: where they are from, and their caveats. */
export const referenceNotes = (references: readonly Reference[]): string[] =>
	references.map(({title, source, caveats, rows}) =>
		[
			`${title}: ${rows.length} rows${source === undefined ? '' : `, ${source}`}.`,
			...caveats.map(caveat => (/[.!?]$/.test(caveat) ? caveat : `${caveat}.`)),
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
