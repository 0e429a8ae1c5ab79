import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {z} from 'zod';
import {delimiterOf, parseCsv} from '../../text/csv.js';
import {decodeText} from '../../text/decode-text.js';
import {sanitize} from '../../text/sanitize.js';
import {messageOf, UserError} from '../../text/user-error.js';
import {type FrameEntry} from '../dataset.js';
import {type Found, imagePattern} from './layout.js';

/*
A list of images with their classes. CSV (commas, semicolons or tabs; cells may be quoted; lines that begin with # say nothing): a header with `file` (or `path`, `filename`, `image`) and `class` (or `classes`, `label`), then a row an image; without a header the first two cells of a row. Several right classes are separated by `|`. JSON: an array of objects with the same names, `classes` a number or an array.
*/

const fileNames = new Set(['file', 'path', 'filename', 'file_name', 'image', 'image_path']);
const classNames = new Set(['classes', 'class', 'label', 'labels', 'class_id']);

const parseClasses = (text: string, where: string): number[] => {
	const parts = text.trim() === '' ? [] : text.split('|');
	return parts.map(part => {
		if (!/^\s*\d+\s*$/.test(part)) {
			throw new UserError(
				`${where}: "${sanitize(text, 60)}" is no class number (several: 281|282)`,
			);
		}

		return Number(part);
	});
};

type Row = {readonly entry: FrameEntry; readonly where: string};

const makeRow = (folder: string, name: string, classes: number[], where: string): Row => {
	const [whole, slashed] = [name, name.replaceAll('\\', '/')].map(item =>
		path.resolve(folder, item),
	);
	const file = existsSync(whole!) ? whole! : slashed!;
	if (!existsSync(file)) {
		throw new UserError(`${where}: there is no file ${sanitize(file)}`);
	}

	return {entry: {file, classes}, where};
};

const readCsv = (text: string, list: string, folder: string): Row[] => {
	const said = text.replaceAll(/^#.*$/gm, '');
	const rowsOfText = parseCsv(said, list, delimiterOf(/\S.*/.exec(said)?.[0] ?? ''));
	const [heading] = rowsOfText;
	const header = (heading?.cells ?? []).map(name => name.toLowerCase());
	const hasHeader = !(header.length === 2 && imagePattern.test(header[0]!));
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
		const name = cells[fileColumn] ?? '';
		if (name === '') {
			throw new UserError(`${where}: no file name`);
		}

		rows.push(makeRow(folder, name, parseClasses(cells[classColumn] ?? '', where), where));
	}

	return rows;
};

const rowSchema = z
	.looseObject({
		file: z.string().optional(),
		path: z.string().optional(),
		class: z.int().min(0).optional(),
		label: z.int().min(0).optional(),
		classes: z.union([z.int().min(0), z.array(z.int().min(0))]).optional(),
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
		return makeRow(folder, row.file ?? row.path ?? '', [classes].flat(), where);
	});
};

/**
@throws UserError that names the list, the line and the value.
*/
export const readList = async (list: string): Promise<Found> => {
	let text: string;
	try {
		text = decodeText(await readFile(list));
	} catch (error) {
		throw new UserError(`${sanitize(list)} cannot be read: ${messageOf(error)}`, {cause: error});
	}

	const name = sanitize(list);
	const folder = path.dirname(list);
	const rows = list.toLowerCase().endsWith('.json')
		? readJson(text, name, folder)
		: readCsv(text, name, folder);
	return {
		entries: rows.map(({entry}) => entry),
		labelSource: path.basename(list),
		whereOf: entry => rows[entry]!.where,
	};
};
