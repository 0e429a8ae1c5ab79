import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {rm, statfs} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {z} from 'zod';
import {findPython} from '../backends/find-python.js';
import {cacheFolder} from '../system/folders.js';
import {readGivenText} from '../system/read-given.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {conversionSchema, type ConversionPrecision} from '../models/conversion.js';
import {type FormatName} from '../models/manifest.js';

/** What is kept beside a converted file. */
const recordSchema = z.object({
	kind: z.literal('edgetop-conversion'),
	schemaVersion: z.literal(1),
	/** Name of the file or folder, beside this record. */
	file: z.string().min(1).max(300),
	conversion: conversionSchema,
});

export type ConversionRecord = z.infer<typeof recordSchema>;

/** Where converted models lie: they can be made again. */
export const convertedFolder = (): string => path.join(cacheFolder(), 'converted');

const scriptsFolder = fileURLToPath(new URL('converters/', import.meta.url));
let version: string | undefined;

/** The converter's own version: another one writes other files. */
const converterVersion = (): string => {
	if (version === undefined) {
		const hash = createHash('sha256');
		for (const name of readdirSync(scriptsFolder).sort()) {
			if (name.endsWith('.py')) {
				hash.update(readFileSync(path.join(scriptsFolder, name)));
			}
		}

		version = hash.digest('hex').slice(0, 12);
	}

	return version;
};

/** SHA-256 over the names and contents of a folder with a model. */
export const folderSha256 = (folder: string): string => {
	const hash = createHash('sha256');
	const names = readdirSync(folder, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile())
		.map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)))
		.sort();
	for (const name of names) {
		hash.update(`${name}\0`).update(readFileSync(path.join(folder, name)));
	}

	return hash.digest('hex');
};

/** What tells one conversion from another. */
export type ConversionKey = {
	/** Of the original's content. */
	readonly sha256: string;
	readonly route: readonly FormatName[];
	readonly precision: ConversionPrecision;
	readonly shape: readonly number[];
	readonly output?: string | undefined;
	/** Hash of the pictures for 8-bit arithmetic. */
	readonly calibration?: string | undefined;
	readonly python?: string | undefined;
};

/** The folder of a conversion: by the model's content, the converter's version and Python, and what is wanted. */
export const folderOf = (key: ConversionKey): string => {
	const {sha256, route, precision, shape, output, calibration, python} = key;
	const named = [
		sha256,
		converterVersion(),
		findPython(python),
		route,
		precision,
		shape,
		output,
		calibration,
	];
	const name = createHash('sha256').update(JSON.stringify(named)).digest('hex').slice(0, 32);
	return path.join(convertedFolder(), name);
};

export const recordFileOf = (folder: string): string => path.join(folder, 'conversion.json');

/** What lies in a folder of the cache; undefined where it is not there or not whole. */
export const readRecord = (folder: string): ConversionRecord | undefined => {
	try {
		const record = recordSchema.parse(
			JSON.parse(readGivenText(recordFileOf(folder), {patienceMs: 0})),
		);
		return path.basename(record.file) === record.file && existsSync(path.join(folder, record.file))
			? record
			: undefined;
	} catch {
		// Never converted, or damaged: it is converted anew.
		return undefined;
	}
};

/** A conversion holds the model in the original's and in the wanted form, each once more while a library writes it. */
const roomFactor = 6;
const roomBytes = 32 * 2 ** 20;

/** @throws UserError where the disk of the cache has no room for it. */
export const assertRoom = async (
	folder: string,
	modelBytes: number,
	measure: typeof statfs = statfs,
): Promise<void> => {
	const {bavail, bsize} = await measure(folder);
	const [free, wanted] = [bavail * bsize, roomFactor * modelBytes + roomBytes];
	if (free < wanted) {
		throw new UserError(
			`no room to convert: ${Math.floor(free / 1e6)} MB are free in ${sanitize(folder)}, ${Math.ceil(wanted / 1e6)} MB are wanted; free some, or set XDG_CACHE_HOME to another disk`,
			{exitCode: 1},
		);
	}
};

/** Takes away what a killed process left of a conversion; the caller holds its lock. */
export const removePartial = async (folder: string): Promise<void> => {
	await rm(`${folder}.partial`, {recursive: true, force: true});
};
