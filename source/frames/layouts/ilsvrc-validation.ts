import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {type FrameEntry} from '../dataset.js';
import {type Found} from './layout.js';

/*
The validation set of ILSVRC 2012 as it is handed out: 50,000 images in one folder and the answers in a list beside it, one line an image in the order of the numbers in the file names.
Lists of WordNet ids say which class is meant. The development kit's own list does not: its numbers, 1…1000, are in an order of the kit's own (`meta.mat`), not in the sorted order that models are trained with. Taken for the latter, nearly every answer would be wrong, so they are only used with a table of the numbers.
*/

const imageName = /^ILSVRC2012_val_(?<number>\d{8})\.jpe?g$/i;
const synsetList = 'imagenet_2012_validation_synset_labels.txt';
const numberList = 'ILSVRC2012_validation_ground_truth.txt';
const solutionList = 'LOC_val_solution.csv';
/** `n02119789 1 kit_fox`: WordNet id, number of the development kit, name. */
const numberTable = 'map_clsloc.txt';

type Answers = {
	readonly list: string;
	/** Right answer to image number 1 …, a WordNet id as it stands on its line; undefined: no such line. */
	readonly wnidOf: (image: number) => string | undefined;
	readonly lineOf: (image: number) => number;
};

/** A file in the folder or one of its parents' usual places. */
const readBeside = async (folder: string, name: string) => {
	const parent = path.dirname(folder);
	const places = [
		folder,
		parent,
		path.join(folder, 'data'),
		path.join(parent, 'data'),
		path.join(parent, 'ILSVRC2012_devkit_t12', 'data'),
		path.join(folder, 'ILSVRC2012_devkit_t12', 'data'),
	];
	for (const place of places) {
		const file = path.join(place, name);
		const text = await readFile(file, 'utf8').catch(() => undefined);
		if (text !== undefined) {
			return {file, lines: text.trim().split(/\r?\n/)};
		}
	}

	return undefined;
};

/** The development kit's numbers to WordNet ids. */
const readNumberTable = async (folder: string, list: string): Promise<Map<string, string>> => {
	const table = await readBeside(folder, numberTable);
	if (!table) {
		throw new UserError(
			`${sanitize(list)}: its numbers are in the development kit's own order, which no file here explains; put ${numberTable} (lines "n02119789 1 kit_fox") or ${synsetList} beside it`,
		);
	}

	return new Map(
		table.lines.map(line => {
			const [wnid = '', number = ''] = line.trim().split(/\s+/);
			return [number, wnid];
		}),
	);
};

const readAnswers = async (folder: string): Promise<Answers | undefined> => {
	const synsets = await readBeside(folder, synsetList);
	if (synsets) {
		return {
			list: synsets.file,
			wnidOf: image => synsets.lines[image - 1]?.trim(),
			lineOf: image => image,
		};
	}

	const solution = await readBeside(folder, solutionList);
	if (solution) {
		const lines = new Map(
			solution.lines.map((line, index) => [line.split(',')[0]!.toLowerCase(), index]),
		);
		const indexOf = (image: number): number =>
			lines.get(`ilsvrc2012_val_${String(image).padStart(8, '0')}`) ?? -1;
		return {
			list: solution.file,
			// `ILSVRC2012_val_00000001,n03995372 85 1 499 272`: the first box names the class.
			wnidOf: image => solution.lines[indexOf(image)]?.split(',')[1]?.trim().split(/\s+/)[0],
			lineOf: image => indexOf(image) + 1,
		};
	}

	const numbers = await readBeside(folder, numberList);
	if (!numbers) {
		return undefined;
	}

	const wnids = await readNumberTable(folder, numbers.file);
	return {
		list: numbers.file,
		wnidOf(image) {
			const number = numbers.lines[image - 1]?.trim();
			return number === undefined ? undefined : (wnids.get(number) ?? number);
		},
		lineOf: image => image,
	};
};

/**
@param files The images in the folder.
@returns Nothing where these are not validation images of ILSVRC 2012, or no list of answers lies beside them.
@throws UserError when the answers cannot be told, or an image has none.
*/
export const readIlsvrcValidation = async (
	folder: string,
	files: readonly string[],
	classOfSynset: (wnid: string) => number | undefined,
): Promise<Found | undefined> => {
	const numbers = files.map(file =>
		Number(imageName.exec(path.basename(file))?.groups?.['number']),
	);
	if (files.length === 0 || numbers.some(number => Number.isNaN(number))) {
		return undefined;
	}

	const answers = await readAnswers(folder);
	if (!answers) {
		return undefined;
	}

	const whereOf = (entry: number): string =>
		`${sanitize(answers.list)}, line ${answers.lineOf(numbers[entry]!)}`;
	const entries = files.map((file, index): FrameEntry => {
		const wnid = answers.wnidOf(numbers[index]!);
		if (wnid === undefined) {
			throw new UserError(`${sanitize(answers.list)}: no answer for ${path.basename(file)}`);
		}

		const label = classOfSynset(wnid);
		if (label === undefined) {
			throw new UserError(
				`${whereOf(index)}: "${sanitize(wnid, 60)}" is none of the 1000 classes of ILSVRC 2012`,
			);
		}

		return {file, classes: [label]};
	});
	return {
		entries,
		labelSource: path.basename(answers.list),
		labelSet: 'imagenet1k',
		whereOf,
	};
};
