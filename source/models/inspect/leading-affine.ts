import {type OnnxGraph, type OnnxNode} from '../onnx/graph.js';

/** What a graph does to its input before the first layer: `value × scale + offset`, averaged over the channels. */
export type Affine = {readonly scale: number; readonly offset: number};

/** The numbers that an int8 graph can tell apart at its input. */
export type InputRange = {readonly least: number; readonly most: number};

const mean = (values: readonly number[]): number =>
	values.reduce((sum, value) => sum + value, 0) / values.length;

const passes = new Set(['Identity', 'Cast', 'Transpose', 'Reshape', 'DequantizeLinear']);

type Constants = (name: string | undefined) => readonly number[] | undefined;

const constantsOf = (graph: OnnxGraph): Constants => {
	const found = new Map<string, readonly number[]>();
	for (const [name, {values}] of graph.initialisers) {
		if (values) {
			found.set(name, values);
		}
	}

	for (const {operator, outputs, attributes} of graph.nodes) {
		const values = attributes.get('value')?.tensor?.values;
		if (operator === 'Constant' && outputs[0] !== undefined && values) {
			found.set(outputs[0], values);
		}
	}

	return name => {
		const values = found.get(name ?? '');
		// A picture has one or three channels: longer constants are weights.
		return values && (values.length === 1 || values.length === 3) ? values : undefined;
	};
};

const normalise = (node: OnnxNode, constants: Constants): Affine | undefined => {
	const [gain, bias, centre, variance] = node.inputs.slice(1, 5).map(name => constants(name));
	if (!gain || !bias || !centre || !variance) {
		return undefined;
	}

	const factor =
		mean(gain) / Math.sqrt(mean(variance) + (node.attributes.get('epsilon')?.float ?? 1e-5));
	return {scale: factor, offset: mean(bias) - mean(centre) * factor};
};

/** One step of the chain, as an affine function of the value that comes in. */
const stepOf = (node: OnnxNode, incoming: string, constants: Constants): Affine | undefined => {
	if (node.operator === 'BatchNormalization') {
		return normalise(node, constants);
	}

	const isLeft = node.inputs[0] === incoming;
	const constant = constants(node.inputs[isLeft ? 1 : 0]);
	if (!constant) {
		return undefined;
	}

	const value = mean(constant);
	switch (node.operator) {
		case 'Add': {
			return {scale: 1, offset: value};
		}

		case 'Sub': {
			return isLeft ? {scale: 1, offset: -value} : {scale: -1, offset: value};
		}

		case 'Mul': {
			return {scale: value, offset: 0};
		}

		case 'Div': {
			return isLeft ? {scale: 1 / value, offset: 0} : undefined;
		}

		default: {
			return undefined;
		}
	}
};

const chainLimit = 12;

/** Follows an input through normalisation that is part of the graph; undefined when there is none. */
export const leadingAffine = (graph: OnnxGraph, input: string): Affine | undefined => {
	const constants = constantsOf(graph);
	let name: string | undefined = input;
	let affine: Affine | undefined;
	for (let count = 0; count < chainLimit && name !== undefined; count++) {
		const incoming: string = name;
		const users = graph.nodes.filter(({inputs}) => inputs.includes(incoming));
		const [user] = users;
		if (!user || users.length > 1) {
			break;
		}

		const step = stepOf(user, incoming, constants);
		if (!step && !(passes.has(user.operator) || user.operator === 'QuantizeLinear')) {
			break;
		}

		if (step) {
			const {scale, offset}: Affine = affine ?? {scale: 1, offset: 0};
			affine = {scale: scale * step.scale, offset: offset * step.scale + step.offset};
		}

		name = user.outputs[0];
	}

	return affine && Number.isFinite(affine.scale) && Number.isFinite(affine.offset)
		? affine
		: undefined;
};

/** The range of a float input that the graph quantises at once: it shows what the model was calibrated for. */
export const quantisedRange = (graph: OnnxGraph, input: string): InputRange | undefined => {
	const user = graph.nodes.find(({inputs}) => inputs[0] === input);
	const scale = graph.initialisers.get(user?.inputs[1] ?? '')?.values?.[0];
	const zero = graph.initialisers.get(user?.inputs[2] ?? '');
	const zeroPoint = zero?.values?.[0];
	if (user?.operator !== 'QuantizeLinear' || scale === undefined || zeroPoint === undefined) {
		return undefined;
	}

	const [low, high] = zero?.dtype === 'int8' ? [-128, 127] : [0, 255];
	return {least: (low - zeroPoint) * scale, most: (high - zeroPoint) * scale};
};
