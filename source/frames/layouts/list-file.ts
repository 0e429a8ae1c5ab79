import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {z} from 'zod';
import {messageOf, UserError} from '../../text/user-error.js';
import {type FrameEntry} from '../dataset.js';
import {type Found} from './layout.js';

/*
A list of images with their classes. CSV: a header with `file` (or `path`) and `class` (or `classes`, `label`), then a row an image; several right classes are separated by `|`. JSON: an array of objects with the same names, `classes` a number or an array.
*/

const fileNames = new Set(['file', 'path']);
const classNames = new Set(['classes', 'class', 'label']);

const parseClasses = (text: string, where: string): number[] => {
	const parts = text.trim() === '' ? [] : text.split('|');
	return parts.map(part => {
		if (!/^\s*\d+\s*$/.test(part)) {
			throw new UserError(`${where}: "${text}" is no class number (several: 281|282)`);
		}

		return Number(part);
	});
};

const makeEntry = (folder: string, name: string, classes: number[], where: string): FrameEntry => {
	const file = path.resolve(folder, name);
	if (!existsSync(file)) {
		throw new UserError(`${where}: there is no file ${file}`);
	}

	return {file, classes};
};

const readCsv = (text: string, list: string, folder: string): FrameEntry[] => {
	const lines = text.split(/\r?\n/);
	const header = (lines[0] ?? '').split(',').map(name => name.trim().toLowerCase());
	const fileColumn = header.findIndex(name => fileNames.has(name));
	const classColumn = header.findIndex(name => classNames.has(name));
	if (fileColumn === -1 || classColumn === -1) {
		throw new UserError(
			`${list}: the first line must name the columns, for example "file,class"; it is "${lines[0] ?? ''}"`,
		);
	}

	const entries: FrameEntry[] = [];
	for (const [index, line] of lines.entries()) {
		if (index === 0 || line.trim() === '') {
			continue;
		}

		const where = `${list}, line ${index + 1}`;
		const cells = line.split(',');
		const name = cells[fileColumn]?.trim() ?? '';
		if (name === '') {
			throw new UserError(`${where}: no file name`);
		}

		entries.push(makeEntry(folder, name, parseClasses(cells[classColumn] ?? '', where), where));
	}

	return entries;
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

const readJson = (text: string, list: string, folder: string): FrameEntry[] => {
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
		return makeEntry(folder, row.file ?? row.path ?? '', [classes].flat(), where);
	});
};

/**
@throws UserError that names the list, the line and the value.
*/
export const readList = async (list: string): Promise<Found> => {
	const text = await readFile(list, 'utf8');
	const folder = path.dirname(list);
	const entries = list.toLowerCase().endsWith('.json')
		? readJson(text, list, folder)
		: readCsv(text, list, folder);
	return {entries, labelSource: path.basename(list)};
};
