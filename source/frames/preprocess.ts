import {type ModelInput, type Preprocessing} from '../models/manifest.js';

/** One image as the model takes it, batch 1, in the layout and type of the manifest's input. That of int64 holds big integers, which nothing but the preprocessing and the runtime looks at. */
export type ImageTensor =
	Float32Array | Float64Array | Uint16Array | Uint8Array | Int8Array | Int32Array;

const constructors = {
	float32: Float32Array,
	float64: Float64Array,
	float16: Uint16Array,
	uint8: Uint8Array,
	int8: Int8Array,
	int32: Int32Array,
	int64: BigInt64Array,
} as const;

export const tensorLength = ({height, width, channels = 3}: ModelInput): number =>
	channels * height * width;

/** A tensor over a buffer of the right size, or over a new one. */
export const createTensor = (input: ModelInput, buffer?: ArrayBuffer): ImageTensor => {
	const Typed = constructors[input.dtype];
	return (buffer ? new Typed(buffer) : new Typed(tensorLength(input))) as ImageTensor;
};

const scratch = new DataView(new ArrayBuffer(4));

/** Nearest half-precision bits, ties to even (IEEE 754). */
export const toFloat16 = (value: number): number => {
	scratch.setFloat32(0, value);
	const bits = scratch.getUint32(0);
	const sign = (bits >>> 16) & 0x80_00;
	const exponent = (bits >>> 23) & 0xff;
	const fraction = bits & 0x7f_ff_ff;
	if (exponent === 0xff) {
		return sign | 0x7c_00 | (fraction ? 0x2_00 : 0);
	}

	const half = exponent - 127 + 15;
	if (half >= 31) {
		return sign | 0x7c_00;
	}

	if (half < -10) {
		return sign;
	}

	const mantissa = half > 0 ? fraction : fraction | 0x80_00_00;
	const shift = half > 0 ? 13 : 14 - half;
	const base = (half > 0 ? half << 10 : 0) + (mantissa >>> shift);
	const rest = mantissa & ((1 << shift) - 1);
	const middle = 1 << (shift - 1);
	const isUp = rest > middle || (rest === middle && (base & 1) === 1);
	return sign | (base + (isUp ? 1 : 0));
};

/** Rounds half away from zero, as the quantisers of TFLite and ONNX's converters do. */
const roundHalfAway = (value: number): number => Math.sign(value) * Math.round(Math.abs(value));

const clamp = (value: number, least: number, most: number): number =>
	Math.min(most, Math.max(least, value));

/** A tensor or a table of any type as one of numbers: elements are only copied from one to the other, so that of int64 holds big integers. */
type Table = Float32Array;

/** What each of the 256 values of a colour channel becomes: the whole arithmetic of the manifest, done once. */
const channelTable = (
	channel: 0 | 1 | 2,
	input: ModelInput,
	{scale, mean, std}: Preprocessing,
): Table => {
	const convert = (raw: number): number => {
		const value = (raw * scale - mean[channel]) / std[channel];
		const {scale: step, zeroPoint} = input.quantisation ?? {scale: 1, zeroPoint: 0};
		switch (input.dtype) {
			case 'float16': {
				return toFloat16(value);
			}

			case 'uint8': {
				return clamp(roundHalfAway(value / step) + zeroPoint, 0, 255);
			}

			case 'int8': {
				return clamp(roundHalfAway(value / step) + zeroPoint, -128, 127);
			}

			case 'int32':
			case 'int64': {
				return roundHalfAway(value);
			}

			default: {
				return value;
			}
		}
	};

	const values = Array.from({length: 256}, (_, raw) => convert(raw));
	return (
		input.dtype === 'int64'
			? BigInt64Array.from(values, BigInt)
			: constructors[input.dtype].from(values)
	) as Table;
};

/** Brightness of a pixel, ITU-R 601 in the integers of PIL's convert('L'). */
const luma = (red: number, green: number, blue: number): number =>
	(red * 19_595 + green * 38_470 + blue * 7471 + 0x80_00) >>> 16;

const isIdentity = (table: Table): boolean => table.every((value, raw) => value === raw);

/**
A function from 8-bit RGB pixels (height × width × 3, row by row) to the model's tensor, by the manifest: `(value · scale − mean) / std`, quantisation, channel order, layout.
*/
export const makePreprocess = (
	input: ModelInput,
	preprocessing: Preprocessing,
): ((pixels: Uint8Array, tensor: ImageTensor) => void) => {
	const area = input.height * input.width;
	const isBgr = preprocessing.channelOrder === 'bgr';
	// Mean and std are in the model's channel order, so tables are too.
	const tables = ([0, 1, 2] as const).map(channel => channelTable(channel, input, preprocessing));
	const [first, second, third] = tables as [Table, Table, Table];
	const [a, c] = isBgr ? [2, 0] : [0, 2];
	if (input.channels === 1) {
		return (pixels, given) => {
			const tensor = given as Table;
			for (let index = 0, pixel = 0; index < area; index++, pixel += 3) {
				tensor[index] = first[luma(pixels[pixel]!, pixels[pixel + 1]!, pixels[pixel + 2]!)]!;
			}
		};
	}

	if (input.layout === 'NHWC' && !isBgr && tables.every(isIdentity)) {
		return (pixels, tensor) => {
			(tensor as Table).set(pixels);
		};
	}

	if (input.layout === 'NHWC') {
		return (pixels, given) => {
			const tensor = given as Table;
			for (let index = 0; index < 3 * area; index += 3) {
				tensor[index] = first[pixels[index + a]!]!;
				tensor[index + 1] = second[pixels[index + 1]!]!;
				tensor[index + 2] = third[pixels[index + c]!]!;
			}
		};
	}

	return (pixels, given) => {
		const tensor = given as Table;
		for (let index = 0, pixel = 0; index < area; index++, pixel += 3) {
			tensor[index] = first[pixels[pixel + a]!]!;
			tensor[area + index] = second[pixels[pixel + 1]!]!;
			tensor[2 * area + index] = third[pixels[pixel + c]!]!;
		}
	};
};
