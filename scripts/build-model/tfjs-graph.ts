import {readFileSync} from 'node:fs';
import path from 'node:path';

type RawNode = {
	name: string;
	op: string;
	input?: string[];
	attr?: Record<string, {s?: string; b?: boolean; list?: {i?: string[]; s?: string[]}}>;
};

type RawModel = {
	format: string;
	modelTopology: {node: RawNode[]};
	weightsManifest: Array<{
		paths: string[];
		weights: Array<{name: string; shape: number[]; dtype: string; quantization?: unknown}>;
	}>;
};

export type TfjsWeight = {
	readonly shape: readonly number[];
	/** The values of a float32 weight; empty for the int32 ones, which only hold shapes and axes. */
	readonly values: Float32Array;
};

export type TfjsNode = {
	readonly name: string;
	readonly operator: string;
	readonly inputs: readonly string[];
	/** First spatial stride; 1 where the operator has none. */
	readonly stride: number;
	/** `SAME`, `VALID`, or empty where the operator has none. */
	readonly padding: string;
	/** Operators fused into this one, in order. */
	readonly fused: readonly string[];
};

export type TfjsGraph = {
	/** In an order in which every input comes before its use. */
	readonly nodes: readonly TfjsNode[];
	readonly weights: ReadonlyMap<string, TfjsWeight>;
};

const fromBase64 = (text: string) => Buffer.from(text, 'base64').toString();

function readNode({name, op, input = [], attr = {}}: RawNode): TfjsNode {
	return {
		name,
		operator: op,
		// `:0` names the first output; no node here has another.
		inputs: input.map(value => value.replace(/:0$/, '')),
		stride: Number(attr['strides']?.list?.i?.[1] ?? 1),
		padding: fromBase64(attr['padding']?.s ?? ''),
		fused: (attr['fused_ops']?.list?.s ?? []).map(fromBase64),
	};
}

/**
Reads a TF.js graph model: `model.json` and the weight shards it names.

@throws Where the model is of another format or its weights are quantised or do not fill the shards exactly.
*/
export function readTfjsGraph(folder: string): TfjsGraph {
	const model = JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8')) as RawModel;
	if (model.format !== 'graph-model') {
		throw new Error(`model.json holds a ${model.format}, expected a graph-model`);
	}

	const weights = new Map<string, TfjsWeight>();
	for (const group of model.weightsManifest) {
		const bytes = Buffer.concat(group.paths.map(file => readFileSync(path.join(folder, file))));
		let offset = 0;
		for (const {name, shape, dtype, quantization} of group.weights) {
			if (quantization !== undefined || !['float32', 'int32'].includes(dtype)) {
				throw new Error(`weight ${name}: ${dtype} or quantised weights are not supported`);
			}

			const count = shape.reduce((product, size) => product * size, 1);
			const values = new Float32Array(dtype === 'float32' ? count : 0);
			for (const index of values.keys()) {
				values[index] = bytes.readFloatLE(offset + 4 * index);
			}

			weights.set(name, {shape, values});
			offset += 4 * count;
		}

		if (offset !== bytes.length) {
			throw new Error(`the weights need ${offset} bytes, the shards hold ${bytes.length}`);
		}
	}

	return {nodes: model.modelTopology.node.map(readNode), weights};
}
