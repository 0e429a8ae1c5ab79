import {z} from 'zod';
import {type Preprocessing} from '../manifest.js';

/*
What recipes that files tell of themselves have in common.
*/

export type ToldRecipe = {
	/** Only what is told. Its `cropFraction` is that of the tool, see `floorsResize`. */
	readonly recipe: Partial<Preprocessing>;
	/** Whether the tool cuts size ÷ cropFraction down to a whole pixel, where a manifest rounds. */
	readonly floorsResize?: boolean;
	/** Of the picture that the model gets, for a model that leaves it open. */
	readonly size?: {readonly height: number; readonly width: number};
	/** Who told it, in words. */
	readonly from: string;
};

export type Metadata = Readonly<Record<string, string>>;
type Triple = [number, number, number];

/** Of the three channels; one number stands for all. */
export const triple = z
	.array(z.number())
	.min(1)
	.max(3)
	.transform((values): Triple => [values[0]!, values[1] ?? values[0]!, values[2] ?? values[0]!]);
export const deviation = triple.refine(values => values.every(value => value > 0));

export const plain: Pick<Preprocessing, 'mean' | 'std'> = {mean: [0, 0, 0], std: [1, 1, 1]};

export const parseObject = (text: string | undefined): Record<string, unknown> | undefined => {
	try {
		const value: unknown = JSON.parse(text ?? '');
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
};

/** Most pixels a side that are believed. */
const mostSide = 8192;
export const side = z.int().min(8).max(mostSide);

/** A side, or height and width. */
export const sidesSchema = z
	.union([side.transform(one => [one, one]), z.array(side).length(2)])
	.transform(([height, width]) => ({height: height!, width: width!}));
