import {existsSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {describeFile, describeModel} from '../../engine/describe-model.js';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {type FileDescription} from '../../models/inspect/file-description.js';
import {formatsOf, usualBackendOf} from '../../models/formats.js';
import {type DescribeFile, formatOfFile} from '../../models/model-file.js';
import {assertRuns, backendOfNamed, isNamedModel, resolveNamed} from '../../models/named-model.js';
import {type ResolvedModel, resolveModel} from '../../models/resolve-model.js';

export const defaultBackend = 'onnxruntime:cpu';

/** The backend for a model when none is asked for. */
export const usualBackend = (name: string): string => {
	const named = backendOfNamed(name);
	if (named !== undefined) {
		return named;
	}

	const format = existsSync(name) ? formatOfFile(path.resolve(name)) : undefined;
	if (!format) {
		return defaultBackend;
	}

	// As Coral's compiler names its output; nothing but an Edge TPU runs it.
	return /_edgetpu\.tflite$/i.test(name) ? 'tflite:edgetpu' : usualBackendOf[format];
};

/** What files told, by path: a model that is flipped away from and back is not asked again. */
const described = new Map<string, Promise<FileDescription>>();

/**
Asks the usual runtime of a file's format about it, once: no accelerator is needed for that.

@param backendOptions Of these, which Python.
*/
export const describeByRuntime =
	({python}: Readonly<Record<string, string>> = {}): DescribeFile =>
	async (file, format) => {
		const known = described.get(file);
		if (known) {
			return known;
		}

		const backendId = usualBackendOf[format];
		process.stderr.write(`asking ${backendId} about ${sanitize(path.basename(file), 80)}\n`);
		const asked = describeFile(file, format, backendId, python === undefined ? {} : {python});
		described.set(file, asked);
		return asked;
	};

/**
A model that a backend runs: of the library, of a Python package, or a file.

@throws UserError
*/
export const findRunnable = async (
	name: string,
	backendId: string,
	backendOptions: Readonly<Record<string, string>>,
	labels?: string,
): Promise<ResolvedModel> => {
	const formats = formatsOf(backendId);
	if (formats.length === 0) {
		throw new UserError(`unknown backend "${backendId}"; edgetop backends lists them`);
	}

	if (isNamedModel(name)) {
		assertRuns(name, backendId);
		return resolveNamed(name, await describeModel(name, backendId, backendOptions), labels);
	}

	const format = existsSync(name) ? formatOfFile(path.resolve(name)) : undefined;
	if (format && !formats.includes(format)) {
		throw new UserError(
			`${path.basename(name)} is a ${format} model; ${backendId} reads ${formats.join(', ')}: try --backend ${usualBackendOf[format]}`,
		);
	}

	return resolveModel(name, {
		formats,
		describe: describeByRuntime(backendOptions),
		labels,
	});
};
