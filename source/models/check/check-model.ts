import {wilson} from '../../measure/accuracy.js';
import {sanitize} from '../../text/sanitize.js';
import {type Manifest} from '../manifest.js';
import {alignColumns} from '../model-text.js';
import {type Row} from './check-doubt.js';
import {searchPreprocessing, type SearchResult} from './check-search.js';
import {type Outcome} from './check-statistics.js';
import {
	axesOf,
	beginning,
	type Axis,
	type Choice,
	type Variant,
	variantOf,
} from './check-variants.js';

/**
Runs a variant over entries `from` (included) to `to` (excluded); the order of the entries is the same for every variant, and class-balanced.

@returns What each frame gave, or why the variant cannot be run.
*/
export type EvaluateVariant = (
	variant: Variant,
	from: number,
	to: number,
) => Promise<Outcome | {readonly missing: string}>;

export type CheckOptions = {
	readonly evaluate: EvaluateVariant;
	/** Labelled frames at hand. */
	readonly entryCount: number;
	/** Whether the backend has int8 kernels of two kinds (onnxruntime on x86). */
	readonly hasPreciseKernels?: boolean;
	/** Most inferences. @default 40 × entryCount */
	readonly budget?: number;
	readonly onRound?: (text: string) => void;
};

/** Fewer frames tell only gross mistakes from one another. */
export const fewFrames = 100;

/** Puts a model's preprocessing on trial over labelled frames. */
export const checkModel = async (
	manifest: Manifest,
	{evaluate, hasPreciseKernels = false, ...options}: CheckOptions,
): Promise<SearchResult> =>
	searchPreprocessing({
		...options,
		axes: axesOf(manifest, hasPreciseKernels),
		evaluate: async (choice, from, to) => evaluate(variantOf(manifest, choice), from, to),
	});

const axisWords: Readonly<Record<Axis, string>> = {
	normalisation: 'numbers',
	channelOrder: 'channels',
	resize: 'resize',
	interpolation: 'kernel',
	cropFraction: 'crop',
	labelOffset: 'first label at',
	layout: 'pixel order',
	kernels: 'int8 kernels',
};

const valueWords: Readonly<Record<string, string>> = {
	raw: '0…255',
	unit: '0…1',
	signed: '−1…1',
	imagenet: 'mean/std',
	'shorter-side': 'crop',
};

const describeAxes = (choice: Choice, axes: readonly Axis[]): string =>
	axes
		.map(axis => `${axisWords[axis]} ${valueWords[String(choice[axis])] ?? String(choice[axis])}`)
		.join(', ');

const percent = (value: number): string => (value * 100).toFixed(1);
const points = (value: number): string =>
	`${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)}`;

const toCells = (row: Row): readonly string[] => {
	const {value, low, high} = wilson(row.hits, row.n);
	const {difference} = row;
	return [
		row.verdict,
		`${percent(value)} %`,
		`${percent(low)}…${percent(high)}`,
		String(row.n),
		difference
			? `${points(difference.value)} (${points(difference.low)}…${points(difference.high)})`
			: '',
		row.verdict === 'best' ? 'as said above' : describeAxes(row.choice, row.changed),
	];
};

const everyAxis = Object.keys(axisWords) as Axis[];

const changedFrom = (from: Choice, to: Choice): readonly Axis[] =>
	everyAxis.filter(axis => from[axis] !== to[axis]);

/** Two digits are enough of an estimate. */
const about = (frames: number): string => {
	const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, frames))) - 1);
	return (Math.ceil(frames / step) * step).toLocaleString('en');
};

const doubtText = ({best, doubt, rows}: SearchResult): string | undefined => {
	switch (doubt?.kind) {
		case undefined: {
			return undefined;
		}

		case 'few frames': {
			return `not proven; ${rows[0]!.n} frames can prove nothing: at least ${about(doubt.moreFrames)} more are wanted, give them with --source`;
		}

		case 'nothing works': {
			const {hits, n} = rows[0]!;
			return `not proven; the best of all that were tried has a top-1 of ${percent(hits / n)} %: the labels or the model may be wrong`;
		}

		case 'rival': {
			const {moreFrames, rival} = doubt;
			const {value, low, high} = rival.difference!;
			const wanted =
				moreFrames === undefined
					? 'many more frames would decide'
					: `about ${about(moreFrames)} more frames would decide`;
			return `not proven; ${wanted}: ${describeAxes(rival.choice, changedFrom(best, rival.choice))} did better on these (${points(value)}, 95 %: ${points(low)}…${points(high)})`;
		}
	}
};

/** Worse by what the right class lost, where the hits alone do not say so: else the table would seem to contradict itself. */
const isWorseByLoss = ({verdict, difference}: Row): boolean =>
	verdict === 'worse' && difference !== undefined && difference.low <= 0 && difference.high >= 0;

/** The verdict and a table: the best, and what each single change of it costs. Differences are on the same frames, in points of top-1, with 95 % intervals. */
export const formatCheck = (manifest: Manifest, result: SearchResult): string => {
	const {best, isDeclaredRight, rows, missing, inferences} = result;
	const declared = beginning(axesOf(manifest));
	const changed = changedFrom(declared, best);
	const [first] = rows;
	const rival = result.doubt?.kind === 'rival' ? result.doubt.rival : undefined;
	const shown = rows.filter(row => row.changed.length <= 1 || row === rival);
	const doubt = doubtText(result);
	const verdict = isDeclaredRight
		? `the manifest of ${manifest.name} ${doubt === undefined ? 'is right' : 'stands'}: nothing is significantly better`
		: `${manifest.name} was made for something else than its manifest says: ${describeAxes(best, changed)}`;
	return [
		sanitize(verdict, 300),
		...(doubt === undefined ? [] : [sanitize(doubt, 400)]),
		`best: ${describeAxes(best, everyAxis)}`,
		'',
		alignColumns([
			['VERDICT', 'TOP-1', '95 %', 'FRAMES', 'DIFFERENCE', 'CHANGE'],
			...shown.map(row => toCells(row)),
		]),
		...missing
			.filter(({choice}) => changedFrom(best, choice).length === 1)
			.map(
				({choice, reason}) =>
					`not run: ${describeAxes(choice, changedFrom(best, choice))}: ${sanitize(reason, 160)}`,
			),
		...(shown.some(row => isWorseByLoss(row))
			? ['worse with an interval that holds 0: by the mean loss of the right class']
			: []),
		'',
		`${inferences} inferences${first && first.n < fewFrames ? `; ${first.n} frames tell only gross mistakes apart, give more with --source` : ''}`,
	].join('\n');
};
