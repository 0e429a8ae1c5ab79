import {elementCount} from './graph.js';
import {intOf, type Operands, wrapAxis} from './operands.js';

/*
Exporters compute shapes inside the graph (Shape → Gather → Concat → Reshape). Small integer values are folded so that these can be followed.
*/

const foldLimit = 64;

const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
	Add: (left, right) => left + right,
	Sub: (left, right) => left - right,
	Mul: (left, right) => left * right,
	Div: (left, right) => left / right,
	Equal: (left, right) => Number(left === right),
};

const combine = (
	operation: (left: number, right: number) => number,
	left: readonly number[],
	right: readonly number[],
): number[] | undefined => {
	const length = Math.max(left.length, right.length);
	if (
		(left.length !== length && left.length !== 1) ||
		(right.length !== length && right.length !== 1)
	) {
		return undefined;
	}

	return Array.from({length}, (_, index) =>
		operation(left[left.length === 1 ? 0 : index]!, right[right.length === 1 ? 0 : index]!),
	);
};

const foldSlice = (operands: Operands): readonly number[] | undefined => {
	const input = operands.values(0);
	const [start] = operands.node.attributes.get('starts')?.ints ?? operands.values(1) ?? [];
	const [end] = operands.node.attributes.get('ends')?.ints ?? operands.values(2) ?? [];
	const [step] = operands.values(4) ?? [1];
	return start === undefined || end === undefined || step !== 1
		? undefined
		: input?.slice(start, end > foldLimit ? undefined : end);
};

type Folder = (operands: Operands) => readonly number[] | undefined;

const through: Folder = ({values}) => values(0);

const foldConstant: Folder = ({node}) => {
	const [attribute] = node.attributes.values();
	const single = attribute?.int ?? attribute?.float;
	return (
		attribute?.tensor?.values ?? attribute?.ints ?? (single === undefined ? undefined : [single])
	);
};

const foldGather: Folder = ({values}) => {
	const input = values(0);
	const picked = values(1)?.map(index => input?.[wrapAxis(index, input.length)]);
	return picked?.every(value => value !== undefined) ? picked : undefined;
};

const foldConcat: Folder = ({node, values}) => {
	const parts = node.inputs.map((_, index) => values(index));
	return parts.every(part => part !== undefined) ? parts.flat() : undefined;
};

const foldConstantOfShape: Folder = ({node, values}) => {
	const count = elementCount(values(0) ?? [foldLimit + 1]);
	const value = node.attributes.get('value')?.tensor?.values?.[0] ?? 0;
	return count <= foldLimit ? Array.from({length: count}, () => value) : undefined;
};

const foldWhere: Folder = ({values}) => {
	const condition = values(0);
	const yes = values(1);
	const no = values(2);
	return yes?.length === condition?.length && no?.length === condition?.length
		? condition?.map((is, index) => (is ? yes![index]! : no![index]!))
		: undefined;
};

const folders: ReadonlyMap<string, Folder> = new Map<string, Folder>([
	...['Identity', 'Cast', 'Squeeze', 'Unsqueeze', 'Reshape'].map(
		operator => [operator, through] as const,
	),
	...Object.entries(arithmetic).map(
		([operator, operation]) =>
			[
				operator,
				({values}: Operands) => {
					const left = values(0);
					const right = values(1);
					return left && right && combine(operation, left, right);
				},
			] as const,
	),
	['Constant', foldConstant],
	[
		'Shape',
		operands =>
			operands
				.shape(0)
				?.slice(intOf(operands, 'start', 0), operands.node.attributes.get('end')?.int),
	],
	['Gather', foldGather],
	['Slice', foldSlice],
	['Concat', foldConcat],
	['ConstantOfShape', foldConstantOfShape],
	['Where', foldWhere],
]);

/** The elements of a node's first output, where they are few and follow from constants. */
export const foldValues = (operands: Operands): readonly number[] | undefined => {
	const values = folders.get(operands.node.operator)?.(operands);
	return values && values.length <= foldLimit ? values : undefined;
};
