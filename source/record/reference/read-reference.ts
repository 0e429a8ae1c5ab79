import {readdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {csvCells} from '../../text/csv.js';
import {sanitize} from '../../text/sanitize.js';
import {messageOf, UserError} from '../../text/user-error.js';
import {referencesFolder} from '../../system/folders.js';
import {
	type Reference,
	type ReferenceRow,
	referenceRowSchema,
	referenceSchema,
} from './reference.js';

/** A table of boards is small; a wrong file is refused before it fills the memory. */
const mostBytes = 8 * 2 ** 20;

type Field = keyof ReferenceRow;

/** Headings by their letters and digits alone, as edgetop's own CSV has them and as people write them. */
const headings: Readonly<Record<string, Field>> = {
	device: 'device',
	framework: 'framework',
	model: 'model',
	infermeanms: 'inferMs',
	inferms: 'inferMs',
	inferencetimems: 'inferMs',
	meanms: 'inferMs',
	top1: 'top1',
	top1accuracy: 'top1',
	top5: 'top5',
	top5accuracy: 'top5',
	images: 'images',
};

const words: ReadonlySet<Field> = new Set(['device', 'framework', 'model']);
const needed = ['device', 'framework', 'model', 'inferMs'] as const;

type Column = {readonly field: Field; readonly place: number; readonly scale: number};

const columnsOf = (heads: readonly string[], file: string): Column[] => {
	const columns = heads.flatMap((head, place) => {
		const field = headings[head.toLowerCase().replaceAll(/[^a-z\d]/g, '')];
		return field ? [{field, place, scale: head.includes('%') ? 0.01 : 1}] : [];
	});
	const missing = needed.filter(field => !columns.some(column => column.field === field));
	if (missing.length > 0) {
		throw new UserError(
			`${file}: the first line names no column for ${missing.join(', ')}; wanted: Device, Framework, Model, Inference time (ms), and Top-1 %, Top-5 %, Images where they are known`,
		);
	}

	return columns;
};

/** A table as a spreadsheet saves it. Shares are fractions of 1, or percent where the heading has a `%`. Its title is the file's name. */
const fromCsv = (text: string, file: string): Reference => {
	const lines = text.split(/\r?\n/);
	const columns = columnsOf(csvCells((lines[0] ?? '').trim()), file);
	const rows = lines.flatMap((line, place) => {
		if (place === 0 || line.trim() === '') {
			return [];
		}

		const cells = csvCells(line);
		const fields = columns.flatMap(({field, place: column, scale}) => {
			const cell = cells[column] ?? '';
			if (cell === '' || /^n\/a$/i.test(cell)) {
				return [];
			}

			return [[field, words.has(field) ? cell : Number(cell) * scale]];
		});
		const row = referenceRowSchema.safeParse(Object.fromEntries(fields));
		if (!row.success) {
			const {path: at, message} = row.error.issues[0]!;
			throw new UserError(`${file}, line ${place + 1}: ${at.join('.')}: ${sanitize(message, 160)}`);
		}

		return [row.data];
	});
	if (rows.length === 0) {
		throw new UserError(`${file}: a heading, but no row`);
	}

	return {
		kind: 'edgetop-reference',
		schemaVersion: 1,
		title: path.basename(file, path.extname(file)),
		caveats: [],
		rows,
	};
};

const fromJson = (text: string, file: string): Reference => {
	let document: unknown;
	try {
		document = JSON.parse(text);
	} catch (error) {
		throw new UserError(`${file}: no JSON document (${sanitize(messageOf(error), 120)})`, {
			cause: error,
		});
	}

	const result = referenceSchema.safeParse(document);
	if (!result.success) {
		const {path: at, message} = result.error.issues[0]!;
		throw new UserError(
			`${file}: field ${sanitize(at.join('.'), 100)}: ${sanitize(message, 160)} (the form is in docs/report.md)`,
		);
	}

	return result.data;
};

/** The same with every text fit for a terminal. */
const clean = ({title, source, caveats, rows, ...rest}: Reference): Reference => ({
	...rest,
	title: sanitize(title, 60),
	...(source !== undefined && {source: sanitize(source, 200)}),
	caveats: caveats.map(text => sanitize(text, 400)),
	rows: rows.map(row => ({
		...row,
		device: sanitize(row.device, 80),
		framework: sanitize(row.framework, 80),
		model: sanitize(row.model, 80),
	})),
});

/**
Reads a table of other boards: `.json` as the schema says, or `.csv`.

@throws UserError naming the file, and the line or field that is wrong.
*/
export const readReference = (file: string): Reference => {
	const shown = sanitize(file);
	let text: string;
	try {
		const {size} = statSync(file);
		if (size > mostBytes) {
			throw new UserError(`${shown}: larger than 8 MB, so no table of boards`);
		}

		text = readFileSync(file, 'utf8');
	} catch (error) {
		throw error instanceof UserError
			? error
			: new UserError(`--reference: cannot read ${shown}: ${messageOf(error)}`, {cause: error});
	}

	return clean(/\.json$/i.test(file) ? fromJson(text, shown) : fromCsv(text, shown));
};

/** The tables of the data folder. */
const shelved = (): string[] => {
	const folder = referencesFolder();
	try {
		return readdirSync(folder)
			.filter(name => /\.(?:json|csv)$/i.test(name))
			.sort()
			.map(name => path.join(folder, name));
	} catch {
		// There is none.
		return [];
	}
};

/**
The tables of the data folder, and those that were asked for.

@param tellTrouble Told of a table in the folder that cannot be read: it was not asked for, and stops nothing.
@throws UserError where one that was asked for cannot be read.
*/
export const readReferences = (
	asked: readonly string[],
	tellTrouble: (text: string) => void,
): Reference[] => [
	...shelved().flatMap(file => {
		try {
			return [readReference(file)];
		} catch (error) {
			tellTrouble(messageOf(error));
			return [];
		}
	}),
	...asked.map(file => readReference(file)),
];
