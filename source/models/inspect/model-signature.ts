import {type FormatName, type ModelFormat, type ModelInput} from '../manifest.js';
import {type OnnxGraph, type OnnxNode, type OnnxValue} from '../onnx/graph.js';
import {type Shape} from '../onnx/operands.js';
import {leadingAffine, quantisedRange, type Affine, type InputRange} from './leading-affine.js';
import {type OnnxInspection} from './inspect-onnx.js';

/** How an output's scores are made, as far as it is known. */
export type ScoresEnd = 'softmax' | 'sigmoid' | 'other';

/** What a model file of any format tells of itself: all that a manifest can be guessed from. */
export type ModelSignature = {
	readonly file: string;
	readonly format: FormatName;
	/** Absent for a folder. */
	readonly bytes?: number;
	readonly inputs: readonly OnnxValue[];
	readonly outputs: readonly OnnxValue[];
	/** Shapes of the outputs by name, as far as they are declared, followed, or seen in a run. */
	readonly outputShapes: Readonly<Record<string, Shape>>;
	readonly endOf: (output: string) => ScoresEnd;
	/** The operator that makes an output, where the format tells. */
	readonly makerOf?: (output: string) => string | undefined;
	/** How the end is known: in words for the user. */
	readonly endSource: string;
	/** Normalisation that is part of the model. */
	readonly affine?: Affine;
	/** The largest weight of the first layer, where nothing is done to the pixels before it. */
	readonly firstWeight?: number | undefined;
	/** The numbers that a quantised input can tell apart. */
	readonly inputRange?: InputRange;
	/** Of an input of bytes, as the file has it. */
	readonly inputQuantisation?: ModelInput['quantisation'];
	readonly metadata: Readonly<Record<string, string>>;
	readonly precisionOf: (inputType: string) => ModelFormat['precision'];
	/** What had to be assumed to read it, each in words. */
	readonly assumptions: readonly string[];
};

const rearranges = new Set([
	'Identity',
	'Cast',
	'Squeeze',
	'Unsqueeze',
	'Reshape',
	'Flatten',
	'Transpose',
	'QuantizeLinear',
	'DequantizeLinear',
]);

/** The operator that makes a value, seen through those that only rearrange it. */
const makerOf = (graph: OnnxGraph, name: string, depth = 0): OnnxNode | undefined => {
	const maker = graph.nodes.find(({outputs}) => outputs.includes(name));
	return maker && rearranges.has(maker.operator) && depth < 8
		? makerOf(graph, maker.inputs[0] ?? '', depth + 1)
		: maker;
};

const ends: Readonly<Record<string, ScoresEnd>> = {
	Softmax: 'softmax',
	QLinearSoftmax: 'softmax',
	Sigmoid: 'sigmoid',
};

const precisionOf = (
	{parameterTypes}: OnnxInspection,
	inputType: string,
): ModelFormat['precision'] => {
	const [main] = Object.entries(parameterTypes).sort((left, right) => right[1] - left[1]);
	switch (main?.[0]) {
		case 'float32': {
			return 'float32';
		}

		case 'float16': {
			return inputType === 'float16' ? 'float16' : 'float16-weights';
		}

		case 'int8':
		case 'uint8': {
			return 'int8';
		}

		default: {
			return 'mixed';
		}
	}
};

/** Length of a score vector by the weights of the layer that makes it, for a graph whose shapes cannot be followed. */
const widthOf = (graph: OnnxGraph, name: string, depth = 0): number | undefined => {
	const maker = makerOf(graph, name);
	const weights = maker && graph.initialisers.get(maker.inputs[1] ?? '');
	switch (maker?.operator) {
		case 'Gemm': {
			return weights?.dims[maker.attributes.get('transB')?.int === 1 ? 0 : 1];
		}

		case 'MatMul': {
			return weights?.dims[1];
		}

		case 'Softmax':
		case 'LogSoftmax':
		case 'Sigmoid':
		case 'Add': {
			return depth < 4 ? widthOf(graph, maker.inputs[0] ?? '', depth + 1) : undefined;
		}

		default: {
			return undefined;
		}
	}
};

const outputShapesOf = ({model, outputShapes}: OnnxInspection): Record<string, Shape> =>
	Object.fromEntries(
		model.graph.outputs.flatMap(({name, dims}) => {
			const width = dims && dims.length > 2 ? undefined : widthOf(model.graph, name);
			const shape = outputShapes[name] ?? (width === undefined ? undefined : [1, width]);
			return shape ? [[name, shape] as const] : [];
		}),
	);

/** The signature of an ONNX file, from its structure. */
export const onnxSignature = (inspection: OnnxInspection): ModelSignature => {
	const {graph, metadata} = inspection.model;
	const input = graph.inputs[0]?.name ?? '';
	const affine = leadingAffine(graph, input);
	const inputRange = quantisedRange(graph, input);
	return {
		file: inspection.file,
		format: 'onnx',
		bytes: inspection.bytes,
		inputs: graph.inputs,
		outputs: graph.outputs,
		outputShapes: outputShapesOf(inspection),
		makerOf: output => makerOf(graph, output)?.operator,
		endOf: output => ends[makerOf(graph, output)?.operator ?? ''] ?? 'other',
		endSource: 'the graph does not end in a softmax',
		affine,
		inputRange,
		metadata,
		precisionOf: inputType => precisionOf(inspection, inputType),
		assumptions: [],
	};
};
