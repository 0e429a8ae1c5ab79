import {dataType, type OnnxGraph, type OnnxNode, type OnnxTensor} from './onnx-format.js';

/**
The nearest IEEE 754 half-precision number, ties to even, as its 16 bits.

@throws RangeError where the value is too large or no number: weights must not turn into infinity unnoticed.
*/
export function toHalfBits(value: number): number {
	const magnitude = Math.abs(value);
	// 65520 is the midpoint above the largest half, 65504.
	if (!(magnitude < 65_520)) {
		throw new RangeError(`${value} does not fit a half-precision number`);
	}

	const sign = value < 0 || Object.is(value, -0) ? 0x80_00 : 0;
	// Below 2^-14 all halves are multiples of 2^-24 (subnormal numbers).
	const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
	const steps = magnitude / 2 ** (exponent - 10);
	const below = Math.floor(steps);
	const rest = steps - below;
	const rounded = below + (rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? 1 : 0);
	// Adding, not or-ing: a mantissa that rounds up to 2048 carries into the exponent as it should.
	return sign + (exponent + 14) * 1024 + rounded;
}

/** Small tensors and biases stay float32: they save nothing and their errors are added, not averaged. */
const isWorthHalving = ({type, shape, bytes}: OnnxTensor) =>
	type === 'float32' && shape.length >= 2 && bytes.length >= 4000;

function halve(tensor: OnnxTensor): OnnxTensor {
	const count = tensor.bytes.length / 4;
	const from = new DataView(tensor.bytes.buffer, tensor.bytes.byteOffset, tensor.bytes.length);
	const bytes = new Uint8Array(2 * count);
	const to = new DataView(bytes.buffer);
	for (let index = 0; index < count; index++) {
		to.setUint16(2 * index, toHalfBits(from.getFloat32(4 * index, true)), true);
	}

	return {name: `${tensor.name}:half`, shape: tensor.shape, type: 'float16', bytes};
}

/** Stores the large weights as float16, each with a Cast back to float32, which runtimes do once while loading. The arithmetic stays float32. */
export function withHalfWeights(graph: OnnxGraph): OnnxGraph {
	const initializers: OnnxTensor[] = [];
	const casts: OnnxNode[] = [];
	for (const tensor of graph.initializers) {
		if (!isWorthHalving(tensor)) {
			initializers.push(tensor);
			continue;
		}

		const half = halve(tensor);
		initializers.push(half);
		casts.push({
			operator: 'Cast',
			name: `${tensor.name}:cast`,
			inputs: [half.name],
			output: tensor.name,
			attributes: {to: dataType.float32},
		});
	}

	return {...graph, initializers, nodes: [...casts, ...graph.nodes]};
}
