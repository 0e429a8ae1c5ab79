import {type Beside, evaluateFrames} from '../engine/evaluate-frames.js';
import {type EngineConfig} from '../engine/protocol.js';
import {type FrameEntry} from '../frames/dataset.js';
import {topK} from '../measure/softmax.js';
import {type Conversion, type ConversionPrecision, differenceText} from '../models/conversion.js';
import {usualBackendOf} from '../models/formats.js';
import {type FormatName, type Manifest} from '../models/manifest.js';
import {UserError} from '../text/user-error.js';

/** How far a converted model may be from its original. */
export type Bound = {
	/** Least share of the frames on which both have the same best class. */
	readonly agreement: number;
	/** Largest difference of a probability; absent: any. */
	readonly difference?: number;
};

/** What is believed, by the arithmetic that was aimed at (docs/conversion.md). */
export const bounds: Readonly<Record<ConversionPrecision, Bound>> = {
	float32: {agreement: 1, difference: 1e-3},
	float16: {agreement: 0.95, difference: 0.05},
	// What 8 bits cost is what the user wants to see; a model that answers otherwise every fifth time is another one.
	int8: {agreement: 0.8},
};

/** Two classes so near to each other, for both models, are a tie: either may be best. */
const tie = 1e-5;

export type Comparison = Pick<
	Conversion,
	'frames' | 'agreeing' | 'largestDifference' | 'labelled' | 'originalRight' | 'convertedRight'
>;

/** A model file as one side of a comparison. */
export type Side = {
	readonly manifest: Manifest;
	readonly format: FormatName;
	readonly path: string;
};

/** Frames that a conversion is held against its original on. */
export const comparedFrames = 32;

/** What an engine is told that only answers, on the runtime that every machine with the format has. */
export const configOf = (
	{manifest, format, path}: Side,
	entries: readonly FrameEntry[],
	python?: string,
): EngineConfig => ({
	backendId: usualBackendOf[format],
	backendOptions: python === undefined || format === 'onnx' ? {} : {python},
	manifest,
	format,
	modelPath: path,
	entries,
	seed: 0,
	framesFrom: 'between',
	cacheBytes: 0,
	// Beside a measurement.
	threads: 1,
	warmup: {runs: 0, milliseconds: 0},
});

/** Figures of two models on the same frames, a row of probabilities a frame each. */
export const compareRows = (
	original: Float32Array,
	converted: Float32Array,
	answers: ReadonlyArray<readonly number[]>,
	labelOffset: number,
): Comparison => {
	const frames = answers.length;
	const width = original.length / Math.max(1, frames);
	let agreeing = 0;
	let largestDifference = 0;
	let [labelled, originalRight, convertedRight] = [0, 0, 0];
	for (const [row, right] of answers.entries()) {
		const a = original.subarray(row * width, (row + 1) * width);
		const b = converted.subarray(row * width, (row + 1) * width);
		const [[bestOfA = -1], [bestOfB = -1]] = [topK(a, 1).indices, topK(b, 1).indices];
		for (let place = 0; place < width; place++) {
			const difference = Math.abs(a[place]! - b[place]!);
			// NaN is as far from a number as can be.
			largestDifference = Math.max(
				largestDifference,
				Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference,
			);
		}

		const isTie = [a, b].every(scores => Math.abs(scores[bestOfA]! - scores[bestOfB]!) <= tie);
		agreeing += bestOfA === bestOfB || isTie ? 1 : 0;
		if (right.length > 0) {
			labelled++;
			originalRight += right.includes(bestOfA - labelOffset) ? 1 : 0;
			convertedRight += right.includes(bestOfB - labelOffset) ? 1 : 0;
		}
	}

	return {
		frames,
		agreeing,
		largestDifference,
		...(labelled > 0 && {labelled, originalRight, convertedRight}),
	};
};

/** @throws UserError with the figures, where they are beyond the bound. */
export const assertWithin = (
	{frames, agreeing, largestDifference}: Comparison,
	precision: ConversionPrecision,
	what: string,
): void => {
	const {agreement, difference = Number.POSITIVE_INFINITY} = bounds[precision];
	if (agreeing >= agreement * frames && largestDifference <= difference) {
		return;
	}

	const wanted = [
		`${Math.ceil(agreement * frames)} of ${frames}`,
		...(Number.isFinite(difference) ? [`≤ ${differenceText(difference)}`] : []),
	].join(', ');
	const found = Number.isFinite(largestDifference)
		? `probabilities differ by up to ${differenceText(largestDifference)}`
		: 'it answers NaN';
	throw new UserError(
		`${what} is not believed: ${agreeing} of ${frames} frames have the original's best class, ${found} (wanted: ${wanted})`,
		{exitCode: 1},
	);
};

/**
Runs both on the same frames.

@throws UserError where one of them does not run, or fewer frames than wanted can be decoded.
*/
export const compareSides = async (
	original: Side,
	converted: Side,
	entries: readonly FrameEntry[],
	options: Beside & {readonly python?: string | undefined},
): Promise<Comparison> => {
	const [a, b] = [
		await evaluateFrames(
			{config: configOf(original, entries, options.python), wants: 'probabilities'},
			options,
		),
		await evaluateFrames(
			{config: configOf(converted, entries, options.python), wants: 'probabilities'},
			options,
		),
	];
	if (a.entries.length < Math.min(comparedFrames, entries.length) || a.entries.length === 0) {
		throw new UserError(
			`${original.manifest.name}: ${a.entries.length} frames can be decoded; ${comparedFrames} are wanted to hold a conversion against its original`,
		);
	}

	return compareRows(
		a.values,
		b.values,
		Array.from(a.entries, entry => entries[entry]!.classes),
		original.manifest.output?.labelOffset ?? 0,
	);
};
