import {closeSync, fstatSync} from 'node:fs';
import {sanitize} from '../../text/sanitize.js';
import {messageOf, UserError} from '../../text/user-error.js';
import {ByteWindow} from '../onnx/byte-window.js';
import {countMacs, type Macs} from '../onnx/count-macs.js';
import {type Dimensions, elementCount, type OnnxModel, type OnnxValue} from '../onnx/graph.js';
import {inferShapes} from '../onnx/infer-shapes.js';
import {type Shape} from '../onnx/operands.js';
import {readModel} from '../onnx/read-model.js';
import {WireReader} from '../onnx/wire.js';
import {openGiven} from '../../system/read-given.js';
import {recogniseFile} from './recognise-file.js';

/** What an ONNX file says of itself. */
export type OnnxInspection = {
	readonly file: string;
	readonly bytes: number;
	readonly model: OnnxModel;
	/** Operators and how often each occurs, the most frequent first; nested graphs included. */
	readonly operators: Readonly<Record<string, number>>;
	/** Stored weights; shapes, axes and quantisation parameters are not counted. */
	readonly parameters: number;
	/** Weights by element type. */
	readonly parameterTypes: Readonly<Record<string, number>>;
	/** True where weights lie in another file. */
	readonly hasExternalData: boolean;
	/** Files in which weights lie, relative to the model. */
	readonly dataFiles: readonly string[];
	/** Shapes of the inputs that `macs` and `outputShapes` hold for: symbols of the batch are 1, of a picture's sides 224. */
	readonly assumedInputs: Readonly<Record<string, Shape>>;
	/** Shapes of the outputs as far as they are declared or can be followed. */
	readonly outputShapes: Readonly<Record<string, Shape>>;
	readonly macs: Macs;
};

/** Arm of a picture whose size is left open by the model. */
export const assumedSide = 224;

/** A full shape for declared dimensions: 1 for an open batch, 3 for open channels, 224 for open sides. */
const assume = (dims: Dimensions | undefined): Shape | undefined => {
	if (dims?.length !== 4) {
		return dims?.map(size => (typeof size === 'number' ? size : 1));
	}

	const isChannelsLast = dims[3] === 3 || dims[3] === 1;
	return dims.map((size, index) =>
		typeof size === 'number'
			? size
			: index === 0
				? 1
				: index === (isChannelsLast ? 3 : 1)
					? 3
					: assumedSide,
	);
};

const count = (names: readonly string[]): Record<string, number> => {
	const counts = new Map<string, number>();
	for (const name of names) {
		counts.set(name, (counts.get(name) ?? 0) + 1);
	}

	return Object.fromEntries([...counts].sort((left, right) => right[1] - left[1]));
};

const isWeightType = (dtype: string): boolean =>
	dtype !== 'int64' && dtype !== 'string' && dtype !== 'bool';

const countParameters = ({graph}: OnnxModel) => {
	const scales = new Set(
		graph.nodes
			.filter(({operator}) => /^(?:Dynamic)?(?:De)?[Qq]uantizeLinear$/.test(operator))
			.flatMap(({inputs}) => inputs.slice(1)),
	);
	const constants = graph.nodes
		.filter(({operator}) => operator === 'Constant')
		.map(({outputs, attributes}) => ({
			name: outputs[0] ?? '',
			tensor: attributes.get('value')?.tensor,
		}));
	const types: Record<string, number> = {};
	let hasExternalData = false;
	const dataFiles = new Set<string>();
	const tensors = [
		...[...graph.initialisers].map(([name, tensor]) => ({name, tensor})),
		...constants.flatMap(({name, tensor}) => (tensor ? [{name, tensor}] : [])),
	];
	for (const {name, tensor} of tensors) {
		hasExternalData ||= tensor.isExternal;
		if (tensor.location !== undefined) {
			dataFiles.add(tensor.location);
		}

		if (isWeightType(tensor.dtype) && !scales.has(name) && tensor.dims.length > 0) {
			types[tensor.dtype] = (types[tensor.dtype] ?? 0) + elementCount(tensor.dims);
		}
	}

	return {types, hasExternalData, dataFiles: [...dataFiles]};
};

const shapesOf = (
	values: readonly OnnxValue[],
	shapeOf: (value: OnnxValue) => Shape | undefined,
): Record<string, Shape> =>
	Object.fromEntries(
		values.flatMap(value => {
			const shape = shapeOf(value);
			return shape ? [[value.name, shape] as const] : [];
		}),
	);

/** A declared shape of which only the batch is open; undefined where more is. */
const declaredShape = (dims: Dimensions | undefined): Shape | undefined => {
	const sizes = dims?.map((size, index) =>
		typeof size === 'number' ? size : index === 0 ? 1 : undefined,
	);
	return sizes?.every(size => size !== undefined) ? sizes : undefined;
};

/** Everything that follows from a model's structure. */
export const describeModel = (model: OnnxModel, file: string, bytes: number): OnnxInspection => {
	const {graph} = model;
	const assumedInputs = shapesOf(graph.inputs, ({dims}) => assume(dims));
	const inference = inferShapes(graph, new Map(Object.entries(assumedInputs)));
	const {types, hasExternalData, dataFiles} = countParameters(model);
	return {
		file,
		bytes,
		model,
		operators: count([...graph.nodes.map(({operator}) => operator), ...graph.nestedOperators]),
		parameters: Object.values(types).reduce((sum, number) => sum + number, 0),
		parameterTypes: types,
		hasExternalData,
		dataFiles,
		assumedInputs,
		outputShapes: shapesOf(
			graph.outputs,
			({name, dims}) => inference.shapeOf(name) ?? declaredShape(dims),
		),
		macs:
			model.functionCount > 0
				? {missing: 'the model defines operators of its own'}
				: countMacs(graph, inference),
	};
};

/** Reads a model from bytes in memory, for tests and small files. */
export const inspectOnnxBytes = (bytes: Uint8Array, file = 'model.onnx'): OnnxInspection =>
	describeModel(readModel(new WireReader(ByteWindow.ofBytes(bytes))), file, bytes.length);

/**
Reads the structure of an ONNX file; its weights are skipped, so a file of gigabytes takes no longer than a small one.

@throws UserError when the file cannot be read or is no ONNX model.
*/
export const inspectOnnx = (file: string): OnnxInspection => {
	let descriptor: number | undefined;
	try {
		descriptor = openGiven(file);
		const stats = fstatSync(descriptor);
		if (!stats.isFile()) {
			throw new Error('it is not a file');
		}

		const window = ByteWindow.ofFile(descriptor, stats.size);
		const kind = recogniseFile(window);
		if (kind !== undefined) {
			throw new Error(kind);
		}

		return describeModel(readModel(new WireReader(window)), file, stats.size);
	} catch (error) {
		throw new UserError(
			`${sanitize(file)}: not an ONNX model that can be read: ${sanitize(messageOf(error))}`,
			{cause: error},
		);
	} finally {
		if (descriptor !== undefined) {
			closeSync(descriptor);
		}
	}
};
