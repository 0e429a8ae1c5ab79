import type {OnnxAttributes, OnnxGraph, OnnxNode, OnnxTensor} from './onnx-format.js';
import type {TfjsGraph, TfjsNode, TfjsWeight} from './tfjs-graph.js';

/** Padding before and after one side, and the size after the convolution, as TensorFlow's SAME defines them. */
export function samePadding(size: number, kernel: number, stride: number) {
	const output = Math.ceil(size / stride);
	const total = Math.max(0, (output - 1) * stride + kernel - size);
	return {before: Math.floor(total / 2), after: Math.ceil(total / 2), output};
}

/** The values with their axes in another order; `order[k]` is the old axis that becomes axis k. */
export function transposed({shape, values}: TfjsWeight, order: readonly number[]): TfjsWeight {
	const newShape = order.map(axis => shape[axis]!);
	const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
	const steps = order.map(axis => strides[axis]!);
	const result = new Float32Array(values.length);
	for (const target of result.keys()) {
		let rest = target;
		let source = 0;
		for (let axis = order.length - 1; axis >= 0; axis--) {
			source += (rest % newShape[axis]!) * steps[axis]!;
			rest = Math.floor(rest / newShape[axis]!);
		}

		result[target] = values[source]!;
	}

	return {shape: newShape, values: result};
}

/** What a TF.js node has become: a value of the ONNX graph and the height (= width) of its picture, 1 where it has none. */
type Value = {readonly name: string; readonly size: number};

/** Layer names without what TensorFlow puts before every one of them. */
const shortName = (name: string) => name.replace(/^StatefulPartitionedCall\/(model\/)?/, '');

/** Nodes that only work out shapes; with a fixed input size the shapes are known. */
const shapeOperators = new Set(['Const', 'Shape', 'StridedSlice', 'Pack']);

const elementwise: Readonly<Record<string, string>> = {
	Mul: 'Mul',
	AddV2: 'Add',
	Sub: 'Sub',
	RealDiv: 'Div',
	Sigmoid: 'Sigmoid',
	Mean: 'GlobalAveragePool',
};

class Converter {
	readonly nodes: OnnxNode[] = [];
	readonly initializers = new Map<string, OnnxTensor>();
	readonly #values = new Map<string, Value>();
	readonly #graph: TfjsGraph;
	readonly #inputSize: number;

	constructor(graph: TfjsGraph, inputSize: number) {
		this.#graph = graph;
		this.#inputSize = inputSize;
	}

	convert(node: TfjsNode): void {
		if (!shapeOperators.has(node.operator)) {
			this.#values.set(node.name, this.#value(node));
		}
	}

	#value(node: TfjsNode): Value {
		switch (node.operator) {
			case 'Placeholder': {
				return {name: 'input', size: this.#inputSize};
			}

			case 'BroadcastTo': {
				// The three channel means or deviations; ONNX broadcasts by itself.
				const {values} = this.#weight(node.inputs[0]!);
				return {
					name: this.#constant(node.name, {shape: [1, values.length, 1, 1], values}),
					size: 1,
				};
			}

			case '_FusedConv2D': {
				return this.#convolution(node, [3, 2, 0, 1]);
			}

			case 'FusedDepthwiseConv2dNative': {
				// Height, width, channel, multiplier (1): one filter a channel.
				return this.#convolution(node, [2, 3, 0, 1]);
			}

			case '_FusedMatMul': {
				return this.#dense(node);
			}

			case 'Softmax': {
				const {name} = this.#input(node.inputs[0]!);
				return {name: this.#add('Softmax', 'probs', [name], {axis: 1}), size: 1};
			}

			case 'Reshape':
			case 'Identity': {
				// GlobalAveragePool keeps the two axes of size 1, to which the Reshape would bring them back.
				return this.#input(node.inputs[0]!);
			}

			default: {
				return this.#elementwise(node);
			}
		}
	}

	#elementwise(node: TfjsNode): Value {
		const operator = elementwise[node.operator];
		if (!operator) {
			throw new Error(`no rule for operator ${node.operator} of node ${node.name}`);
		}

		const isOverChannels = operator === 'GlobalAveragePool';
		const inputs = isOverChannels ? node.inputs.slice(0, 1) : node.inputs;
		const operands = inputs.map(name => this.#input(name));
		const size = isOverChannels ? 1 : Math.max(...operands.map(operand => operand.size));
		const name = this.#add(
			operator,
			node.name,
			operands.map(operand => operand.name),
		);
		return {name, size};
	}

	#convolution(node: TfjsNode, order: readonly number[]): Value {
		this.#demandBias(node);
		if (node.padding !== 'SAME') {
			throw new Error(`${node.name}: padding ${node.padding} is not supported`);
		}

		const [input, filterName, biasName] = node.inputs as [string, string, string];
		const filter = this.#weight(filterName);
		const [height, width] = filter.shape as [number, number];
		const isDepthwise = node.operator === 'FusedDepthwiseConv2dNative';
		const picture = this.#input(input);
		const rows = samePadding(picture.size, height, node.stride);
		const columns = samePadding(picture.size, width, node.stride);
		const name = this.#add(
			'Conv',
			node.name,
			[
				picture.name,
				this.#constant(filterName, transposed(filter, order)),
				this.#constant(biasName, this.#weight(biasName)),
			],
			{
				kernel_shape: [height, width],
				strides: [node.stride, node.stride],
				pads: [rows.before, columns.before, rows.after, columns.after],
				...(isDepthwise && {group: filter.shape[2]!}),
			},
		);
		return {name, size: rows.output};
	}

	#dense(node: TfjsNode): Value {
		this.#demandBias(node);
		const [input, matrix, bias] = node.inputs as [string, string, string];
		const flat = this.#add('Flatten', `${node.name}/flatten`, [this.#input(input).name], {axis: 1});
		const operands = [matrix, bias].map(name => this.#constant(name, this.#weight(name)));
		return {name: this.#add('Gemm', node.name, [flat, ...operands]), size: 1};
	}

	#demandBias(node: TfjsNode): void {
		if (node.fused.join(',') !== 'BiasAdd') {
			throw new Error(`${node.name}: fused operators ${node.fused.join(', ')} are not supported`);
		}
	}

	#weight(name: string): TfjsWeight {
		const weight = this.#graph.weights.get(name);
		if (!weight) {
			throw new Error(`there is no weight ${name}`);
		}

		return weight;
	}

	#input(name: string): Value {
		const value = this.#values.get(name);
		if (value) {
			return value;
		}

		const weight = this.#weight(name);
		return {name: this.#constant(name, weight), size: 1};
	}

	#constant(name: string, {shape, values}: TfjsWeight): string {
		const short = shortName(name);
		if (!this.initializers.has(short)) {
			const bytes = new Uint8Array(4 * values.length);
			const view = new DataView(bytes.buffer);
			for (const [index, value] of values.entries()) {
				view.setFloat32(4 * index, value, true);
			}

			this.initializers.set(short, {name: short, shape, type: 'float32', bytes});
		}

		return short;
	}

	#add(
		operator: string,
		tfName: string,
		inputs: readonly string[],
		attributes: OnnxAttributes = {},
	): string {
		const name = shortName(tfName);
		this.nodes.push({operator, name, inputs, output: name, attributes});
		return name;
	}
}

/**
AbTest the TF.js graph into an ONNX graph of one picture, NCHW, float32: input `input` [1, 3, inputSize, inputSize] in 0…1, output `probs` [1, classes].

@throws Where the graph holds an operator for which there is no rule.
*/
export function convertGraph(
	graph: TfjsGraph,
	options: {readonly name: string; readonly inputSize: number; readonly classes: number},
): OnnxGraph {
	const {name, inputSize, classes} = options;
	const converter = new Converter(graph, inputSize);
	for (const node of graph.nodes) {
		converter.convert(node);
	}

	return {
		name,
		nodes: converter.nodes,
		initializers: [...converter.initializers.values()],
		inputs: [{name: 'input', shape: [1, 3, inputSize, inputSize]}],
		outputs: [{name: 'probs', shape: [1, classes]}],
	};
}
