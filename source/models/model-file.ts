import {existsSync, statSync} from 'node:fs';
import path from 'node:path';
import {notStored} from '../system/read-given.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {besideOf} from './beside-model.js';
import {describedSignature, type FileDescription} from './inspect/file-description.js';
import {guessManifest} from './guess/guess-manifest.js';
import {inspectOnnx} from './inspect/inspect-onnx.js';
import {compiledFor, notModel} from './inspect/recognise-file.js';
import {foreignModel, weightsAlone} from './inspect/weights-alone.js';
import {locateFiles} from './locate-files.js';
import {type FormatName} from './manifest.js';
import {assertParts} from './model-parts.js';
import {onnxSignature} from './inspect/model-signature.js';
import {readManifest} from './read-manifest.js';
import {type ZooModel} from './zoo-model.js';

const formatByExtension: Readonly<Record<string, FormatName>> = {
	'.onnx': 'onnx',
	'.tflite': 'tflite',
	// Edge Impulse's name of it.
	'.lite': 'tflite',
	'.pt': 'torchscript',
	'.pth': 'torchscript',
	'.pt2': 'torchscript',
	'.torchscript': 'torchscript',
	'.keras': 'saved-model',
	'.h5': 'saved-model',
	'.hdf5': 'saved-model',
	'.xml': 'openvino',
	'.hef': 'hef',
	'.rknn': 'rknn',
};

/** The format of a model file, by its name, or of a folder with a SavedModel; undefined for others. */
export const formatOfFile = (file: string): FormatName | undefined =>
	existsSync(path.join(file, 'saved_model.pb'))
		? 'saved-model'
		: formatByExtension[path.extname(file).toLowerCase()];

/** Asks a runtime what a file of a format that edgetop does not read itself tells of its input and outputs. */
export type DescribeFile = (file: string, format: FormatName) => Promise<FileDescription>;

/** The model of one manifest file. */
export const modelOfManifest = async (manifestPath: string): Promise<ZooModel> => {
	const manifest = await readManifest(manifestPath);
	return {manifest, manifestPath, files: locateFiles(manifest, manifestPath), guesses: []};
};

const sidecarOf = (file: string): string =>
	path.join(path.dirname(file), `${path.basename(file, path.extname(file))}.json`);

/** @throws UserError for a file that is certainly no model, whatever its name says. */
const assertContent = (file: string): void => {
	const stats = statSync(file);
	if (stats.isDirectory()) {
		return;
	}

	const kind = notStored(stats) ?? notModel(file) ?? weightsAlone(file);
	if (kind !== undefined) {
		throw new UserError(`${sanitize(file)}: ${kind}`);
	}

	if (/\.tflite$/i.test(file) && compiledFor(file) === 'Ethos-U') {
		throw new UserError(
			`${sanitize(file)}: compiled by Vela for an Arm Ethos-U, which edgetop does not run; give it the .tflite from before Vela`,
		);
	}
};

/**
A model by the path of its manifest or of its file. A manifest of the same name beside the file (`NAME.json`) tells all about it; without one an ONNX file is asked itself, another one through its runtime, and the rest is guessed.

@param file Absolute; of a SavedModel its folder.
@param describe Absent: a file that has to be asked through its runtime needs a manifest.
@throws UserError when the file is missing or is no model.
*/
export const openModelFile = async (given: string, describe?: DescribeFile): Promise<ZooModel> => {
	// What TensorFlow writes is a folder; people may point into it.
	const file = path.basename(given) === 'saved_model.pb' ? path.dirname(given) : given;
	if (!existsSync(file)) {
		throw new UserError(`${sanitize(file)}: no such file`);
	}

	if (path.extname(file).toLowerCase() === '.json') {
		return modelOfManifest(file);
	}

	const format = formatOfFile(file);
	if (!format) {
		const foreign = foreignModel(file);
		throw new UserError(
			foreign === undefined
				? `${sanitize(file)}: unknown kind of model; .onnx, .tflite, .pt (TorchScript), .pt2, .xml (OpenVINO), .hef (Hailo), .rknn (Rockchip), .keras and SavedModel folders are known`
				: `${sanitize(file)}: ${foreign}`,
		);
	}

	assertContent(file);
	await assertParts(file, format);
	const sidecar = sidecarOf(file);
	const files = {[format]: {path: file, state: 'present'}} as const;
	if (existsSync(sidecar)) {
		return {manifest: await readManifest(sidecar), manifestPath: sidecar, files, guesses: []};
	}

	if (format === 'onnx') {
		const inspection = inspectOnnx(file);
		const signature = onnxSignature(inspection);
		const metadata = besideOf(file, signature.metadata);
		return {...guessManifest({...signature, metadata}), manifestPath: '', files};
	}

	if (describe) {
		const description = await describe(file, format);
		const signature = describedSignature(file, format, description);
		const metadata = besideOf(file, signature.metadata);
		return {
			...guessManifest({...signature, metadata}),
			manifestPath: '',
			files,
		};
	}

	throw new UserError(
		`${sanitize(file)}: a ${format} model needs a manifest beside it: ${sanitize(sidecar)} (docs/models.md)`,
	);
};
