import {existsSync} from 'node:fs';
import path from 'node:path';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {guessManifest} from './guess-manifest.js';
import {inspectOnnx} from './inspect-onnx.js';
import {locateFiles} from './locate-files.js';
import {type FormatName} from './manifest.js';
import {onnxSignature} from './model-signature.js';
import {readManifest} from './read-manifest.js';
import {type ZooModel} from './zoo-model.js';

const formatByExtension: Readonly<Record<string, FormatName>> = {
	'.onnx': 'onnx',
	'.tflite': 'tflite',
	'.pt': 'torchscript',
	'.pth': 'torchscript',
	'.torchscript': 'torchscript',
	'.pb': 'saved-model',
	'.xml': 'openvino',
};

/** The format that a file name tells; undefined for another one. */
export const formatOfFile = (file: string): FormatName | undefined =>
	formatByExtension[path.extname(file).toLowerCase()];

/** The model of one manifest file. */
export const modelOfManifest = async (manifestPath: string): Promise<ZooModel> => {
	const manifest = await readManifest(manifestPath);
	return {manifest, manifestPath, files: locateFiles(manifest, manifestPath), guesses: []};
};

const sidecarOf = (file: string): string =>
	path.join(path.dirname(file), `${path.basename(file, path.extname(file))}.json`);

/**
A model by the path of its manifest or of its file. A manifest of the same name beside the file (`NAME.json`) tells all about it; without one an ONNX file is asked itself, and the rest is guessed.

@param file Absolute.
@throws UserError when the file is missing or is no model.
*/
export const openModelFile = async (file: string): Promise<ZooModel> => {
	if (!existsSync(file)) {
		throw new UserError(`${sanitize(file)}: no such file`);
	}

	if (path.extname(file).toLowerCase() === '.json') {
		return modelOfManifest(file);
	}

	const format = formatOfFile(file);
	if (!format) {
		throw new UserError(
			`${sanitize(file)}: unknown kind of model; .onnx, .tflite, .pt, .xml (OpenVINO) and .pb are known`,
		);
	}

	const sidecar = sidecarOf(file);
	const files = {[format]: {path: file, state: 'present'}} as const;
	if (existsSync(sidecar)) {
		return {manifest: await readManifest(sidecar), manifestPath: sidecar, files, guesses: []};
	}

	if (format === 'onnx') {
		return {...guessManifest(onnxSignature(inspectOnnx(file))), manifestPath: '', files};
	}

	throw new UserError(
		`${sanitize(file)}: a ${format} model needs a manifest beside it: ${sanitize(sidecar)} (docs/models.md)`,
	);
};
