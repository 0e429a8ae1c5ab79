import {normalisations, type Normalisation} from '../guess/guess-preprocessing.js';
import {type Manifest, type Preprocessing} from '../manifest.js';

/** One way to feed a model: a value on each axis of the trial. `declared`: the manifest's own numbers, where they are none of the common four. */
export type Choice = {
	readonly normalisation: Normalisation | 'declared';
	readonly channelOrder: 'rgb' | 'bgr';
	readonly resize: Preprocessing['resize'];
	readonly interpolation: Preprocessing['interpolation'];
	readonly cropFraction: number;
	/** Index of label 0 in the score vector. */
	readonly labelOffset: number;
	/** How the tensor is filled. The other than the declared one stands for pixels in the wrong order: the model's shape stays. */
	readonly layout: 'NCHW' | 'NHWC';
	/** `precise`: int8 kernels that do not saturate (x86 without VNNI). */
	readonly kernels: 'default' | 'precise';
};

export type Axis = keyof Choice;

/** The values that a trial runs through, by axis; the first one of each is where it begins. */
export type Axes = {readonly [Key in Axis]: ReadonlyArray<Choice[Key]>};

/** What an evaluator runs for a choice. */
export type Variant = {
	/** With the choice's preprocessing, label offset and layout. Load the model with its own layout, fill the tensor by this one. */
	readonly manifest: Manifest;
	/** Options for the backend. */
	readonly backendOptions: Readonly<Record<string, string>>;
};

const common = Object.keys(normalisations) as Normalisation[];

const isNear = (left: number, right: number): boolean =>
	Math.abs(left - right) <= 1e-6 + 0.001 * Math.abs(right);

/** Whether both map 0 and 255 to the same numbers, within the 8th part of a pixel step or so. */
const mapsAlike = (
	left: Pick<Preprocessing, 'scale' | 'mean' | 'std'>,
	right: Pick<Preprocessing, 'scale' | 'mean' | 'std'>,
): boolean =>
	left.mean.every((mean, channel) =>
		[0, 255].every(pixel => {
			const a = (pixel * left.scale - mean) / left.std[channel]!;
			const b = (pixel * right.scale - right.mean[channel]!) / right.std[channel]!;
			return isNear(a, b) || Math.abs(a - b) < 0.01 * Math.abs(right.scale * 255);
		}),
	);

const nameOf = (preprocessing: Preprocessing): Choice['normalisation'] =>
	common.find(name => mapsAlike(preprocessing, normalisations[name])) ?? 'declared';

const first = <T>(value: T, others: readonly T[]): readonly T[] => [
	value,
	...others.filter(other => other !== value),
];

/**
The axes of a model's trial, each beginning with what its manifest says.

@param hasPreciseKernels Whether the processor has int8 kernels of both kinds.
*/
export const axesOf = (manifest: Manifest, hasPreciseKernels = false): Axes => {
	const {preprocessing, input, output} = manifest;
	const isInt8 = manifest.formats.onnx?.precision === 'int8';
	const offset = output?.labelOffset ?? 0;
	return {
		normalisation: first(nameOf(preprocessing), common),
		channelOrder: first(preprocessing.channelOrder, ['rgb', 'bgr'] as const),
		resize: first(preprocessing.resize, ['shorter-side', 'squash', 'letterbox', 'none'] as const),
		interpolation: first<Preprocessing['interpolation']>(preprocessing.interpolation, [
			'cubic',
			'linear',
			'nearest',
		]),
		cropFraction: [preprocessing.cropFraction],
		labelOffset: first(offset, [0, 1]),
		layout: first(input.layout, ['NCHW', 'NHWC'] as const),
		kernels: isInt8 && hasPreciseKernels ? ['default', 'precise'] : ['default'],
	};
};

export const beginning = (axes: Axes): Choice => ({
	normalisation: axes.normalisation[0]!,
	channelOrder: axes.channelOrder[0]!,
	resize: axes.resize[0]!,
	interpolation: axes.interpolation[0]!,
	cropFraction: axes.cropFraction[0]!,
	labelOffset: axes.labelOffset[0]!,
	layout: axes.layout[0]!,
	kernels: axes.kernels[0]!,
});

/** Every combination of the values of some axes, the others as in `base`; `base` itself is the first. */
export const combinations = (
	base: Choice,
	axes: Axes,
	varied: readonly Axis[],
): readonly Choice[] => {
	const [axis, ...rest] = varied;
	if (axis === undefined) {
		return [base];
	}

	const others = combinations(base, axes, rest);
	const values: readonly unknown[] = first(base[axis] as unknown, axes[axis]);
	return values.flatMap(value =>
		others.map(choice => (choice[axis] === value ? choice : {...choice, [axis]: value})),
	);
};

/** Choices that differ from a base on one axis alone. */
export const neighbours = (base: Choice, axes: Axes): readonly Choice[] =>
	(Object.keys(axes) as Axis[]).flatMap(axis =>
		combinations(base, axes, [axis]).filter(choice => choice !== base),
	);

export const keyOf = (choice: Choice): string =>
	[
		choice.normalisation,
		choice.channelOrder,
		choice.resize,
		choice.resize === 'shorter-side' || choice.resize === 'squash-crop' ? choice.cropFraction : '-',
		choice.resize === 'none' ? '-' : choice.interpolation,
		choice.labelOffset,
		choice.layout,
		choice.kernels,
	].join(' ');

/** The manifest and backend options by which a choice is run. */
export const variantOf = (manifest: Manifest, choice: Choice): Variant => {
	const {normalisation, labelOffset, layout, kernels} = choice;
	const numbers =
		normalisation === 'declared' ? manifest.preprocessing : normalisations[normalisation];
	const {scale, mean, std} = numbers;
	return {
		manifest: {
			...manifest,
			input: {...manifest.input, layout},
			preprocessing: {
				...manifest.preprocessing,
				resize: choice.resize,
				cropFraction: choice.cropFraction,
				interpolation: choice.interpolation,
				channelOrder: choice.channelOrder,
				scale,
				mean: [mean[0], mean[1], mean[2]],
				std: [std[0], std[1], std[2]],
			},
			...(manifest.output && {output: {...manifest.output, labelOffset}}),
		},
		backendOptions: kernels === 'precise' ? {'precise-int8': '1'} : {},
	};
};
