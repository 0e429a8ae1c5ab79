import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {findRunnable, type FindWishes} from '../../../source/commands/run/find-model.js';
import {usualBackendOf} from '../../../source/models/formats.js';
import {readManifest} from '../../../source/models/read-manifest.js';
import {type FormatName, type Manifest} from '../../../source/models/manifest.js';
import {type ResolvedModel} from '../../../source/models/resolve-model.js';
import {messageOf, UserError} from '../../../source/text/user-error.js';

export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
export const modelFile = path.join(projectRoot, 'models/efficientnet-b0.onnx');

/** A model as a backend reads it, converted once for all tests where it has to be. */
export const findConverted = async (
	name: string,
	backendId: string,
	wishes: FindWishes = {},
): Promise<ResolvedModel> => {
	const {XDG_CACHE_HOME: before} = process.env;
	process.env['XDG_CACHE_HOME'] = path.join(projectRoot, '.cache/converted');
	try {
		return await findRunnable(name, backendId, {}, {onProgress: () => undefined, ...wishes});
	} finally {
		if (before === undefined) {
			delete process.env['XDG_CACHE_HOME'];
		} else {
			process.env['XDG_CACHE_HOME'] = before;
		}
	}
};

export type Form = {readonly file: string} | {readonly missing: string};

/** The embedded model in another format, converted once and kept; or why that cannot be done here. */
export const formOf = async (format: FormatName): Promise<Form> => {
	if (format === 'onnx') {
		return {file: modelFile};
	}

	try {
		const model = await findConverted('efficientnet-b0', usualBackendOf[format]);
		return {file: model.path};
	} catch (error) {
		if (error instanceof UserError) {
			return {missing: messageOf(error)};
		}

		throw error;
	}
};

export const readModelManifest = async (): Promise<Manifest> =>
	readManifest(modelFile.replace(/\.onnx$/, '.json'));
