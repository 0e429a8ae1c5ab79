import {parse} from 'protobufjs';

/**
The part of the ONNX file format that the converter writes. Names and field numbers are those of onnx.proto (IR version 8); what is not needed here is left out, which protobuf allows.
*/
const definition = `
syntax = "proto3";
message Attribute { string name = 1; int64 i = 3; repeated int64 ints = 8 [packed = false]; int32 type = 20; }
message Node { repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4; repeated Attribute attribute = 5; }
message Tensor { repeated int64 dims = 1 [packed = false]; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message Dimension { int64 dim_value = 1; }
message Shape { repeated Dimension dim = 1; }
message TensorType { int32 elem_type = 1; Shape shape = 2; }
message Type { TensorType tensor_type = 1; }
message ValueInfo { string name = 1; Type type = 2; }
message Graph { repeated Node node = 1; string name = 2; repeated Tensor initializer = 5; repeated ValueInfo input = 11; repeated ValueInfo output = 12; }
message OperatorSet { string domain = 1; int64 version = 2; }
message Model { int64 ir_version = 1; string producer_name = 2; Graph graph = 7; repeated OperatorSet opset_import = 8; }
`;

/** TensorProto.DataType. */
export const dataType = {float32: 1, float16: 10} as const;

/** AttributeProto.AttributeType. */
const attributeType = {int: 2, ints: 7} as const;

export type OnnxAttributes = Readonly<Record<string, number | readonly number[]>>;

export type OnnxNode = {
	readonly operator: string;
	readonly name: string;
	readonly inputs: readonly string[];
	readonly output: string;
	readonly attributes?: OnnxAttributes;
};

export type OnnxTensor = {
	readonly name: string;
	readonly shape: readonly number[];
	readonly type: keyof typeof dataType;
	/** Little-endian, row-major. */
	readonly bytes: Uint8Array;
};

export type OnnxValue = {readonly name: string; readonly shape: readonly number[]};

/** A graph of float32 values; nodes in an order in which every input is known before it is used. */
export type OnnxGraph = {
	readonly name: string;
	readonly nodes: readonly OnnxNode[];
	readonly initializers: readonly OnnxTensor[];
	readonly inputs: readonly OnnxValue[];
	readonly outputs: readonly OnnxValue[];
};

const attributeMessage = ([name, value]: [string, number | readonly number[]]) =>
	typeof value === 'number'
		? {name, i: value, type: attributeType.int}
		: {name, ints: [...value], type: attributeType.ints};

const valueMessage = ({name, shape}: OnnxValue) => ({
	name,
	type: {
		tensorType: {elemType: dataType.float32, shape: {dim: shape.map(dimValue => ({dimValue}))}},
	},
});

/** Writes the graph as an ONNX file (IR version 8, operator set 13). The same graph gives the same bytes. */
export function encodeOnnx(graph: OnnxGraph): Uint8Array {
	const model = parse(definition).root.lookupType('Model');
	const message = model.fromObject({
		irVersion: 8,
		producerName: 'edgetop build-model',
		opsetImport: [{domain: '', version: 13}],
		graph: {
			name: graph.name,
			node: graph.nodes.map(node => ({
				input: [...node.inputs],
				output: [node.output],
				name: node.name,
				opType: node.operator,
				attribute: Object.entries(node.attributes ?? {}).map(attributeMessage),
			})),
			initializer: graph.initializers.map(tensor => ({
				name: tensor.name,
				dims: [...tensor.shape],
				dataType: dataType[tensor.type],
				rawData: tensor.bytes,
			})),
			input: graph.inputs.map(valueMessage),
			output: graph.outputs.map(valueMessage),
		},
	});
	return model.encode(message).finish();
}
