import {existsSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import path from 'node:path';
import {sanitize} from '../text/sanitize.js';
import {messageOf, UserError} from '../text/user-error.js';
import {packagedModelsFolder, userModelsFolder} from '../system/folders.js';
import {type DescribeFile, modelOfManifest, openModelFile} from './model-file.js';
import {nearestNames} from './nearest-names.js';
import {type ZooModel} from './zoo-model.js';

export {type ModelFile, type ZooModel} from './zoo-model.js';

export type Library = {
	/** By name. A manifest of the user takes the place of the packaged one of the same name. */
	readonly models: readonly ZooModel[];
	/** Manifests of the user that could not be read, each as one line. */
	readonly problems: readonly string[];
};

const manifestsIn = async (folder: string): Promise<string[]> => {
	try {
		const names = await readdir(folder);
		return names
			.filter(name => name.endsWith('.json'))
			.sort()
			.map(name => path.join(folder, name));
	} catch {
		// A folder that is not there holds no models: the usual case before the first pull.
		return [];
	}
};

/** Every model that has a name: the packaged manifests and those of the user. */
export const readLibrary = async (): Promise<Library> => {
	const models = new Map<string, ZooModel>();
	const problems: string[] = [];
	for (const folder of [packagedModelsFolder, userModelsFolder()]) {
		for (const file of await manifestsIn(folder)) {
			try {
				const model = await modelOfManifest(file);
				models.set(model.manifest.name, model);
			} catch (error) {
				problems.push(messageOf(error));
			}
		}
	}

	return {
		models: [...models.values()].sort((left, right) =>
			left.manifest.name.localeCompare(right.manifest.name, 'en', {numeric: true}),
		),
		problems,
	};
};

/** Every model that has a name; unreadable manifests are left out. */
export const listModels = async (): Promise<readonly ZooModel[]> => {
	const {models} = await readLibrary();
	return models;
};

const looksLikePath = (text: string): boolean =>
	/[/\\]/.test(text) ||
	/\.(?:onnx|tflite|lite|pt|pth|pt2|torchscript|pb|keras|h5|hdf5|xml|hef|rknn|json|ckpt|safetensors|engine|bin)$/i.test(
		text,
	);

/**
A model by its name in the library, by the path of a manifest, or by the path of a model file (with a manifest of the same name beside it, else one guessed from the file).

@param describe Asks a runtime about a file that edgetop does not read itself.

@throws UserError for an unknown name (with the nearest ones), a missing file, or a file that is no model.
*/
export const findModel = async (nameOrPath: string, describe?: DescribeFile): Promise<ZooModel> => {
	const {models, problems} = await readLibrary();
	const named = models.find(({manifest}) => manifest.name === nameOrPath);
	if (named) {
		return named;
	}

	if (looksLikePath(nameOrPath) || existsSync(nameOrPath)) {
		return openModelFile(path.resolve(nameOrPath), describe);
	}

	const names = models.map(({manifest}) => manifest.name);
	const nearest = nearestNames(nameOrPath, names);
	const advice =
		nearest.length > 0
			? `did you mean ${nearest.join(', ')}?`
			: `\`edgetop models list\` shows the names, or give the path of a model file`;
	const broken = problems[0] === undefined ? '' : ` (a manifest was left out: ${problems[0]})`;
	throw new UserError(`unknown model "${sanitize(nameOrPath, 80)}"; ${advice}${broken}`);
};
