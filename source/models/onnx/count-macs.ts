import {elementCount, type OnnxGraph, type OnnxNode} from './graph.js';
import {type Inference} from './infer-shapes.js';
import {intOf} from './operands.js';

/** Multiply-accumulates of one inference, or why they cannot be told. */
export type Macs = {readonly value: number} | {readonly missing: string};

/** Operators that multiply, but in ways that this count does not know. */
const uncounted = new Set(
	'Attention MultiHeadAttention GroupQueryAttention PackedAttention QAttention EmbedLayerNormalization Einsum LSTM GRU RNN If Loop Scan MatMulNBits MatMulBnb4 DeformConv NhwcConv QGemm FusedGemm QLinearConvTranspose'.split(
		' ',
	),
);

/** Domains whose operators are known to multiply only where they are counted or listed above. */
const knownDomains = new Set(['', 'ai.onnx', 'com.microsoft', 'ai.onnx.ml', 'com.microsoft.nchwc']);

const productOf = (
	node: OnnxNode,
	{operandsOf, shapeOf}: Inference,
): number | 'unknown' | undefined => {
	const operands = operandsOf(node);
	const output = shapeOf(node.outputs[0] ?? '');
	const times = (
		shape: readonly number[] | undefined,
		factor: number | undefined,
	): number | 'unknown' =>
		shape && factor !== undefined ? elementCount(shape) * factor : 'unknown';
	const perOutput = (weightsAt: number) => {
		const weights = operands.shape(weightsAt);
		return times(output, weights && elementCount(weights.slice(1)));
	};

	switch (node.operator) {
		case 'Conv':
		case 'ConvInteger':
		case 'FusedConv': {
			return perOutput(1);
		}

		case 'QLinearConv': {
			return perOutput(3);
		}

		case 'ConvTranspose': {
			const weights = operands.shape(1);
			return times(operands.shape(0), weights && elementCount(weights.slice(1)));
		}

		case 'Gemm': {
			return times(output, operands.shape(0)?.[1 - intOf(operands, 'transA', 0)]);
		}

		case 'MatMul':
		case 'MatMulInteger':
		case 'QLinearMatMul': {
			return times(output, operands.shape(0)?.at(-1));
		}

		default: {
			return undefined;
		}
	}
};

/** Sums the multiply-accumulates of Conv, Gemm and MatMul in all their forms; elementwise work is left out, as the field does. */
export const countMacs = (graph: OnnxGraph, inference: Inference): Macs => {
	let total = 0;
	for (const node of graph.nodes) {
		if (uncounted.has(node.operator) || !knownDomains.has(node.domain)) {
			return {missing: `operator ${node.operator} is not counted`};
		}

		const macs = productOf(node, inference);
		if (macs === 'unknown') {
			return {missing: `the shapes at a ${node.operator} cannot be followed`};
		}

		total += macs ?? 0;
	}

	return {value: total};
};
