import {
	type Detection,
	type ModelInput,
	type ModelOutput,
	type OtherInput,
} from '../models/manifest.js';
import {type RawOutput} from './backend.js';
import {float16ToFloat32} from './float16.js';

/*
What the native and the WebAssembly build of ONNX Runtime have in common: names, shapes and outputs.
*/

/** Shape of the input tensor: a batch of one, but for models that take no other number than theirs. */
export const dimensions = ({
	layout,
	height,
	width,
	channels = 3,
	hasBatch = true,
	batch = 1,
}: ModelInput): number[] => [
	...(hasBatch ? [batch] : []),
	...(layout === 'NCHW' ? [channels, height, width] : [height, width, channels]),
];

const constructors = {
	float32: Float32Array,
	float64: Float64Array,
	int32: Int32Array,
	uint8: Uint8Array,
	bool: Uint8Array,
} as const;

const elementsOf = ({dtype, shape, values}: OtherInput) => {
	const length = shape.reduce((product, size) => product * size, 1);
	const all = Array.from({length}, (_, place) => values[place] ?? values[0]!);
	return dtype === 'int64' ? BigInt64Array.from(all, BigInt) : constructors[dtype].from(all);
};

/** What the model takes beside the picture: the same tensors with each frame, as either build makes them. */
export const otherFeeds = <Tensor>(
	{others = []}: ModelInput,
	make: (dtype: OtherInput['dtype'], data: unknown, shape: readonly number[]) => Tensor,
): Record<string, Tensor> =>
	Object.fromEntries(
		others.map(other => [other.name, make(other.dtype, elementsOf(other), other.shape)]),
	);

/**
The input or output that the manifest names, else the first.

@throws Error when the model has none of that name.
*/
export const pickName = (
	kind: 'input' | 'output',
	wanted: string | undefined,
	names: readonly string[],
): string => {
	const name = wanted ?? names[0];
	if (name === undefined || !names.includes(name)) {
		throw new Error(
			`the manifest names ${kind} "${wanted ?? ''}", the model has ${names.join(', ') || 'none'}`,
		);
	}

	return name;
};

type Tensor = {readonly data: unknown; readonly type: string; readonly dims: readonly number[]};

/** Numbers of any type as float32. */
const toFloats = (
	{data, type}: Tensor,
	{scale, zeroPoint}: {readonly scale: number; readonly zeroPoint: number},
): Float32Array => {
	if (data instanceof Float32Array) {
		return data;
	}

	if (type === 'float16') {
		// Some builds give a Float16Array, which is no Uint16Array: the bits are what counts.
		const {buffer, byteOffset, length} = data as Uint16Array;
		return float16ToFloat32(new Uint16Array(buffer, byteOffset, length));
	}

	// int64 and uint64 come as big integers.
	return Float32Array.from(
		data as ArrayLike<number | bigint>,
		value => (Number(value) - zeroPoint) * scale,
	);
};

const asItIs = {scale: 1, zeroPoint: 0} as const;

/** An output tensor of any numeric type to float32 scores; none for a model without classes. */
export const toScores = (
	tensor: Tensor | undefined,
	output: ModelOutput | undefined,
): Float32Array =>
	tensor && output ? toFloats(tensor, output.quantisation ?? asItIs) : new Float32Array(0);

/** The outputs of a detector, in the manifest's order; undefined for another model. */
export const toOutputs = (
	results: Readonly<Record<string, Tensor>>,
	detection: Detection | undefined,
): RawOutput[] | undefined =>
	detection?.outputs.flatMap(name => {
		const tensor = results[name];
		return tensor ? [{data: toFloats(tensor, asItIs), dims: tensor.dims}] : [];
	});
