import {type ModelOutput} from '../manifest.js';
import {labelsInMetadata} from '../inspect/metadata-labels.js';
import {type ModelSignature} from '../inspect/model-signature.js';
import {type OnnxValue} from '../onnx/graph.js';
import {describeValue} from './guess-input.js';

type Candidate = {readonly value: OnnxValue; readonly classes: number};

const imagenetCounts = new Set([1000, 1001]);

/** Length of the score vector: one dimension above 1, all others 1. */
const classesOf = (shape: readonly number[] | undefined): number | undefined => {
	const wide = shape?.filter(size => size !== 1) ?? [];
	return wide.length === 1 && shape!.length <= 4 && wide[0]! > 1 ? wide[0] : undefined;
};

const kindOf = (
	{endOf, endSource}: ModelSignature,
	name: string,
): {readonly kind: ModelOutput['kind']; readonly guess?: string} => {
	const end = endOf(name);
	if (end === 'softmax') {
		return {kind: 'probabilities'};
	}

	return end === 'sigmoid'
		? {
				kind: 'probabilities',
				guess: 'scores: each class by itself (the last operator is a sigmoid), ranked as they are',
			}
		: {kind: 'logits', guess: `scores: logits (${endSource})`};
};

const scoreNames = /logit|prob|softmax|score|class|cls|identity|pred|label/i;
const otherNames =
	/embed|feature|hidden|pool|landmark|keypoint|box|bbox|indice|index|top_?k|num_det|mask|anchor/i;
/** Operators whose results are places or a selection, never a score for each class. */
const selecting = new Set(['TopK', 'ArgMax', 'ArgMin', 'NonMaxSuppression', 'NonZero']);

/** How well an output fits to be the class scores; undefined: it is something else. */
const fitOf = (
	{value, classes}: Candidate,
	{endOf, makerOf, metadata, outputs}: ModelSignature,
	hasBoxes: boolean,
): number | undefined => {
	const isOther = otherNames.test(value.name) && !/logit|prob|softmax/i.test(value.name);
	if (selecting.has(makerOf?.(value.name) ?? '') || isOther) {
		return undefined;
	}

	const hasLabels = labelsInMetadata(metadata, [classes, classes - 1]) !== undefined;
	const isNamed = scoreNames.test(value.name);
	const isUsual = imagenetCounts.has(classes);
	if (hasBoxes && !isUsual && !(hasLabels && isNamed)) {
		return undefined;
	}

	return (
		(hasLabels ? 8 : 0) +
		(isUsual ? 4 : 0) +
		(endOf(value.name) === 'other' ? 0 : 3) +
		(isNamed ? 2 : 0) -
		outputs.indexOf(value) / outputs.length
	);
};

/** Shapes of what one picture gets, where the model takes several. */
const shapesOfOne = (
	{outputShapes}: ModelSignature,
	batch: number,
): ModelSignature['outputShapes'] =>
	batch === 1
		? outputShapes
		: Object.fromEntries(
				Object.entries(outputShapes).map(([name, [first = 1, ...rest]]) => [
					name,
					first % batch === 0 ? [first / batch, ...rest] : [first, ...rest],
				]),
			);

/** Why no output has class scores, in words. */
const absenceOf = (
	{outputs, outputShapes, endOf}: ModelSignature,
	candidates: readonly Candidate[],
): string => {
	const shown = outputs.slice(0, 4).map(output => describeValue(output));
	const only = outputs.length === 1 ? outputs[0] : undefined;
	const isSingle = only && outputShapes[only.name]?.every(size => size === 1);
	if (isSingle && endOf(only.name) === 'sigmoid') {
		return 'one sigmoid score stands for two classes (yes or no), which edgetop does not rank: accuracy is n/a';
	}

	if (
		outputs.some(value => /box|detection|num_det/i.test(value.name) || areOpenBoxes(value, outputs))
	) {
		return `a detector (${shown.join('; ')}): accuracy is n/a`;
	}

	return candidates.length > 0
		? `no class scores among the outputs (${shown.join('; ')}), by their names and operators: accuracy is n/a`
		: `no class scores among the outputs (${shown.join('; ')}): accuracy is n/a`;
};

/** Of torchvision's detectors: [n, 4] beside labels and scores [n], n as many as there are boxes in the picture. */
const areOpenBoxes = ({dims}: OnnxValue, outputs: readonly OnnxValue[]): boolean =>
	dims?.length === 2 &&
	dims[1] === 4 &&
	typeof dims[0] === 'string' &&
	outputs.filter(other => other.dims?.length === 1 && typeof other.dims[0] === 'string').length >=
		2;

/**
The class scores among a model's outputs: the one that fits its labels, the usual counts, its last operator and its name best. Absent for a model that has none, such as a detector or one that gives embeddings.

@param batch How many pictures the model takes at once, where it takes no other number.
*/
export const guessOutput = (
	signature: ModelSignature,
	batch = 1,
): {readonly output?: ModelOutput; readonly guesses: readonly string[]} => {
	const {outputs} = signature;
	const outputShapes = shapesOfOne(signature, batch);
	const candidates: Candidate[] = outputs.flatMap(value => {
		if (areOpenBoxes(value, outputs)) {
			return [];
		}

		const classes = classesOf(outputShapes[value.name]);
		// Names and marks are no scores.
		const isNumber = value.dtype !== 'string' && value.dtype !== 'bool';
		return classes === undefined || !isNumber ? [] : [{value, classes}];
	});
	const hasBoxes = outputs.some(({name}) => {
		const wide = outputShapes[name]?.filter(size => size !== 1) ?? [];
		return wide.length > 1;
	});
	const [chosen] = candidates
		.map(candidate => ({...candidate, fit: fitOf(candidate, signature, hasBoxes)}))
		.filter(({fit}) => fit !== undefined)
		.sort((left, right) => right.fit! - left.fit!);
	if (!chosen) {
		return {guesses: [absenceOf(signature, candidates)]};
	}

	const {value, classes} = chosen;
	const {kind, guess} = kindOf(signature, value.name);
	const guesses = [...(guess === undefined ? [] : [guess])];
	if (outputs.length > 1) {
		guesses.push(`class scores: output ${describeValue(value)}, one of ${outputs.length}`);
	}

	const labelOffset = classes === 1001 ? 1 : 0;
	if (labelOffset === 1) {
		guesses.push('labels: 1001 classes, so index 0 is taken for "background"');
	}

	return {output: {name: value.name, kind, classes, labelOffset}, guesses};
};
