import {readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import {sanitize} from '../../text/sanitize.js';
import {messageOf, UserError} from '../../text/user-error.js';
import {packageFolder, referencesFolder} from '../../system/folders.js';
import {readGivenText} from '../../system/read-given.js';
import {errnoText} from '../../system/errno-text.js';
import {fromCsv} from './read-csv.js';
import {type Reference, referenceSchema} from './reference.js';

/** A table of boards is small; a wrong file is refused before it fills the memory. */
const mostBytes = 8 * 2 ** 20;

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
const clean = ({title, source, caveats, rows, unread, ...rest}: Reference): Reference => ({
	...rest,
	...(unread && {unread: unread.map(text => sanitize(text, 60))}),
	title: sanitize(title, 60),
	...(source !== undefined && {source: sanitize(source, 200)}),
	caveats: caveats.map(text => sanitize(text, 400)),
	rows: rows.map(row => ({
		...row,
		device: sanitize(row.device, 80),
		framework: sanitize(row.framework, 80),
		model: sanitize(row.model, 80),
		...(row.precision !== undefined && {precision: sanitize(row.precision, 40)}),
		...(row.backend !== undefined && {backend: sanitize(row.backend, 40)}),
		...(row.source !== undefined && {source: sanitize(row.source, 80)}),
		...(row.frames !== undefined && {frames: sanitize(row.frames, 80)}),
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

		text = readGivenText(file, {mostBytes});
	} catch (error) {
		throw error instanceof UserError
			? error
			: new UserError(`--reference: cannot read ${shown}: ${errnoText(error)}`, {cause: error});
	}

	return clean(/\.json$/i.test(file) ? fromJson(text, shown) : fromCsv(text, shown));
};

/** The table that comes with edgetop: the 31 rows of the edge report of 2019. */
export const shippedReference = path.join(packageFolder, 'data', 'reference', 'tryolabs-2019.json');

/** The tables of the data folder. */
const ownTables = (): string[] => {
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
The table that is shipped, those of the data folder, and those that were asked for.

@param asked Files; `false` among them (`--no-reference`): nothing but the files.
@param tellTrouble Told of a table that cannot be read and was not asked for: it stops nothing.
@throws UserError where one that was asked for cannot be read.
*/
export const readReferences = (
	asked: ReadonlyArray<string | boolean>,
	tellTrouble: (text: string) => void,
): Reference[] => [
	...(asked.includes(false) ? [] : [shippedReference, ...ownTables()]).flatMap(file => {
		try {
			return [readReference(file)];
		} catch (error) {
			tellTrouble(messageOf(error));
			return [];
		}
	}),
	...asked.filter(file => typeof file === 'string').map(file => readReference(file)),
];
