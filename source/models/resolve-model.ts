import {stat} from 'node:fs/promises';
import path from 'node:path';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {rememberedSha256} from '../downloads/hash-file.js';
import {readPin} from '../downloads/pins.js';
import {type LabelSet, loadLabels} from './labels.js';
import {type Conversion} from './conversion.js';
import {findModel} from './library.js';
import {type FormatName, type Manifest} from './manifest.js';
import {type DescribeFile} from './model-file.js';
import {modelSha256} from './model-parts.js';
import {type ModelFile, type ZooModel} from './zoo-model.js';

/** A model that is ready to be handed to an engine. */
export type ResolvedModel = {
	readonly manifest: Manifest;
	readonly format: FormatName;
	/** Absolute path of the file or folder. */
	readonly path: string;
	/** Of the content of all its files (`modelSha256`); absent for a converted folder. */
	readonly sha256?: string;
	/** What was guessed about the model, each in words for the screen. */
	readonly guesses: readonly string[];
	readonly labels: LabelSet;
	/** The file was made from another one, and held against it. */
	readonly conversion?: Conversion;
};

export type ResolveOptions = {
	/** Formats that the backend reads, the preferred one first; absent: whatever is here. */
	readonly formats?: readonly FormatName[];
	/** A label file (`--labels`), or the name of a label set, instead of the manifest's. */
	readonly labels?: string;
	/** Asks a runtime about a file that edgetop does not read itself. */
	readonly describe?: DescribeFile;
};

const choose = (
	{manifest, files}: ZooModel,
	wanted: readonly FormatName[] | undefined,
): {readonly format: FormatName; readonly file: ModelFile} => {
	const known = Object.keys(files) as FormatName[];
	const readable = (wanted ?? known).filter(name => known.includes(name));
	const format = readable.find(name => files[name]?.state === 'present');
	if (format) {
		return {format, file: files[format]!};
	}

	const [absent] = readable;
	if (!absent) {
		throw new UserError(
			`${manifest.name} is a ${known.join(', ')} model; the backend reads ${(wanted ?? []).join(', ') || 'no model files'}`,
		);
	}

	const path = sanitize(files[absent]!.path);
	throw new UserError(
		manifest.formats[absent]?.urls?.length
			? `${manifest.name} is not on this machine; \`edgetop models pull ${manifest.name}\` fetches it`
			: `${manifest.name} is not on this machine: there is no ${path}, and its manifest names no place to fetch it from`,
	);
};

/**
@throws UserError that names both sums.
*/
const checkSum = async (model: ZooModel, format: FormatName, file: string): Promise<void> => {
	const sha256 = await rememberedSha256(file);
	const declared = model.manifest.formats[format]?.sha256;
	const expected = declared ?? readPin(file);
	if (expected !== undefined && expected !== sha256) {
		const origin = declared
			? `${path.basename(model.manifestPath) || 'its manifest'} says`
			: 'its first download had';
		const mend = model.manifest.formats[format]?.urls?.length
			? `\`edgetop models rm ${model.manifest.name}\` and \`edgetop models pull ${model.manifest.name}\` fetch it anew`
			: 'restore the file, or correct the sum in the manifest';
		throw new UserError(
			`${sanitize(file)}: checksum mismatch: the file has ${sha256}, ${origin} ${expected}; ${mend}`,
		);
	}
};

/**
Finds a model, chooses its file, verifies its checksum and loads its labels.

@param nameOrPath A name of the library, or a path.
@throws UserError when the model, its file or its labels are missing or do not fit, or the checksum differs.
*/
export const resolveModel = async (
	nameOrPath: string,
	options: ResolveOptions = {},
): Promise<ResolvedModel> => {
	const model = await findModel(nameOrPath, options.describe);
	const {format, file} = choose(model, options.formats);
	const stats = await stat(file.path);
	await (stats.isDirectory() ? undefined : checkSum(model, format, file.path));
	const sha256 = await modelSha256(file.path, format);
	const {manifest, guesses, ownLabels} = model;
	const given = options.labels;
	const labels = await loadLabels({
		labels: given ?? manifest.labels,
		output: manifest.output,
		// A file named on the command line is relative to where the user stands.
		folder: given === undefined ? path.dirname(model.manifestPath || file.path) : process.cwd(),
		ownLabels,
	});
	return {
		manifest: given === undefined ? manifest : {...manifest, labels: labels.id},
		format,
		path: file.path,
		sha256,
		guesses,
		labels,
	};
};
