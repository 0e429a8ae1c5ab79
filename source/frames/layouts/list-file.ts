import {existsSync} from 'node:fs';
import path from 'node:path';
import {z} from 'zod';
import {type CsvRow, delimiterOf, parseCsv} from '../../text/csv.js';
import {decodeText} from '../../text/decode-text.js';
import {asLatin1, fromBytes, toPath} from '../../text/path-bytes.js';
import {sanitize} from '../../text/sanitize.js';
import {messageOf, UserError} from '../../text/user-error.js';
import {readGiven} from '../../system/read-given.js';
import {type Found, imagePattern} from './layout.js';

/*
A list of images with their classes. CSV (commas, semicolons or tabs; cells may be quoted; lines that begin with # say nothing): a header with `file` (or `path`, `filename`, `image`) and `class` (or `classes`, `label`), then a row an image; without a header the first two cells of a row, or a file and its class with a blank between in every row, as Caffe has them. Several right classes are separated by `|`. Classes are numbers, or names or WordNet ids: one word among numbers makes all of them names. JSON: an array of objects with the same names, `classes` a number, a name or an array.
*/

const fileNames = new Set([
	'file',
	'path',
	'filename',
	'file_name',
	'filepath',
	'file_path',
	'image',
	'image_path',
	'image_name',
]);
const classNames = new Set([
	'classes',
	'class',
	'label',
	'labels',
	'class_id',
	'class_name',
	'label_name',
	'category',
	'wnid',
	'synset',
	'target',
]);

const classWords = (text: string): string[] =>
	text
		.split('|')
		.map(part => part.trim())
		.filter(Boolean);

/** Classes as they are written. */
type Row = {readonly file: string; readonly words: readonly string[]; readonly where: string};

/** The ways in which a name may have been written for a file that has another one. */
const waysOf = (name: string): string[] => {
	const slashed = name.replaceAll('\\', '/');
	return [
		name,
		slashed,
		asLatin1(slashed),
		...['NFC', 'NFD'].map(form => asLatin1(slashed).normalize(form)),
	];
};

const makeRow = (folder: string, name: string, words: readonly string[], where: string): Row => {
	const file = waysOf(name)
		.map(way => path.resolve(folder, way))
		.find(place => existsSync(toPath(place)));
	if (file === undefined) {
		throw new UserError(`${where}: there is no file ${sanitize(path.resolve(folder, name))}`);
	}

	return {file, words, where};
};

/** Moves escaped bytes to characters that the CSV parser leaves alone, and back. */
const moved = (text: string, characters: RegExp, by: number): string =>
	text.replaceAll(characters, character => String.fromCodePoint(character.codePointAt(0)! + by));
const shieldDistance = 0xf7_00 - 0xdc_00;
const shielded = (text: string): string => moved(text, /[\uDC80-\uDCFF]/gu, shieldDistance);
const unshielded = (text: string): string => moved(text, /[\uF780-\uF7FF]/gu, -shieldDistance);

/** Rows of a file and one word with blanks between; undefined where a row is another. */
const spacedRows = (text: string): CsvRow[] | undefined => {
	const rows = text.split(/\r\n?|\n/).flatMap((whole, index) => {
		const row = whole.trim();
		const [, name = row, word = ''] = /^(.*\S)\s+(\S+)$/u.exec(row) ?? [];
		return row === '' ? [] : [{cells: [name, word], line: index + 1}];
	});
	return rows.length > 0 && rows.every(({cells: [name]}) => imagePattern.test(name!))
		? rows
		: undefined;
};

const readCsv = (text: string, list: string, folder: string): Row[] => {
	const hasEscapes = /[\uDC80-\uDCFF]/u.test(text);
	const plain = (cell: string): string => (hasEscapes ? unshielded(cell) : cell);
	const said = shielded(text.replaceAll(/^#.*$/gm, ''));
	const rowsOfText =
		spacedRows(said) ?? parseCsv(said, list, delimiterOf(/\S.*/.exec(said)?.[0] ?? ''));
	const [heading] = rowsOfText;
	const header = (heading?.cells ?? []).map(name => name.toLowerCase());
	const hasHeader = !(header.length >= 2 && imagePattern.test(header[0]!));
	const lines = hasHeader ? rowsOfText.slice(1) : rowsOfText;
	const fileColumn = hasHeader ? header.findIndex(name => fileNames.has(name)) : 0;
	const classColumn = hasHeader ? header.findIndex(name => classNames.has(name)) : 1;
	if (fileColumn === -1 || classColumn === -1) {
		throw new UserError(
			`${list}: the first line must name the columns, for example "file,class"; it is "${sanitize(heading?.cells.join(',') ?? '', 60)}"`,
		);
	}

	const rows: Row[] = [];
	for (const {cells, line} of lines) {
		const where = `${list}, line ${line}`;
		const name = plain(cells[fileColumn] ?? '');
		if (name === '') {
			throw new UserError(`${where}: no file name`);
		}

		const words = classWords(asLatin1(plain(cells[classColumn] ?? '')));
		rows.push(makeRow(folder, name, words, where));
	}

	return rows;
};

const classSchema = z.union([z.int().min(0), z.string()]);
const classesSchema = z.union([classSchema, z.array(classSchema)]).optional();
const rowSchema = z
	.looseObject({
		file: z.string().optional(),
		path: z.string().optional(),
		class: classesSchema,
		label: classesSchema,
		classes: classesSchema,
	})
	.refine(row => row.file !== undefined || row.path !== undefined, {error: 'needs "file"'});

const readJson = (text: string, list: string, folder: string): Row[] => {
	let data: unknown;
	try {
		data = JSON.parse(text);
	} catch (error) {
		throw new UserError(`${list} is not JSON: ${messageOf(error)}`, {cause: error});
	}

	const result = z.array(rowSchema).safeParse(data);
	if (!result.success) {
		const [issue] = result.error.issues;
		throw new UserError(`${list}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
	}

	return result.data.map((row, index) => {
		const classes = row.classes ?? row.class ?? row.label ?? [];
		const where = `${list}, item ${index}`;
		const words = [classes].flat().map(word => String(word).trim());
		return makeRow(folder, row.file ?? row.path ?? '', words.filter(Boolean), where);
	});
};

/** The classes of the rows: numbers where all of them are, else names in the order in which they come. */
const classify = (rows: readonly Row[]): Pick<Found, 'entries' | 'ownClasses'> => {
	if (rows.every(({words}) => words.every(word => /^\d+$/.test(word)))) {
		return {entries: rows.map(({file, words}) => ({file, classes: words.map(Number)}))};
	}

	const names = [...new Set(rows.flatMap(({words}) => words))];
	const places = new Map(names.map((name, index) => [name, index]));
	return {
		entries: rows.map(({file, words}) => ({file, classes: words.map(word => places.get(word)!)})),
		ownClasses: names.map(name => ({name, candidates: [name]})),
	};
};

/** UTF-16 by its mark or by a zero among the first two bytes; else UTF-8, with bytes that are none kept for the names of files. */
const textOf = (bytes: Uint8Array): string => {
	if (bytes[0] === 0 || bytes[1] === 0) {
		return new TextDecoder(bytes[0] === 0 ? 'utf-16be' : 'utf-16le').decode(bytes);
	}

	const isWide = bytes[0]! + bytes[1]! === 0xff + 0xfe;
	return isWide ? decodeText(bytes) : fromBytes(bytes).replace(/^\uFEFF/, '');
};

/**
@throws UserError that names the list, the line and the value.
*/
export const readList = async (list: string): Promise<Found> => {
	let text: string;
	try {
		text = textOf(readGiven(toPath(list)));
	} catch (error) {
		throw new UserError(`${sanitize(list)} cannot be read: ${messageOf(error)}`, {cause: error});
	}

	const name = sanitize(list);
	const folder = path.dirname(list);
	const rows = list.toLowerCase().endsWith('.json')
		? readJson(text, name, folder)
		: readCsv(text, name, folder);
	return {
		...classify(rows),
		labelSource: path.basename(list),
		whereOf: entry => rows[entry]!.where,
	};
};
