import {UserError} from '../text/user-error.js';
import {type ConversionPrecision} from './conversion.js';

/** What `--precision` takes. */
export const precisionNames = ['fp32', 'fp16', 'bf16', 'int8'] as const;
export type PrecisionName = (typeof precisionNames)[number];

/** How a backend comes to a precision: by an option of its own, by another file, or both. */
export type PrecisionWay = {
	readonly options: Readonly<Record<string, string>>;
	/** Of the file; absent: the original's. */
	readonly file?: ConversionPrecision;
};

type Ways = Readonly<Partial<Record<PrecisionName, PrecisionWay>>>;

const own: PrecisionWay = {options: {}};
const onnxFiles: Ways = {
	fp32: own,
	fp16: {options: {}, file: 'float16'},
	int8: {options: {}, file: 'int8'},
};

/** By runtime, or by backend where its targets differ. */
const ways: Readonly<Record<string, Ways>> = {
	onnxruntime: onnxFiles,
	ort: onnxFiles,
	'ort:tensorrt': {
		fp32: own,
		fp16: {options: {fp16: '1'}},
		int8: {options: {int8: '1'}, file: 'int8'},
	},
	wasm: {fp32: own, int8: onnxFiles.int8!},
	openvino: {
		fp32: {options: {precision: 'f32'}},
		fp16: {options: {precision: 'f16'}},
		bf16: {options: {precision: 'bf16'}},
		int8: onnxFiles.int8!,
	},
	tensorrt: {
		fp32: own,
		fp16: {options: {fp16: '1'}},
		int8: {options: {int8: '1'}, file: 'int8'},
	},
	'tflite:cpu': {
		fp32: own,
		fp16: {options: {}, file: 'float16'},
		int8: {options: {}, file: 'int8'},
	},
	pytorch: {fp32: own, fp16: {options: {fp16: '1'}}},
	'tensorflow:tensorrt': {fp32: own, fp16: {options: {fp16: '1'}}},
	tensorflow: {fp32: own},
};

/** Precision in which a model is computed: an option of the runtime may want another one than the file's. */
export const computedPrecision = (
	ofFile: string,
	options: Readonly<Record<string, string>>,
): string => {
	const {precision, fp16, int8} = options;
	if (int8 === '1' && ofFile === 'int8') {
		return ofFile;
	}

	return precision === 'bf16'
		? 'bfloat16'
		: precision === 'f16' || fp16 === '1'
			? 'float16'
			: ofFile;
};

/**
How a backend comes to a precision.

@throws UserError that names those it has.
*/
export const precisionWay = (backendId: string, name: PrecisionName): PrecisionWay => {
	const known = ways[backendId] ?? ways[backendId.split(':', 1)[0]!] ?? {};
	const way = known[name];
	if (!way) {
		const names = Object.keys(known).join(', ');
		throw new UserError(
			names === ''
				? `--precision ${name}: ${backendId} runs the model as its file says`
				: `--precision ${name}: ${backendId} has ${names}`,
		);
	}

	return way;
};
