import {type InputRange} from '../inspect/leading-affine.js';
import {type ModelInput, type Preprocessing} from '../manifest.js';
import {type ModelSignature} from '../inspect/model-signature.js';
import {recipeInMetadata} from './recipe-in-metadata.js';
import {type ToldRecipe} from './told-recipe.js';

/** The four habits of the field, by the range in which a model wants its numbers. */
export const normalisations = {
	/** Pixels as they are. */
	raw: {scale: 1, mean: [0, 0, 0], std: [1, 1, 1]},
	/** 0…1. */
	unit: {scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1]},
	/** −1…1, TensorFlow's habit. */
	signed: {scale: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1]},
	/** Mean and standard deviation of ImageNet, PyTorch's habit. */
	imagenet: {scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]},
} as const satisfies Record<string, Pick<Preprocessing, 'scale' | 'mean' | 'std'>>;

export type Normalisation = keyof typeof normalisations;

const words: Readonly<Record<Normalisation, string>> = {
	raw: 'pixels 0…255 as they are',
	unit: 'pixels scaled to 0…1',
	signed: 'pixels scaled to −1…1',
	imagenet: "ImageNet's mean and standard deviation",
};

type Choice = {readonly normalisation: Normalisation; readonly because: string};

/** Ranges of the picture's numbers, in the order in which they are tried. */
const ranges: ReadonlyArray<readonly [Normalisation, number, number]> = [
	['raw', 0, 255],
	['unit', 0, 1],
	['signed', -1, 1],
];

const near = (value: number, wanted: number, tolerance: number): boolean =>
	Math.abs(value - wanted) <= tolerance;

/** A graph that normalises by itself wants the range which it maps to about −1…1. */
const fromGraph = ({affine}: ModelSignature): Choice | undefined => {
	if (!affine) {
		return undefined;
	}

	const {scale, offset} = affine;
	if (near(scale, 1, 0.01) && near(offset, -115, 25)) {
		return {
			normalisation: 'raw',
			because: `the graph takes a mean of ${Math.round(-offset)} off the pixels`,
		};
	}

	const fitting = ranges.find(([, low, high]) => {
		const span = Math.abs(scale) * (high - low);
		const middle = (scale * (low + high)) / 2 + offset;
		return span >= 0.9 && span <= 8 && Math.abs(middle) <= 1.2;
	});
	return fitting && {normalisation: fitting[0], because: 'the graph normalises by itself'};
};

/** The normalisation whose numbers a quantised input tells apart; undefined for a range of no habit. */
export const normalisationOfRange = ({least, most}: InputRange): Normalisation | undefined =>
	near(least, -1, 0.1) && near(most, 1, 0.1)
		? 'signed'
		: near(least, 0, 0.05) && near(most, 1, 0.1)
			? 'unit'
			: near(least, 0, 2) && near(most, 255, 10)
				? 'raw'
				: near(least, -2.1, 0.35) && near(most, 2.6, 0.45)
					? 'imagenet'
					: undefined;

/** A quantised graph says the range that it was calibrated for. */
const fromQuantisation = ({inputRange}: ModelSignature): Choice | undefined => {
	const normalisation = inputRange && normalisationOfRange(inputRange);
	return (
		normalisation && {
			normalisation,
			because: `the input is quantised for ${inputRange.least.toFixed(2)}…${inputRange.most.toFixed(2)}`,
		}
	);
};

/** Trained weights of a first layer are a hundred times as large, unless a division of the pixels was multiplied into them: TensorFlow's converter does so. */
const smallWeight = 0.02;

const fromWeights = ({firstWeight}: ModelSignature): Choice | undefined =>
	firstWeight !== undefined && firstWeight < smallWeight
		? {
				normalisation: 'raw',
				because: `the first layer's weights are ${firstWeight.toPrecision(1)} at most, so a division of the pixels seems to be part of them; \`edgetop models check\` can tell`,
			}
		: undefined;

/** What is most common for models of that kind; nothing in the file says it. */
const fromHabit = (input: ModelInput, classes: number | undefined): Choice =>
	input.dtype.includes('int')
		? {
				normalisation: 'raw',
				because: `the input takes ${input.dtype.includes('int8') ? 'bytes' : 'whole numbers'} (${input.dtype})`,
			}
		: input.channels === 1
			? {normalisation: 'unit', because: 'grey pictures are commonly scaled so'}
			: classes === 1001
				? {normalisation: 'signed', because: '1001 classes are a habit of TensorFlow'}
				: input.layout === 'NHWC'
					? {normalisation: 'signed', because: 'NHWC is a habit of TensorFlow'}
					: {normalisation: 'imagenet', because: 'NCHW is a habit of PyTorch'};

/** A whole recipe: shorter side, centre crop of 0.875, cubic, RGB. */
export const recipeOf = (normalisation: Normalisation): Preprocessing => ({
	resize: 'shorter-side',
	cropFraction: 0.875,
	interpolation: 'cubic',
	channelOrder: 'rgb',
	scale: normalisations[normalisation].scale,
	mean: [...normalisations[normalisation].mean],
	std: [...normalisations[normalisation].std],
	padValue: 0,
});

/** What the metadata tells, with the crop of a tool that cuts the resized side down to a whole pixel. */
const toldRecipe = ({metadata}: ModelSignature, input: ModelInput): ToldRecipe | undefined => {
	const told = recipeInMetadata(metadata);
	const fraction = told?.recipe.cropFraction;
	if (!told?.floorsResize || fraction === undefined) {
		return told;
	}

	const side = Math.min(input.height, input.width);
	return {
		...told,
		recipe: {...told.recipe, cropFraction: Math.min(1, side / Math.floor(side / fraction))},
	};
};

/**
The preprocessing that a model probably wants. Resize and channel order leave no trace in a file: they are always guessed.
*/
export const guessPreprocessing = (
	signature: ModelSignature,
	input: ModelInput,
	classes: number | undefined,
): {readonly preprocessing: Preprocessing; readonly guesses: readonly string[]} => {
	const told = toldRecipe(signature, input);
	// The scale of a quantised input says itself what its bytes stand for.
	if (told && input.dtype.startsWith('float')) {
		const preprocessing = {...recipeOf('unit'), ...told.recipe};
		const {channelOrder, resize, cropFraction, interpolation} = preprocessing;
		return {
			preprocessing,
			guesses: [
				`preprocessing: read from the file (${told.from})`,
				...(told.recipe.resize === undefined
					? [
							`picture: ${resize}, centre crop of ${cropFraction}, ${interpolation}, ${channelOrder.toUpperCase()} (of resize and crop nothing is said)`,
						]
					: []),
			],
		};
	}

	const {normalisation, because} =
		fromGraph(signature) ??
		fromQuantisation(signature) ??
		fromWeights(signature) ??
		fromHabit(input, classes);
	if (told?.recipe.resize !== undefined) {
		// Of whole numbers the picture alone is told: which stand for which, the input's scale says.
		const {scale, mean, std} = recipeOf(normalisation);
		return {
			preprocessing: {...recipeOf(normalisation), ...told.recipe, scale, mean, std},
			guesses: [
				`normalisation: ${words[normalisation]} (${because})`,
				`picture: read from the file (${told.from})`,
			],
		};
	}

	return {
		preprocessing: recipeOf(normalisation),
		guesses: [
			`normalisation: ${words[normalisation]} (${because})`,
			`picture: shorter side resized, centre crop of 0.875, cubic${input.channels === 1 ? '' : ', RGB'} (nothing in the file says otherwise)`,
		],
	};
};
