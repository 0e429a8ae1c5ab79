import {type ModelOutput} from '../manifest.js';
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

/**
The class scores among a model's outputs. Absent for a model that has none, such as a detector.
*/
export const guessOutput = (
	signature: ModelSignature,
): {readonly output?: ModelOutput; readonly guesses: readonly string[]} => {
	const {outputs, outputShapes} = signature;
	const candidates: Candidate[] = outputs.flatMap(value => {
		const classes = classesOf(outputShapes[value.name]);
		return classes === undefined ? [] : [{value, classes}];
	});
	const hasBoxes = outputs.some(({name}) => {
		const wide = outputShapes[name]?.filter(size => size !== 1) ?? [];
		return wide.length > 1;
	});
	const chosen =
		candidates.find(({classes}) => imagenetCounts.has(classes)) ??
		(hasBoxes ? undefined : candidates[0]);
	if (!chosen) {
		const shown = outputs.slice(0, 4).map(output => describeValue(output));
		return {
			guesses: [`no class scores among the outputs (${shown.join('; ')}): accuracy is n/a`],
		};
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
