import {describeValue} from './guess-input.js';
import {type OnnxInspection} from './inspect-onnx.js';
import {type ModelOutput} from './manifest.js';
import {type OnnxGraph, type OnnxNode, type OnnxValue} from './onnx/graph.js';

type Candidate = {readonly value: OnnxValue; readonly classes: number};

const imagenetCounts = new Set([1000, 1001]);

/** Length of the score vector: one dimension above 1, all others 1. */
const classesOf = (shape: readonly number[] | undefined): number | undefined => {
	const wide = shape?.filter(size => size !== 1) ?? [];
	return wide.length === 1 && shape!.length <= 4 && wide[0]! > 1 ? wide[0] : undefined;
};

const rearranges = new Set([
	'Identity',
	'Cast',
	'Squeeze',
	'Unsqueeze',
	'Reshape',
	'Flatten',
	'Transpose',
	'QuantizeLinear',
	'DequantizeLinear',
]);

/** The operator that makes a value, seen through those that only rearrange it. */
const makerOf = (graph: OnnxGraph, name: string, depth = 0): OnnxNode | undefined => {
	const maker = graph.nodes.find(({outputs}) => outputs.includes(name));
	return maker && rearranges.has(maker.operator) && depth < 8
		? makerOf(graph, maker.inputs[0] ?? '', depth + 1)
		: maker;
};

const kindOf = (
	graph: OnnxGraph,
	name: string,
): {readonly kind: ModelOutput['kind']; readonly guess?: string} => {
	const operator = makerOf(graph, name)?.operator;
	if (operator === 'Softmax' || operator === 'QLinearSoftmax') {
		return {kind: 'probabilities'};
	}

	return operator === 'Sigmoid'
		? {
				kind: 'probabilities',
				guess: 'scores: each class by itself (the last operator is a sigmoid), ranked as they are',
			}
		: {kind: 'logits', guess: 'scores: logits (the graph does not end in a softmax)'};
};

/**
The class scores among a model's outputs. Absent for a model that has none, such as a detector.
*/
export const guessOutput = (
	inspection: OnnxInspection,
): {readonly output?: ModelOutput; readonly guesses: readonly string[]} => {
	const {graph} = inspection.model;
	const candidates: Candidate[] = graph.outputs.flatMap(value => {
		const classes = classesOf(inspection.outputShapes[value.name]);
		return classes === undefined ? [] : [{value, classes}];
	});
	const hasBoxes = graph.outputs.some(({name}) => {
		const wide = inspection.outputShapes[name]?.filter(size => size !== 1) ?? [];
		return wide.length > 1;
	});
	const chosen =
		candidates.find(({classes}) => imagenetCounts.has(classes)) ??
		(hasBoxes ? undefined : candidates[0]);
	if (!chosen) {
		const shown = graph.outputs.slice(0, 4).map(output => describeValue(output));
		return {
			guesses: [`no class scores among the outputs (${shown.join('; ')}): accuracy is n/a`],
		};
	}

	const {value, classes} = chosen;
	const {kind, guess} = kindOf(graph, value.name);
	const guesses = [...(guess === undefined ? [] : [guess])];
	if (graph.outputs.length > 1) {
		guesses.push(`class scores: output ${describeValue(value)}, one of ${graph.outputs.length}`);
	}

	const labelOffset = classes === 1001 ? 1 : 0;
	if (labelOffset === 1) {
		guesses.push('labels: 1001 classes, so index 0 is taken for "background"');
	}

	return {output: {name: value.name, kind, classes, labelOffset}, guesses};
};
