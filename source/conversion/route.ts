import {type ConversionPrecision} from '../models/conversion.js';
import {formatNames, type FormatName} from '../models/manifest.js';

/** What a converter writes from what, in one step. */
const steps: Readonly<Record<FormatName, readonly FormatName[]>> = {
	onnx: ['torchscript', 'saved-model', 'tflite', 'openvino'],
	tflite: ['onnx', 'openvino'],
	'saved-model': ['tflite', 'onnx', 'openvino'],
	torchscript: ['onnx', 'openvino'],
	openvino: [],
	hef: [],
	rknn: [],
};

/** The formats that a conversion can end in. */
export const writtenFormats: readonly FormatName[] = formatNames.filter(format =>
	Object.values(steps).some(written => written.includes(format)),
);

/** Precisions that a converter writes besides the original's, by the format that it writes. */
const precisionsOf: Readonly<Record<FormatName, readonly ConversionPrecision[]>> = {
	onnx: ['float16', 'int8'],
	tflite: ['float16', 'int8'],
	openvino: ['float16'],
	torchscript: [],
	'saved-model': [],
	// Their makers' compilers write them, on another machine.
	hef: [],
	rknn: [],
};

/**
The formats that a conversion goes through, the last one being the wanted one; undefined where there is no way.

@param precision Of what is written; the original's by default.
*/
export const routeOf = (
	from: FormatName,
	to: FormatName,
	precision: ConversionPrecision = 'float32',
): readonly FormatName[] | undefined => {
	if (precision !== 'float32' && !precisionsOf[to].includes(precision)) {
		return undefined;
	}

	if (from === to) {
		return precision === 'float32' ? undefined : [to];
	}

	if (steps[from].includes(to)) {
		// An ONNX of another precision is made from an ONNX.
		return to === 'onnx' && precision !== 'float32' ? ['onnx', to] : [to];
	}

	return steps[from].includes('onnx') && steps.onnx.includes(to) ? ['onnx', to] : undefined;
};

/** Seconds that a step takes on a small board's processor beside a measurement: what starting its libraries costs, and what it costs a megabyte. */
const costs: Readonly<Record<FormatName, readonly [start: number, megabyte: number]>> = {
	onnx: [8, 0.3],
	torchscript: [5, 0.3],
	'saved-model': [12, 0.6],
	tflite: [15, 0.8],
	openvino: [4, 0.2],
	hef: [0, 0],
	rknn: [0, 0],
};

/** About how long a conversion and its comparison take, s: a guess for the person who waits. */
export const estimateSeconds = (route: readonly FormatName[], bytes: number): number => {
	const comparison = 8;
	return route.reduce((sum, format) => {
		const [start, megabyte] = costs[format];
		return sum + start + (megabyte * bytes) / 1e6;
	}, comparison);
};

/** An estimate in words: `20 s`, `3 min`. */
export const estimateText = (seconds: number): string =>
	seconds < 90 ? `${Math.ceil(seconds / 5) * 5} s` : `${Math.ceil(seconds / 60)} min`;
