import {existsSync, statSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {describeFile, describeModel} from '../../engine/describe-model.js';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {type FileDescription} from '../../models/inspect/file-description.js';
import {compiledFor} from '../../models/inspect/recognise-file.js';
import {findModel, type ZooModel} from '../../models/library.js';
import {defaultBackend} from '../../models/default-backend.js';
import {type FormatName} from '../../models/manifest.js';
import {formatsOf, usualBackendOf} from '../../models/formats.js';
import {type DescribeFile, formatOfFile} from '../../models/model-file.js';
import {assertRuns, backendOfNamed, isNamedModel, resolveNamed} from '../../models/named-model.js';
import {type ResolvedModel, resolveModel} from '../../models/resolve-model.js';
import {type ConversionWishes, convertFor, convertible} from './convert-for.js';

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

	// What Coral's compiler made, whatever its name: nothing but an Edge TPU runs it.
	const isCompiled =
		/_edgetpu\.tflite$/i.test(name) ||
		(format === 'tflite' && statSync(name).isFile() && compiledFor(name) === 'Edge TPU');
	return isCompiled ? 'tflite:edgetpu' : usualBackendOf[format];
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

/** How a model is wanted, beside its name. */
export type FindWishes = ConversionWishes & {
	/** A label file, or the name of a label set, instead of the manifest's. */
	readonly labels?: string | undefined;
};

/** An Edge TPU wants what its compiler made; no conversion gives that. */
const takesConversions = (backendId: string): boolean => backendId !== 'tflite:edgetpu';

/** Whether one of these formats lies here, or could be fetched. */
const hasOneOf = ({manifest, files}: ZooModel, formats: readonly FormatName[]): boolean =>
	formats.some(
		format => files[format]?.state === 'present' || manifest.formats[format]?.urls !== undefined,
	);

/**
A model that a backend runs: of the library, of a Python package, or a file. What lies here in another format alone, or is wanted in another precision, is converted once.

@throws UserError
*/
export const findRunnable = async (
	name: string,
	backendId: string,
	backendOptions: Readonly<Record<string, string>>,
	wishes: FindWishes = {},
): Promise<ResolvedModel> => {
	const {labels} = wishes;
	const formats = formatsOf(backendId);
	if (formats.length === 0) {
		throw new UserError(`unknown backend "${backendId}"; edgetop backends lists them`);
	}

	if (isNamedModel(name)) {
		assertRuns(name, backendId);
		return resolveNamed(name, await describeModel(name, backendId, backendOptions), labels);
	}

	const options = {labels, describe: describeByRuntime(backendOptions)};
	const model = await findModel(name, options.describe);
	const way =
		takesConversions(backendId) && (wishes.precision !== undefined || !hasOneOf(model, formats))
			? convertible(model, formats, wishes.precision)
			: undefined;
	if (way) {
		const original = await resolveModel(name, {...options, formats: [way.from]});
		return convertFor(original, way.to, wishes, backendOptions['python']);
	}

	const format = existsSync(name) ? formatOfFile(path.resolve(name)) : undefined;
	if (format && !formats.includes(format)) {
		throw new UserError(
			`${path.basename(name)} is a ${format} model; ${backendId} reads ${formats.join(', ')}: try --backend ${usualBackendOf[format]}`,
		);
	}

	return resolveModel(name, {...options, formats});
};
