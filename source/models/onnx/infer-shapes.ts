import {foldValues} from './fold-values.js';
import {type OnnxGraph, type OnnxNode} from './graph.js';
import {
	argument,
	concat,
	expand,
	flatten,
	gather,
	gemm,
	matrixProduct,
	pad,
	reduce,
	reshape,
	resize,
	slice,
	splitPart,
	squeeze,
	transpose,
	unsqueeze,
} from './layout-shapes.js';
import {broadcast, type Operands, type Shape} from './operands.js';
import {convolution, globalPool, pool, transposedConvolution} from './window-shapes.js';

type Rule = (operands: Operands) => Shape | undefined;

const same: Rule = operands => operands.shape(0);

const elementwise =
	(...places: readonly number[]): Rule =>
	operands => {
		const shapes = (places.length > 0 ? places : operands.node.inputs.map((_, index) => index)).map(
			index => operands.shape(index),
		);
		return shapes.reduce((left, right) => left && right && broadcast(left, right));
	};

const rulesOf = (rule: Rule, operators: string): Array<readonly [string, Rule]> =>
	operators.split(/\s+/).map(operator => [operator, rule]);

/** By operator; the names of quantised and fused forms (com.microsoft) differ from the standard's, so one table serves all domains. */
const rules: ReadonlyMap<string, Rule> = new Map([
	...rulesOf(
		same,
		'Relu Sigmoid Clip LeakyRelu Elu Selu Celu ThresholdedRelu HardSwish HardSigmoid Tanh Erf Gelu FastGelu BiasGelu QuickGelu Mish Swish Softplus Softsign Softmax LogSoftmax Hardmax BatchNormalization InstanceNormalization LayerNormalization GroupNormalization SimplifiedLayerNormalization SkipLayerNormalization RMSNormalization LpNormalization LRN MeanVarianceNormalization Dropout Identity Cast CastLike Neg Abs Exp Log Sqrt Reciprocal Floor Ceil Round Sign Not Sin Cos IsNaN QuantizeLinear DequantizeLinear DynamicQuantizeLinear QLinearSigmoid QLinearLeakyRelu QLinearSoftmax',
	),
	...rulesOf(
		elementwise(),
		'Add Sub Mul Div Pow Max Min Mean Sum Where Equal Greater GreaterOrEqual Less LessOrEqual And Or Xor Mod PRelu',
	),
	...rulesOf(elementwise(0, 3), 'QLinearAdd QLinearMul'),
	...rulesOf(convolution(1), 'Conv ConvInteger FusedConv'),
	...rulesOf(convolution(3), 'QLinearConv'),
	...rulesOf(transposedConvolution, 'ConvTranspose'),
	...rulesOf(pool, 'MaxPool AveragePool LpPool QLinearAveragePool'),
	...rulesOf(globalPool, 'GlobalAveragePool GlobalMaxPool QLinearGlobalAveragePool'),
	...rulesOf(
		reduce,
		'ReduceMean ReduceSum ReduceMax ReduceMin ReduceProd ReduceL1 ReduceL2 ReduceLogSumExp ReduceSumSquare',
	),
	...rulesOf(argument, 'ArgMax ArgMin'),
	...rulesOf(matrixProduct(1), 'MatMul MatMulInteger'),
	...rulesOf(matrixProduct(3), 'QLinearMatMul'),
	...rulesOf(gemm, 'Gemm'),
	['Reshape', reshape],
	['Flatten', flatten],
	['Transpose', transpose],
	['Squeeze', squeeze],
	['Unsqueeze', unsqueeze],
	['Concat', concat],
	['Slice', slice],
	['Gather', gather],
	['Expand', expand],
	['Pad', pad],
	['Resize', resize],
	['Upsample', resize],
	['Split', operands => splitPart(operands, 0)],
	['Shape', operands => operands.shape(0) && [operands.shape(0)!.length]],
	['ConstantOfShape', operands => operands.values(0)],
	[
		'Constant',
		operands => {
			const {tensor, ints, floats, int, float} = [...operands.node.attributes.values()][0] ?? {};
			const list = ints ?? floats;
			return (
				tensor?.dims ??
				(list ? [list.length] : int === undefined && float === undefined ? undefined : [])
			);
		},
	],
]);

/** Shapes and constants that a walk over the graph found. */
export type Inference = {
	readonly shapeOf: (name: string) => Shape | undefined;
	readonly operandsOf: (node: OnnxNode) => Operands;
};

/** Deeper than any real tensor; keeps damaged files from growing shapes without end. */
const rankLimit = 32;

const knownDims = (dims: ReadonlyArray<number | string> | undefined): Shape | undefined =>
	dims?.every(size => typeof size === 'number') ? dims : undefined;

/**
Follows the shapes of a graph from its inputs on. A value that cannot be followed has no shape: nothing is made up.

@param inputShapes Full shapes of the graph's inputs, by name.
*/
export const inferShapes = (
	graph: OnnxGraph,
	inputShapes: ReadonlyMap<string, Shape>,
): Inference => {
	const shapes = new Map<string, Shape>(inputShapes);
	const constants = new Map<string, readonly number[]>();
	for (const [name, {dims, values}] of graph.initialisers) {
		shapes.set(name, dims);
		if (values) {
			constants.set(name, values);
		}
	}

	const operandsOf = (node: OnnxNode): Operands => ({
		node,
		shape: index => shapes.get(node.inputs[index] ?? ''),
		values: index => constants.get(node.inputs[index] ?? ''),
	});

	for (const node of graph.nodes) {
		const operands = operandsOf(node);
		const rule = rules.get(node.operator);
		for (const [index, output] of node.outputs.entries()) {
			const followed =
				node.operator === 'Split'
					? splitPart(operands, index)
					: index === 0
						? rule?.(operands)
						: undefined;
			const shape = followed ?? knownDims(graph.inner.get(output)?.dims);
			if (output !== '' && shape && shape.length <= rankLimit) {
				shapes.set(output, shape);
			}
		}

		const values = foldValues(operands);
		if (values && node.outputs[0]) {
			constants.set(node.outputs[0], values);
		}
	}

	return {shapeOf: name => shapes.get(name), operandsOf};
};
