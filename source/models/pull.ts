import {existsSync} from 'node:fs';
import {rename, rm} from 'node:fs/promises';
import path from 'node:path';
import {UserError} from '../text/user-error.js';
import {download, type DownloadRequest} from '../downloads/download.js';
import {userModelsFolder} from '../system/folders.js';
import {sha256OfFile} from '../downloads/hash-file.js';
import {pinFileOf, writePin} from '../downloads/pins.js';
import {inspectOnnx} from './inspect/inspect-onnx.js';
import {type FormatName, type ModelFormat} from './manifest.js';
import {type ZooModel} from './zoo-model.js';

export type Pulled = {
	readonly format: FormatName;
	readonly path: string;
	readonly bytes: number;
	readonly sha256: string;
	/** How the file was found right. */
	readonly proof: 'sha256' | 'git object' | 'pinned at first use' | 'was here';
	readonly resumedFrom: number;
};

export type PullOptions = Pick<
	DownloadRequest,
	'onProgress' | 'onNote' | 'signal' | 'attempts' | 'pauseMs' | 'stallMs'
>;

/** Addresses of a file: the mirror first, where EDGETOP_MIRROR names one (a folder on a web server that holds the files by name). */
export const addressesOf = (
	format: ModelFormat,
	mirror = process.env['EDGETOP_MIRROR'],
): readonly string[] => mirrored(path.basename(format.file), format.urls ?? [], mirror);

/** The address of a file at the mirror, where there is one, before its own. @throws UserError for a mirror that is no address. */
export const mirrored = (
	fileName: string,
	urls: readonly string[],
	mirror = process.env['EDGETOP_MIRROR'],
): readonly string[] => {
	if (mirror === undefined || mirror === '') {
		return urls;
	}

	if (!URL.canParse(mirror) || !/^https?:/.test(mirror)) {
		throw new UserError(`EDGETOP_MIRROR is "${mirror}": an http or https address is expected`);
	}

	const base = mirror.endsWith('/') ? mirror : `${mirror}/`;
	return [new URL(encodeURIComponent(fileName), base).href, ...urls];
};

const lookInside = (name: FormatName) => (file: string) => {
	if (name === 'onnx') {
		inspectOnnx(file);
	}
};

const pullFormat = async (
	model: ZooModel,
	name: FormatName,
	options: PullOptions,
): Promise<Pulled> => {
	const format = model.manifest.formats[name]!;
	const target = path.join(userModelsFolder(), path.basename(format.file));
	const urls = addressesOf(format);
	if (urls.length === 0) {
		throw new UserError(`${model.manifest.name}: its manifest names no place to fetch it from`);
	}

	const {bytes, resumedFrom, sha256} = await download({
		...options,
		urls,
		target,
		sha256: format.sha256,
		gitBlob: format.gitBlob,
		bytes: format.bytes,
		inspect: lookInside(name),
	});
	if (format.sha256 !== undefined) {
		await rm(pinFileOf(target), {force: true});
		return {format: name, path: target, bytes, sha256, proof: 'sha256', resumedFrom};
	}

	try {
		writePin(target, sha256);
	} catch (error) {
		// Without its pin it would pass for one that is known: it is a beginning again.
		await rename(target, `${target}.part`).catch(() => undefined);
		throw error;
	}

	const proof = format.gitBlob === undefined ? 'pinned at first use' : 'git object';
	return {format: name, path: target, bytes, sha256, proof, resumedFrom};
};

/**
Fetches the files of a model into the user's data folder. A file that is here and right is left alone.

@throws UserError when a file cannot be had; those before it stay.
*/
export const pullModel = async (
	model: ZooModel,
	options: PullOptions = {},
): Promise<readonly Pulled[]> => {
	const pulled: Pulled[] = [];
	for (const [key, format] of Object.entries(model.manifest.formats)) {
		const name = key as FormatName;
		const file = model.files[name];
		if (file?.state === 'present' && existsSync(file.path)) {
			const sha256 = await sha256OfFile(file.path);
			if (format.sha256 === undefined || format.sha256 === sha256) {
				const bytes = format.bytes ?? 0;
				pulled.push({
					format: name,
					path: file.path,
					bytes,
					sha256,
					proof: 'was here',
					resumedFrom: 0,
				});
				continue;
			}

			options.onNote?.(`${file.path} is here but its checksum is wrong; it is fetched anew`);
		}

		pulled.push(await pullFormat(model, name, options));
	}

	return pulled;
};
