import {type ModelInput, type ModelOutput} from '../models/manifest.js';
import {float16ToFloat32} from './float16.js';

/*
What the native and the WebAssembly build of ONNX Runtime have in common: names, shapes and outputs.
*/

/** Shape of the input tensor, batch of one. */
export const dimensions = ({
	layout,
	height,
	width,
	channels = 3,
	hasBatch = true,
}: ModelInput): number[] => [
	...(hasBatch ? [1] : []),
	...(layout === 'NCHW' ? [channels, height, width] : [height, width, channels]),
];

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

/** An output tensor of any numeric type to float32 scores; none for a model without classes. */
export const toScores = (
	tensor: {readonly data: unknown; readonly type: string} | undefined,
	output: ModelOutput | undefined,
): Float32Array => {
	if (!tensor || !output) {
		return new Float32Array(0);
	}

	const {data, type} = tensor;
	if (data instanceof Float32Array) {
		return data;
	}

	if (type === 'float16') {
		// Some builds give a Float16Array, which is no Uint16Array: the bits are what counts.
		const {buffer, byteOffset, length} = data as Uint16Array;
		return float16ToFloat32(new Uint16Array(buffer, byteOffset, length));
	}

	const {scale, zeroPoint} = output.quantisation ?? {scale: 1, zeroPoint: 0};
	// int64 and uint64 come as big integers.
	return Float32Array.from(
		data as ArrayLike<number | bigint>,
		value => (Number(value) - zeroPoint) * scale,
	);
};
