/*
What is read of an ONNX file: the structure and small constants, not the weights. Names follow onnx.proto.
*/

/** A tensor's dimensions as declared: a number, the name of a symbol (`batch`), or `?`. */
export type Dimensions = ReadonlyArray<number | string>;

/** Element type as onnx.proto counts them. */
const dataTypes: Readonly<Record<number, string>> = {
	1: 'float32',
	2: 'uint8',
	3: 'int8',
	4: 'uint16',
	5: 'int16',
	6: 'int32',
	7: 'int64',
	8: 'string',
	9: 'bool',
	10: 'float16',
	11: 'float64',
	12: 'uint32',
	13: 'uint64',
	16: 'bfloat16',
	17: 'float8',
	18: 'float8',
	19: 'float8',
	20: 'float8',
	21: 'uint4',
	22: 'int4',
	23: 'float4',
};

export const dataTypeName = (code: number): string => dataTypes[code] ?? `type ${code}`;

/** An input or output of the graph. */
export type OnnxValue = {
	readonly name: string;
	readonly dtype: string;
	/** Undefined: no shape is declared. */
	readonly dims?: Dimensions;
};

/** A stored tensor. */
export type OnnxTensor = {
	readonly name: string;
	readonly dtype: string;
	readonly dims: readonly number[];
	/** The elements, of small tensors alone. */
	readonly values?: readonly number[];
	/** True where the data lies in another file. */
	readonly isExternal: boolean;
	/** File of external data, relative to the model. */
	readonly location?: string;
};

export type OnnxAttribute = {
	readonly int?: number;
	readonly float?: number;
	readonly text?: string;
	readonly ints?: readonly number[];
	readonly floats?: readonly number[];
	readonly tensor?: OnnxTensor;
};

export type OnnxNode = {
	readonly operator: string;
	readonly domain: string;
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
	readonly attributes: ReadonlyMap<string, OnnxAttribute>;
};

export type OnnxGraph = {
	readonly nodes: readonly OnnxNode[];
	readonly initialisers: ReadonlyMap<string, OnnxTensor>;
	/** What must be fed: declared inputs that are not initialisers. */
	readonly inputs: readonly OnnxValue[];
	readonly outputs: readonly OnnxValue[];
	/** Declared shapes of values inside. */
	readonly inner: ReadonlyMap<string, OnnxValue>;
	/** Operators of nested graphs (If, Loop, Scan), one entry each. */
	readonly nestedOperators: readonly string[];
};

export type OnnxModel = {
	readonly irVersion?: number;
	readonly producer?: string;
	/** Operator set version by domain; the standard domain is `ai.onnx`. */
	readonly opsets: Readonly<Record<string, number>>;
	readonly metadata: Readonly<Record<string, string>>;
	/** Functions that the model defines itself. */
	readonly functionCount: number;
	readonly graph: OnnxGraph;
};

export const elementCount = (dims: readonly number[]): number =>
	dims.reduce((product, size) => product * size, 1);
