import {createHash} from 'node:crypto';
import {mkdir, rename, rm, stat} from 'node:fs/promises';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {rememberedSha256} from '../downloads/hash-file.js';
import {type FrameEntry} from '../frames/dataset.js';
import {type ResolvedModel} from '../models/resolve-model.js';
import {monotonicMs} from '../system/clock.js';
import {errnoText} from '../system/errno-text.js';
import {takeLock} from '../system/file-lock.js';
import {makeFolder} from '../system/make-folder.js';
import {replaceFile} from '../system/replace-file.js';
import {UserError} from '../text/user-error.js';
import {
	convertedFolder,
	folderOf,
	folderSha256,
	readRecord,
	recordFileOf,
	removePartial,
} from './cache.js';
import {resolvedOf, shapeOf} from './converted-model.js';
import {bytesOf, leastTimeoutMs, makeConversion} from './make-conversion.js';
import {estimateSeconds, routeOf} from './route.js';
import {type ConversionOptions, type ConversionWish} from './wish.js';

const hashOfEntries = (entries: readonly FrameEntry[]): string =>
	createHash('sha256')
		.update(entries.map(({file}) => file).join('\n'))
		.digest('hex');

/** Why a model cannot be converted at all; undefined where it can. */
export const refusal = ({manifest, path: file}: ResolvedModel): string | undefined => {
	if (!manifest.output) {
		return `${manifest.name} has no classes: a conversion could not be held against its original`;
	}

	if (manifest.input.dtype !== 'float32') {
		return `${manifest.name} takes ${manifest.input.dtype} pictures; only models that take float32 are converted`;
	}

	if (manifest.input.hasBatch === false) {
		return `${manifest.name} takes pictures without a batch dimension, which are not converted`;
	}

	if (manifest.input.batch !== undefined || manifest.input.others !== undefined) {
		return `${manifest.name} takes ${manifest.input.others ? 'more than one input' : `a fixed batch of ${manifest.input.batch} pictures`}; only models that take one picture are converted`;
	}

	return path.isAbsolute(file)
		? undefined
		: `${manifest.name} is a model of a Python package: there is no file`;
};

/** Waits while another process makes the same conversion. */
const lockOrResult = async (folder: string, options: ConversionOptions) => {
	const untilMs = monotonicMs() + (options.timeoutMs ?? leastTimeoutMs);
	for (;;) {
		try {
			return {lock: await takeLock(`${folder}.lock`, 'converts this model')};
		} catch (error) {
			const isHeld = error instanceof UserError && error.message.startsWith('another process');
			if (!isHeld || monotonicMs() > untilMs) {
				throw error;
			}

			options.onProgress?.('another process converts it');
			await sleep(500, undefined, {signal: options.signal});
			const record = readRecord(folder);
			if (record) {
				return {record};
			}
		}
	}
};

/** What a conversion is found by, and the way to it; undefined where there is no way. */
const placeOf = async (
	{original, to, precision = 'float32'}: ConversionWish,
	options: Pick<ConversionOptions, 'frames' | 'python'>,
) => {
	const route = routeOf(original.format, to, precision);
	if (!route) {
		return undefined;
	}

	const {manifest} = original;
	const stats = await stat(original.path);
	const sha256 = stats.isDirectory()
		? folderSha256(original.path)
		: (original.sha256 ?? (await rememberedSha256(original.path)));
	const frames = precision === 'int8' ? await options.frames() : undefined;
	const folder = folderOf({
		sha256,
		route,
		precision,
		shape: shapeOf(manifest.input),
		output: manifest.output?.name,
		...(frames && {calibration: hashOfEntries(frames.calibration)}),
		python: options.python,
	});
	return {route, folder};
};

/** How long a conversion would take, s; undefined where there is no way, 0 where it was made before. */
export const conversionCost = async (
	wish: ConversionWish,
	options: Pick<ConversionOptions, 'frames' | 'python'>,
): Promise<number | undefined> => {
	const place = refusal(wish.original) === undefined ? await placeOf(wish, options) : undefined;
	return place && readRecord(place.folder)
		? 0
		: place && estimateSeconds(place.route, await bytesOf(wish.original.path));
};

/**
The model in another format or precision: from the cache, or converted at the lowest priority, held against its original and kept.

@throws UserError in one line, and nothing half is left: no way, no library, an operator that a converter lacks, no room, a converter that died or hung, figures beyond the bound. The reason of `signal` where that ended it.
*/
export const convertModel = async (
	wish: ConversionWish,
	options: ConversionOptions,
): Promise<ResolvedModel> => {
	const {original, to, precision = 'float32'} = wish;
	const reason = refusal(original);
	if (reason !== undefined) {
		throw new UserError(reason);
	}

	const place = await placeOf(wish, options);
	if (!place) {
		throw new UserError(
			original.format === to && precision === 'float32'
				? `${original.manifest.name} is ${to} already`
				: `there is no conversion from ${original.format} to ${to}${precision === 'float32' ? '' : ` in ${precision}`}`,
		);
	}

	const {route, folder} = place;
	const known = readRecord(folder);
	if (known) {
		return resolvedOf(original, to, folder, known);
	}

	const partial = `${folder}.partial`;
	try {
		makeFolder(convertedFolder(), 0o700);
		const {lock, record} = await lockOrResult(folder, options);
		if (!lock) {
			return resolvedOf(original, to, folder, record);
		}

		try {
			await removePartial(folder);
			await mkdir(partial);
			const made = await makeConversion(wish, route, partial, options);
			replaceFile(recordFileOf(partial), `${JSON.stringify(made, undefined, 2)}\n`);
			await rm(folder, {recursive: true, force: true});
			await rename(partial, folder);
			return resolvedOf(original, to, folder, made);
		} finally {
			await removePartial(folder);
			await lock.release();
		}
	} catch (error) {
		options.signal?.throwIfAborted();
		if (error instanceof UserError) {
			throw error;
		}

		throw new UserError(`converting ${original.manifest.name} to ${to}: ${errnoText(error)}`, {
			cause: error,
			exitCode: 1,
		});
	}
};
