import {dataTypeName, elementCount, type OnnxTensor} from './graph.js';
import {type Field, type Span, type WireReader} from './wire.js';

/** Tensors up to this many elements keep their values: shapes, axes, scales, normalisation. */
const smallCount = 64;
const rankLimit = 16;

const half = (bits: number): number => {
	const sign = bits & 0x80_00 ? -1 : 1;
	const exponent = (bits >> 10) & 0x1f;
	const fraction = (bits & 0x3_ff) / 1024;
	if (exponent === 0) {
		return sign * fraction * 2 ** -14;
	}

	return exponent === 31
		? fraction === 0
			? sign * Infinity
			: Number.NaN
		: sign * (1 + fraction) * 2 ** (exponent - 15);
};

type Element = {readonly size: number; readonly get: (view: DataView, at: number) => number};

const elements: Readonly<Record<string, Element>> = {
	float32: {size: 4, get: (view, at) => view.getFloat32(at, true)},
	float64: {size: 8, get: (view, at) => view.getFloat64(at, true)},
	float16: {size: 2, get: (view, at) => half(view.getUint16(at, true))},
	int64: {size: 8, get: (view, at) => Number(view.getBigInt64(at, true))},
	int32: {size: 4, get: (view, at) => view.getInt32(at, true)},
	uint8: {size: 1, get: (view, at) => view.getUint8(at)},
	int8: {size: 1, get: (view, at) => view.getInt8(at)},
	bool: {size: 1, get: (view, at) => view.getUint8(at)},
};

const fromRaw = (bytes: Uint8Array, dtype: string): number[] | undefined => {
	const element = elements[dtype];
	if (!element) {
		return undefined;
	}

	const view = new DataView(bytes.buffer);
	return Array.from({length: Math.floor(bytes.length / element.size)}, (_, index) =>
		element.get(view, index * element.size),
	);
};

/** Dimensions from a repeated field. */
export const addDimensions = (reader: WireReader, field: Field, dims: number[]): void => {
	dims.push(...reader.integers(field, rankLimit + 1));
	if (dims.length > rankLimit) {
		throw new Error(`a tensor of more than ${rankLimit} dimensions`);
	}
};

/** StringStringEntryProto. */
const readPair = (reader: WireReader, span: Span): readonly [string, string] => {
	let key = '';
	let value = '';
	for (const field of reader.fields(span)) {
		if (field.number === 1) {
			key = reader.text(field);
		} else if (field.number === 2) {
			value = reader.text(field);
		}
	}

	return [key, value];
};

type Stored = {
	readonly dims: readonly number[];
	readonly dtype: string;
	readonly raw: Field | undefined;
	readonly listed: readonly number[];
};

/** The values of a small tensor; undefined for others, and where the data does not fit the shape. */
const smallValues = (
	reader: WireReader,
	{dims, dtype, raw, listed}: Stored,
): readonly number[] | undefined => {
	const count = elementCount(dims);
	if (count > smallCount) {
		return undefined;
	}

	const isRaw = raw && raw.end - raw.start <= smallCount * 8;
	const values = isRaw ? fromRaw(reader.bytes(raw), dtype) : listed;
	return values?.length === count ? values : undefined;
};

/** TensorProto: name, type and shape; the data is skipped unless it is small. */
export const readTensor = (reader: WireReader, span: Span): OnnxTensor => {
	const dims: number[] = [];
	const listed: number[] = [];
	let name = '';
	let dtype = dataTypeName(0);
	let raw: Field | undefined;
	let isExternal = false;
	const locations = new Map<string, string>();
	for (const field of reader.fields(span)) {
		switch (field.number) {
			case 1: {
				addDimensions(reader, field, dims);
				break;
			}

			case 2: {
				dtype = dataTypeName(field.value);
				break;
			}

			case 4: {
				if (listed.length < smallCount) {
					listed.push(...reader.floats(field, smallCount));
				}

				break;
			}

			case 5:
			case 7: {
				if (listed.length < smallCount) {
					listed.push(...reader.integers(field, smallCount));
				}

				break;
			}

			case 8: {
				name = reader.text(field);
				break;
			}

			case 9: {
				raw = field;
				break;
			}

			case 13: {
				const [key, value] = readPair(reader, field);
				locations.set(key, value);
				break;
			}

			case 14: {
				isExternal = field.value === 1;
				break;
			}

			default:
		}
	}

	if (dims.some(size => size < 0)) {
		throw new Error(`tensor ${name} has a negative dimension`);
	}

	const values = smallValues(reader, {dims, dtype, raw, listed});
	const location = locations.get('location');
	return {
		name,
		dtype,
		dims,
		isExternal,
		...(isExternal && location !== undefined && {location}),
		...(values && {values}),
	};
};
