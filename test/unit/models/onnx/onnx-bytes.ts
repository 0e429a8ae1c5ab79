/*
Writes small ONNX files for tests, field by field. Shares nothing with the reader but onnx.proto's numbers.
*/

type Dimension = number | string;

export type ValueSketch = {
	readonly name: string;
	/** TensorProto.DataType. @default 1 (float32) */
	readonly type?: number;
	readonly dims?: readonly Dimension[];
};

export type TensorSketch = {
	readonly name: string;
	readonly type?: number;
	readonly dims: readonly number[];
	readonly raw?: Uint8Array;
	readonly floats?: readonly number[];
	readonly int64s?: readonly number[];
	/** File of external data. */
	readonly location?: string;
};

export type NodeSketch = {
	readonly op: string;
	readonly in: readonly string[];
	readonly out: readonly string[];
	readonly domain?: string;
	readonly ints?: Readonly<Record<string, readonly number[]>>;
	readonly int?: Readonly<Record<string, number>>;
	readonly graph?: Uint8Array;
};

export type ModelSketch = {
	readonly nodes: readonly NodeSketch[];
	readonly inputs: readonly ValueSketch[];
	readonly outputs: readonly ValueSketch[];
	readonly tensors?: readonly TensorSketch[];
	readonly metadata?: Readonly<Record<string, string>>;
	/** @default 8 */
	readonly irVersion?: number;
	/** @default 13 */
	readonly opset?: number;
};

const varint = (value: number): number[] => {
	let rest = BigInt.asUintN(64, BigInt(value));
	const bytes: number[] = [];
	while (rest > 127n) {
		bytes.push(Number(rest & 127n) | 128);
		rest >>= 7n;
	}

	return [...bytes, Number(rest)];
};

const number = (field: number, value: number): Uint8Array =>
	Uint8Array.from([...varint(field * 8), ...varint(value)]);

const block = (field: number, bytes: Uint8Array): Uint8Array =>
	Buffer.concat([Uint8Array.from([...varint(field * 8 + 2), ...varint(bytes.length)]), bytes]);

const text = (field: number, value: string): Uint8Array => block(field, Buffer.from(value));
const join = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

const value = (field: number, {name, type = 1, dims}: ValueSketch): Uint8Array => {
	const shape = dims?.map(size =>
		block(1, typeof size === 'number' ? number(1, size) : text(2, size)),
	);
	const tensorType = join(number(1, type), ...(shape ? [block(2, join(...shape))] : []));
	return block(field, join(text(1, name), block(2, block(1, tensorType))));
};

const tensor = (field: number, sketch: TensorSketch): Uint8Array =>
	block(
		field,
		join(
			...sketch.dims.map(size => number(1, size)),
			number(2, sketch.type ?? 1),
			...(sketch.floats ? [block(4, new Uint8Array(Float32Array.from(sketch.floats).buffer))] : []),
			...(sketch.int64s ? [block(7, Uint8Array.from(sketch.int64s.flatMap(varint)))] : []),
			text(8, sketch.name),
			...(sketch.raw ? [block(9, sketch.raw)] : []),
			...(sketch.location === undefined
				? []
				: [block(13, join(text(1, 'location'), text(2, sketch.location))), number(14, 1)]),
		),
	);

const node = (sketch: NodeSketch): Uint8Array =>
	block(
		1,
		join(
			...sketch.in.map(name => text(1, name)),
			...sketch.out.map(name => text(2, name)),
			text(4, sketch.op),
			...Object.entries(sketch.ints ?? {}).map(([name, list]) =>
				block(5, join(text(1, name), ...list.map(item => number(8, item)), number(20, 7))),
			),
			...Object.entries(sketch.int ?? {}).map(([name, item]) =>
				block(5, join(text(1, name), number(3, item), number(20, 2))),
			),
			...(sketch.graph
				? [block(5, join(text(1, 'body'), block(6, sketch.graph), number(20, 5)))]
				: []),
			...(sketch.domain === undefined ? [] : [text(7, sketch.domain)]),
		),
	);

/** GraphProto, as it stands in a model or in an attribute. */
export const graphBytes = (sketch: ModelSketch): Uint8Array =>
	join(
		...sketch.nodes.map(item => node(item)),
		text(2, 'test'),
		...(sketch.tensors ?? []).map(item => tensor(5, item)),
		...sketch.inputs.map(item => value(11, item)),
		...sketch.outputs.map(item => value(12, item)),
	);

/** A whole ONNX file. */
export const onnxBytes = (sketch: ModelSketch): Uint8Array =>
	join(
		number(1, sketch.irVersion ?? 8),
		text(2, 'edgetop tests'),
		block(7, graphBytes(sketch)),
		block(8, join(text(1, ''), number(2, sketch.opset ?? 13))),
		...Object.entries(sketch.metadata ?? {}).map(([key, item]) =>
			block(14, join(text(1, key), text(2, item))),
		),
	);

/** A classifier of one convolution: 8 kernels of 3×3 with stride 2, pooled, and a matrix to `classes`. */
export const tinyClassifier = (
	options: {
		readonly dims?: readonly Dimension[];
		readonly inputType?: number;
		readonly classes?: number;
		readonly last?: string;
		readonly metadata?: Readonly<Record<string, string>>;
	} = {},
): ModelSketch => {
	const {dims = [1, 3, 32, 32], inputType = 1, classes = 1000, last, metadata} = options;
	return {
		nodes: [
			{
				op: 'Conv',
				in: ['picture', 'w', 'b'],
				out: ['c'],
				ints: {strides: [2, 2], pads: [1, 1, 1, 1], kernel_shape: [3, 3]},
			},
			{op: 'Relu', in: ['c'], out: ['r']},
			{op: 'GlobalAveragePool', in: ['r'], out: ['p']},
			{op: 'Flatten', in: ['p'], out: ['f']},
			{op: 'Gemm', in: ['f', 'm'], out: [last === undefined ? 'scores' : 'g'], int: {transB: 1}},
			...(last === undefined ? [] : [{op: last, in: ['g'], out: ['scores']}]),
		],
		inputs: [{name: 'picture', type: inputType, dims}],
		outputs: [{name: 'scores', dims: ['N', classes]}],
		tensors: [
			{name: 'w', dims: [8, 3, 3, 3], raw: new Uint8Array(8 * 27 * 4)},
			{name: 'b', dims: [8], floats: Array.from({length: 8}, () => 0.5)},
			{name: 'm', dims: [classes, 8], raw: new Uint8Array(classes * 32)},
		],
		...(metadata && {metadata}),
	};
};
