import {elementCount} from './graph.js';
import {
	attributeOf,
	broadcast,
	intOf,
	intsOf,
	type Operands,
	type Shape,
	wrapAxis,
} from './operands.js';

/*
Operators that rearrange: the result's shape follows from axes and small constants.
*/

/** Axes from the attribute (older operator sets) or from an input (newer ones). */
const axesOf = (operands: Operands, inputAt: number): readonly number[] | undefined =>
	intsOf(operands, 'axes') ?? operands.values(inputAt);

export const reshape = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	const wanted = intsOf(operands, 'shape') ?? operands.values(1);
	if (!input || !wanted) {
		return undefined;
	}

	const keepsZero = intOf(operands, 'allowzero', 0) === 1;
	const sizes = wanted.map((size, index) =>
		size === 0 && !keepsZero ? (input[index] ?? 0) : size,
	);
	const known = elementCount(sizes.filter(size => size !== -1));
	const total = elementCount(input);
	const result = sizes.map(size => (size === -1 ? total / known : size));
	return elementCount(result) === total && result.every(size => Number.isInteger(size))
		? result
		: undefined;
};

export const flatten = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	const axis = wrapAxis(intOf(operands, 'axis', 1), input?.length ?? 0);
	return input && [elementCount(input.slice(0, axis)), elementCount(input.slice(axis))];
};

export const transpose = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	const order = intsOf(operands, 'perm') ?? input?.map((_, index) => index).toReversed();
	const result = input && order?.map(axis => input[axis] ?? Number.NaN);
	return result?.length === input?.length && !result?.includes(Number.NaN) ? result : undefined;
};

export const squeeze = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	const axes = axesOf(operands, 1)?.map(axis => wrapAxis(axis, input?.length ?? 0));
	return input?.filter((size, index) => (axes ? !axes.includes(index) : size !== 1));
};

export const unsqueeze = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	const axes = axesOf(operands, 1);
	if (!input || !axes) {
		return undefined;
	}

	const result = [...input];
	for (const axis of axes
		.map(place => wrapAxis(place, input.length + axes.length))
		.sort((left, right) => left - right)) {
		result.splice(axis, 0, 1);
	}

	return result;
};

export const concat = (operands: Operands): Shape | undefined => {
	const shapes = operands.node.inputs.map((_, index) => operands.shape(index));
	const [first] = shapes;
	if (!first || shapes.some(shape => shape?.length !== first.length)) {
		return undefined;
	}

	const axis = wrapAxis(intOf(operands, 'axis', 0), first.length);
	return first.map((size, index) =>
		index === axis ? shapes.reduce((sum, shape) => sum + shape![axis]!, 0) : size,
	);
};

/** One part of a Split. */
export const splitPart = (operands: Operands, part: number): Shape | undefined => {
	const input = operands.shape(0);
	if (!input) {
		return undefined;
	}

	const axis = wrapAxis(intOf(operands, 'axis', 0), input.length);
	const sizes = intsOf(operands, 'split') ?? operands.values(1);
	const even = Math.ceil((input[axis] ?? 0) / operands.node.outputs.length);
	return input.map((size, index) => (index === axis ? (sizes?.[part] ?? even) : size));
};

export const slice = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	const starts = intsOf(operands, 'starts') ?? operands.values(1);
	const ends = intsOf(operands, 'ends') ?? operands.values(2);
	if (!input || !starts || !ends) {
		return undefined;
	}

	const axes = axesOf(operands, 3) ?? starts.map((_, index) => index);
	const steps = operands.values(4) ?? starts.map(() => 1);
	const result = [...input];
	for (const [index, place] of axes.entries()) {
		const axis = wrapAxis(place, input.length);
		const size = input[axis] ?? 0;
		const step = steps[index] ?? 1;
		const clamp = (value: number): number =>
			Math.min(step < 0 ? size - 1 : size, Math.max(step < 0 ? -1 : 0, wrapAxis(value, size)));
		const length = (clamp(ends[index] ?? size) - clamp(starts[index] ?? 0)) / step;
		result[axis] = Math.max(0, Math.ceil(length));
	}

	return result;
};

export const gather = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	const indices = operands.shape(1);
	const axis = wrapAxis(intOf(operands, 'axis', 0), input?.length ?? 0);
	return input && indices && [...input.slice(0, axis), ...indices, ...input.slice(axis + 1)];
};

export const expand = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	const wanted = operands.values(1);
	return input && wanted && broadcast(input, wanted);
};

export const pad = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	const pads = intsOf(operands, 'pads') ?? operands.values(1);
	return input && pads?.length === 2 * input.length
		? input.map((size, index) => size + pads[index]! + pads[index + input.length]!)
		: undefined;
};

/** Resize and Upsample: by sizes, else by scales. */
export const resize = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	const sizes = operands.values(3);
	const scales =
		attributeOf(operands, 'scales')?.floats ?? operands.values(2) ?? operands.values(1);
	if (!input) {
		return undefined;
	}

	if (sizes?.length === input.length) {
		return sizes;
	}

	return scales?.length === input.length
		? input.map((size, index) => Math.floor(size * scales[index]!))
		: undefined;
};

/** ReduceMean and its kin. */
export const reduce = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	if (!input || (operands.node.inputs[1] && !operands.values(1))) {
		return undefined;
	}

	const axes = axesOf(operands, 1)?.map(axis => wrapAxis(axis, input.length));
	const isReduced = (index: number): boolean => axes?.includes(index) ?? true;
	return intOf(operands, 'keepdims', 1) === 1
		? input.map((size, index) => (isReduced(index) ? 1 : size))
		: input.filter((_, index) => !isReduced(index));
};

export const argument = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	const axis = wrapAxis(intOf(operands, 'axis', 0), input?.length ?? 0);
	return intOf(operands, 'keepdims', 1) === 1
		? input?.map((size, index) => (index === axis ? 1 : size))
		: input?.filter((_, index) => index !== axis);
};

/** MatMul and its quantised forms; the second factor is the input at `rightAt`. */
export const matrixProduct =
	(rightAt: number) =>
	(operands: Operands): Shape | undefined => {
		const left = operands.shape(0);
		const right = operands.shape(rightAt);
		if (!left || !right || left.length < 2 || right.length < 2 || left.at(-1) !== right.at(-2)) {
			return undefined;
		}

		const outer = broadcast(left.slice(0, -2), right.slice(0, -2));
		return outer && [...outer, left.at(-2)!, right.at(-1)!];
	};

export const gemm = (operands: Operands): Shape | undefined => {
	const left = operands.shape(0);
	const right = operands.shape(1);
	return left?.length === 2 && right?.length === 2
		? [left[intOf(operands, 'transA', 0)]!, right[1 - intOf(operands, 'transB', 0)]!]
		: undefined;
};
