import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {rememberedFact, rememberedSha256} from '../downloads/hash-file.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {inspectOnnx} from './inspect/inspect-onnx.js';
import {isPointer, pointerWords} from './inspect/recognise-file.js';
import {type FormatName} from './manifest.js';

/*
A model may be more than one file: ONNX with external data, OpenVINO's .xml with its .bin, a SavedModel folder. All of it is the model: none may be missing, and its identity is that of all.
*/

const isTexts = (value: unknown): value is string[] =>
	Array.isArray(value) && value.every(one => typeof one === 'string');

const isInside = (name: string): boolean =>
	!path.isAbsolute(name) && !path.normalize(name).startsWith('..');

/** Files of external data, relative to the model. A runtime reads none outside its folder. */
const onnxData = async (file: string): Promise<string[]> => {
	const names = await rememberedFact(file, {
		name: 'onnx-data',
		isFact: isTexts,
		compute: async () => [...inspectOnnx(file).dataFiles],
	});
	return names.filter(name => isInside(name));
};

const binOf = (file: string): string => `${path.basename(file, path.extname(file))}.bin`;

/** Whether a model of OpenVINO has weights: its .bin may be absent where it has none. */
const hasConstants = (file: string): boolean => readFileSync(file, 'utf8').includes('type="Const"');

/** What TensorFlow writes into the folder of a SavedModel; labels and manifests that people put there are no part of it. */
const savedFolders = ['variables', 'assets', 'assets.extra'];

const filesBelow = (folder: string, below: string): string[] =>
	existsSync(path.join(folder, below))
		? readdirSync(path.join(folder, below), {recursive: true})
				.map(name => path.join(below, String(name)))
				// Links are followed: caches of downloads are full of them.
				.filter(name => statSync(path.join(folder, name), {throwIfNoEntry: false})?.isFile())
		: [];

/** Pieces of the variables that their own names count: `variables.data-00001-of-00002`. */
const shardsOf = (names: readonly string[]): string[] => {
	const [, stem, count] =
		names.map(name => /^(.*\.data-)\d{5}-of-(\d{5})$/.exec(name)).find(found => found !== null) ??
		[];
	return stem === undefined || count === undefined
		? []
		: Array.from(
				{length: Math.min(Number(count), 1000)},
				(_, index) => `${stem}${String(index).padStart(5, '0')}-of-${count}`,
			);
};

const savedParts = (folder: string): string[] => {
	const top = readdirSync(folder).filter(name => name.endsWith('.pb'));
	const below = savedFolders.flatMap(name => filesBelow(folder, name));
	const index = path.join('variables', 'variables.index');
	const hasVariables =
		below.some(name => name.startsWith('variables')) ||
		readFileSync(path.join(folder, 'saved_model.pb')).includes('VarHandleOp');
	const first = path.join('variables', 'variables.data-00000-of-00001');
	const shards = shardsOf(below);
	return [
		...new Set([
			...top,
			...below,
			...(hasVariables ? [index, ...(shards.length > 0 ? shards : [first])] : []),
		]),
	];
};

/** Where the parts of a model lie, and their names there, the named file first. */
const partsOf = async (
	file: string,
	format: FormatName,
): Promise<{readonly folder: string; readonly names: readonly string[]}> => {
	if (statSync(file).isDirectory()) {
		return {folder: file, names: format === 'saved-model' ? savedParts(file) : []};
	}

	const folder = path.dirname(file);
	const own = path.basename(file);
	if (format === 'onnx') {
		return {folder, names: [own, ...(await onnxData(file))]};
	}

	const bin = binOf(file);
	const hasBin =
		format === 'openvino' && (existsSync(path.join(folder, bin)) || hasConstants(file));
	return {folder, names: hasBin ? [own, bin] : [own]};
};

/**
@throws UserError where a part of a model is missing beside it, or is a git-lfs pointer.
*/
export const assertParts = async (file: string, format: FormatName): Promise<void> => {
	const {folder, names} = await partsOf(file, format);
	for (const name of names) {
		const part = path.join(folder, name);
		const shown = sanitize(name, 200);
		if (!existsSync(part)) {
			throw new UserError(
				`${sanitize(file)}: its weights lie in ${shown}, which is missing ${folder === file ? 'in it' : 'beside it'}; put that file there`,
			);
		}

		if (part !== file && isPointer(part)) {
			throw new UserError(`${sanitize(file)}: of its weights in ${shown}, ${pointerWords}`);
		}
	}
};

/**
SHA-256 of a model: of its file; of one in several files, of the lines that `sha256sum` prints for them, by name.

@throws UserError where a part is missing.
*/
export const modelSha256 = async (file: string, format: FormatName): Promise<string> => {
	await assertParts(file, format);
	const {folder, names} = await partsOf(file, format);
	if (names.length === 1 && !statSync(file).isDirectory()) {
		return rememberedSha256(file);
	}

	const hash = createHash('sha256');
	for (const name of [...names].sort()) {
		hash.update(`${await rememberedSha256(path.join(folder, name))}  ${name}\n`);
	}

	return hash.digest('hex');
};
