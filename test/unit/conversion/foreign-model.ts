import {seededRandom} from '../../../source/measure/random.js';
import {type ModelSketch, type NodeSketch, type TensorSketch} from '../models/onnx/onnx-bytes.js';

/** Random weights of a usual size for so many inputs of a unit. */
const weights = (name: string, dims: readonly number[], seed: number): TensorSketch => {
	const random = seededRandom(seed);
	const count = dims.reduce((product, size) => product * size, 1);
	const reach = 2 * Math.sqrt(3 / (count / dims[0]!));
	const values = Float32Array.from({length: count}, () => reach * (random() - 0.5));
	return {name, dims, raw: new Uint8Array(values.buffer)};
};

const node = (
	op: string,
	inputs: readonly string[],
	out: string,
	attributes: Pick<NodeSketch, 'ints' | 'int'> = {},
): NodeSketch => ({op, in: inputs, out: [out], ...attributes});

const statistics = (name: string, value: number, channels = 8): TensorSketch => ({
	name,
	dims: [channels],
	floats: Array.from({length: channels}, (_, place) => value + 0.01 * place),
});

/** A network that nobody here made weights for: what exporters write beside the operators of EfficientNet (batch left open, a shape that is computed, groups, branches, poolings with borders). */
export const foreignModel = (side = 48, classes = 10): ModelSketch => ({
	nodes: [
		node('Conv', ['picture', 'w1'], 'c1', {
			ints: {strides: [2, 2], pads: [1, 1, 1, 1], kernel_shape: [3, 3]},
		}),
		node('BatchNormalization', ['c1', 'scale', 'shift', 'mean', 'variance'], 'n1'),
		node('LeakyRelu', ['n1'], 'r1'),
		node('MaxPool', ['r1'], 'p1', {
			ints: {strides: [2, 2], pads: [1, 1, 1, 1], kernel_shape: [3, 3]},
		}),
		node('Conv', ['p1', 'w2'], 'c2', {
			ints: {pads: [1, 1, 1, 1], kernel_shape: [3, 3]},
			int: {group: 2},
		}),
		node('Conv', ['p1', 'w3'], 'c3', {
			ints: {pads: [0, 1, 1, 0], kernel_shape: [2, 2]},
			int: {group: 8},
		}),
		node('Clip', ['c3', 'zero', 'six'], 'r3'),
		node('Sigmoid', ['c2'], 'g2'),
		node('Mul', ['c2', 'g2'], 's2'),
		node('Concat', ['s2', 'r3'], 'both', {int: {axis: 1}}),
		node('AveragePool', ['both'], 'p2', {
			ints: {strides: [2, 2], pads: [1, 1, 1, 1], kernel_shape: [3, 3]},
		}),
		node('Shape', ['p2'], 'shape'),
		node('Gather', ['shape', 'first'], 'batch', {int: {axis: 0}}),
		node('Unsqueeze', ['batch', 'axis'], 'rows'),
		node('Concat', ['rows', 'rest'], 'target', {int: {axis: 0}}),
		node('Reshape', ['p2', 'target'], 'flat'),
		node('Gemm', ['flat', 'm'], 'scores', {int: {transB: 1}}),
	],
	inputs: [{name: 'picture', dims: ['batch', 3, side, side]}],
	outputs: [{name: 'scores', dims: ['batch', classes]}],
	tensors: [
		weights('w1', [8, 3, 3, 3], 1),
		weights('w2', [8, 4, 3, 3], 2),
		weights('w3', [8, 1, 2, 2], 3),
		weights('m', [classes, 16 * Math.ceil(side / 8) ** 2], 4),
		statistics('scale', 1),
		statistics('shift', 0.1),
		statistics('mean', 0.05),
		statistics('variance', 0.5),
		{name: 'zero', dims: [], floats: [0]},
		{name: 'six', dims: [], floats: [6]},
		{name: 'first', type: 7, dims: [], int64s: [0]},
		{name: 'axis', type: 7, dims: [1], int64s: [0]},
		{name: 'rest', type: 7, dims: [1], int64s: [-1]},
	],
});
