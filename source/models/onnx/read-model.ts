import {
	type OnnxAttribute,
	type OnnxGraph,
	type OnnxModel,
	type OnnxNode,
	type OnnxTensor,
	type OnnxValue,
} from './graph.js';
import {readTensor} from './read-tensor.js';
import {readValue} from './read-value.js';
import {type Span, type WireReader} from './wire.js';

/** Graphs inside graphs: real models have two or three levels. */
const depthLimit = 12;
const listLimit = 4096;

type Nested = {readonly operators: string[]};

const readAttribute = (
	reader: WireReader,
	span: Span,
	nested: Nested,
	depth: number,
): readonly [string, OnnxAttribute] => {
	let name = '';
	const attribute: {-readonly [Key in keyof OnnxAttribute]: OnnxAttribute[Key]} = {};
	const ints: number[] = [];
	const floats: number[] = [];
	for (const field of reader.fields(span)) {
		switch (field.number) {
			case 1: {
				name = reader.text(field);
				break;
			}

			case 2: {
				attribute.float = reader.float32(field);
				break;
			}

			case 3: {
				attribute.int = field.value;
				break;
			}

			case 4: {
				attribute.text = reader.text(field);
				break;
			}

			case 5: {
				attribute.tensor = readTensor(reader, reader.message(field));
				break;
			}

			case 6:
			case 11: {
				const inside = readGraph(reader, reader.message(field), depth + 1);
				nested.operators.push(...inside.nestedOperators);
				for (const {operator} of inside.nodes) {
					nested.operators.push(operator);
				}

				break;
			}

			case 7: {
				if (floats.length < listLimit) {
					floats.push(...reader.floats(field, listLimit));
				}

				break;
			}

			case 8: {
				if (ints.length < listLimit) {
					ints.push(...reader.integers(field, listLimit));
				}

				break;
			}

			default:
		}
	}

	return [name, {...attribute, ...(ints.length > 0 && {ints}), ...(floats.length > 0 && {floats})}];
};

const readNode = (reader: WireReader, span: Span, nested: Nested, depth: number): OnnxNode => {
	const inputs: string[] = [];
	const outputs: string[] = [];
	const attributes = new Map<string, OnnxAttribute>();
	let operator = '';
	let domain = '';
	for (const field of reader.fields(span)) {
		switch (field.number) {
			case 1: {
				inputs.push(reader.text(field));
				break;
			}

			case 2: {
				outputs.push(reader.text(field));
				break;
			}

			case 4: {
				operator = reader.text(field);
				break;
			}

			case 5: {
				attributes.set(...readAttribute(reader, reader.message(field), nested, depth));
				break;
			}

			case 7: {
				domain = reader.text(field);
				break;
			}

			default:
		}
	}

	return {operator, domain, inputs, outputs, attributes};
};

/** GraphProto. */
function readGraph(reader: WireReader, span: Span, depth: number): OnnxGraph {
	if (depth > depthLimit) {
		throw new Error('graphs are nested too deeply');
	}

	const nodes: OnnxNode[] = [];
	const initialisers = new Map<string, OnnxTensor>();
	const inputs: OnnxValue[] = [];
	const outputs: OnnxValue[] = [];
	const inner = new Map<string, OnnxValue>();
	const nested: Nested = {operators: []};
	for (const field of reader.fields(span)) {
		switch (field.number) {
			case 1: {
				nodes.push(readNode(reader, reader.message(field), nested, depth));
				break;
			}

			case 5: {
				const tensor = readTensor(reader, reader.message(field));
				initialisers.set(tensor.name, tensor);
				break;
			}

			case 11: {
				inputs.push(readValue(reader, reader.message(field)));
				break;
			}

			case 12: {
				outputs.push(readValue(reader, reader.message(field)));
				break;
			}

			case 13: {
				const value = readValue(reader, reader.message(field));
				inner.set(value.name, value);
				break;
			}

			default:
		}
	}

	return {
		nodes,
		initialisers,
		inputs: inputs.filter(({name}) => !initialisers.has(name)),
		outputs,
		inner,
		nestedOperators: nested.operators,
	};
}

/** Pairs of texts in fields 1 and 2, or of a text and a number. */
export const readPair = (reader: WireReader, span: Span): readonly [string, string | number] => {
	let key = '';
	let value: string | number = '';
	for (const field of reader.fields(span)) {
		if (field.number === 1) {
			key = reader.text(field);
		} else if (field.number === 2) {
			value = field.wireType === 0 ? field.value : reader.text(field);
		}
	}

	return [key, value];
};

/**
ModelProto.

@throws Error of a few words where the bytes are no ONNX model.
*/
export const readModel = (reader: WireReader): OnnxModel => {
	let irVersion: number | undefined;
	let producer: string | undefined;
	let graph: OnnxGraph | undefined;
	let functionCount = 0;
	const opsets: Array<readonly [string, number]> = [];
	const metadata: Array<readonly [string, string]> = [];
	for (const field of reader.fields(reader.whole)) {
		switch (field.number) {
			case 1: {
				irVersion = field.value;
				break;
			}

			case 2: {
				producer = reader.text(field);
				break;
			}

			case 7: {
				graph = readGraph(reader, reader.message(field), 0);
				break;
			}

			case 8: {
				const [domain, version] = readPair(reader, reader.message(field));
				opsets.push([domain || 'ai.onnx', Number(version)]);
				break;
			}

			case 14: {
				const [key, value] = readPair(reader, reader.message(field));
				metadata.push([key, String(value)]);
				break;
			}

			case 25: {
				functionCount++;
				break;
			}

			default:
		}
	}

	if (!graph || (graph.nodes.length === 0 && graph.outputs.length === 0)) {
		throw new Error('it holds no graph');
	}

	return {
		irVersion,
		producer,
		opsets: Object.fromEntries(opsets),
		metadata: Object.fromEntries(metadata),
		functionCount,
		graph,
	};
};
