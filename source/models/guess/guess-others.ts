import {type OtherInput} from '../manifest.js';
import {type OnnxValue} from '../onnx/graph.js';

/*
Inputs beside the picture that only tell its size or scale, by the names that exporters give them.
*/

type Size = {readonly height: number; readonly width: number};

type Kind = {
	readonly names: RegExp;
	/** How many numbers it takes for each picture; absent: any number. */
	readonly lengths: readonly number[];
	readonly values: (size: Size, length: number) => readonly number[];
	/** What it is filled with, in words. */
	readonly words: string;
};

const simple = (name: string): string => name.toLowerCase().replaceAll(/[^a-z\d]+/g, '');

const kinds: readonly Kind[] = [
	{
		// RT-DETR and its kin.
		names: /^origtargetsizes?$/,
		lengths: [2],
		values: ({height, width}) => [width, height],
		words: 'width and height of the picture that it is given',
	},
	{
		// Faster R-CNN of Caffe and its kin.
		names: /^(?:im|image|img)info$/,
		lengths: [3, 4, 6],
		values: ({height, width}, length) => [
			height,
			width,
			...Array.from({length: length - 2}, () => 1),
		],
		words: 'height, width and a scale of 1 of the picture that it is given',
	},
	{
		names:
			/^(?:im|image|img|input|target|orig|original|origim|origimg|origimage)(?:shapes?|sizes?|hw)$/,
		lengths: [2, 3],
		values: ({height, width}, length) => [height, width, ...(length === 3 ? [3] : [])],
		words: 'height and width of the picture that it is given',
	},
	{
		names: /^(?:(?:im|image|img)?scales?(?:factors?)?|ratios?)$/,
		lengths: [1, 2, 4],
		values: (_, length) => Array.from({length}, () => 1),
		words: 'a scale of 1',
	},
	{
		names: /^pixelmask$/,
		lengths: [],
		values: () => [1],
		words: '1 for each pixel',
	},
];

const dtypes = ['float32', 'float64', 'int32', 'int64', 'uint8', 'bool'] as const;

/**
An input beside the picture as it is filled: with what is true of the picture that the model gets, after it was resized. Boxes then come out in that picture's pixels.

@param pictures How many the model takes at once.
@returns Undefined where nothing is known of it.
*/
export const guessOther = (
	{name, dtype: given, dims}: OnnxValue,
	size: Size,
	pictures: number,
): {readonly other: OtherInput; readonly guess: string} | undefined => {
	const kind = kinds.find(({names}) => names.test(simple(name)));
	const dtype = dtypes.find(known => known === given);
	if (!kind || !dtype || !dims) {
		return undefined;
	}

	const open = kind.lengths.length === 0 ? [pictures, size.height, size.width] : [pictures, 2];
	const shape = dims.map((dim, place) => (typeof dim === 'number' ? dim : open[place]));
	const elements = shape.reduce<number>((product, one) => product * (one ?? Number.NaN), 1);
	const rows = shape.length > 1 && shape[0] === pictures ? pictures : 1;
	const length = elements / rows;
	const fits = kind.lengths.length === 0 ? elements > 0 : kind.lengths.includes(length);
	if (!fits) {
		return undefined;
	}

	const values = kind.values(size, length);
	return {
		other: {
			name,
			dtype,
			shape: shape as number[],
			values: Array.from({length: kind.lengths.length === 0 ? 1 : rows}, () => values).flat(),
		},
		guess: `input ${name}: ${kind.words}`,
	};
};
