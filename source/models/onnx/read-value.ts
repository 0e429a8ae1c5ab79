import {dataTypeName, type OnnxValue} from './graph.js';
import {type Span, type WireReader} from './wire.js';

const readDimension = (reader: WireReader, span: Span): number | string => {
	let dimension: number | string = '?';
	for (const field of reader.fields(span)) {
		if (field.number === 1) {
			// Some exporters write −1 or 0 for "any".
			dimension = field.value > 0 ? field.value : '?';
		} else if (field.number === 2) {
			dimension = reader.text(field) || '?';
		}
	}

	return dimension;
};

const readShape = (reader: WireReader, span: Span): Array<number | string> =>
	[...reader.fields(span)]
		.filter(({number}) => number === 1)
		.map(dimension => readDimension(reader, reader.message(dimension)));

/** TypeProto: field 1 is a tensor; sequences and maps are not. */
const readType = (reader: WireReader, span: Span): Omit<OnnxValue, 'name'> => {
	let dtype = 'no tensor';
	let dims: Array<number | string> | undefined;
	for (const type of reader.fields(span)) {
		if (type.number === 1) {
			for (const part of reader.fields(reader.message(type))) {
				if (part.number === 1) {
					dtype = dataTypeName(part.value);
				} else if (part.number === 2) {
					dims = readShape(reader, reader.message(part));
				}
			}
		}
	}

	return {dtype, dims};
};

/** ValueInfoProto. */
export const readValue = (reader: WireReader, span: Span): OnnxValue => {
	let name = '';
	let type: Omit<OnnxValue, 'name'> = {dtype: 'unknown'};
	for (const field of reader.fields(span)) {
		if (field.number === 1) {
			name = reader.text(field);
		} else if (field.number === 2) {
			type = readType(reader, reader.message(field));
		}
	}

	return {name, ...type};
};
