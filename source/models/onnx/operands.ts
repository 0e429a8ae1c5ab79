import {type OnnxAttribute, type OnnxNode} from './graph.js';

/** A fully known shape. */
export type Shape = readonly number[];

/** What is known of values while a graph is walked. */
export type Operands = {
	readonly node: OnnxNode;
	/** Shape of the input at an index; undefined where unknown or absent. */
	readonly shape: (index: number) => Shape | undefined;
	/** Elements of the input at an index, for small constants. */
	readonly values: (index: number) => readonly number[] | undefined;
};

export const attributeOf = ({node}: Operands, name: string): OnnxAttribute | undefined =>
	node.attributes.get(name);

export const intOf = (operands: Operands, name: string, fallback: number): number =>
	attributeOf(operands, name)?.int ?? fallback;

export const intsOf = (operands: Operands, name: string): readonly number[] | undefined =>
	attributeOf(operands, name)?.ints;

/** An axis that may count from the end. */
export const wrapAxis = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** Numpy's rule for shapes that meet in an elementwise operator. */
export const broadcast = (left: Shape, right: Shape): Shape | undefined => {
	const rank = Math.max(left.length, right.length);
	const result: number[] = [];
	for (let index = 0; index < rank; index++) {
		const a = left[index - rank + left.length] ?? 1;
		const b = right[index - rank + right.length] ?? 1;
		if (a !== b && a !== 1 && b !== 1) {
			return undefined;
		}

		result.push(a === 1 ? b : a);
	}

	return result;
};
