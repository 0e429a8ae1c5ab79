import {rm, stat} from 'node:fs/promises';
import path from 'node:path';
import {sanitize} from '../text/sanitize.js';
import {messageOf, UserError} from '../text/user-error.js';
import {packagedModelsFolder, userModelsFolder} from '../system/folders.js';
import {sha256OfFile} from '../downloads/hash-file.js';
import {pinFileOf, readPin} from '../downloads/pins.js';
import {type FormatName} from './manifest.js';
import {type ZooModel} from './zoo-model.js';

export type Verdict = {
	readonly name: string;
	readonly format: FormatName;
	readonly path: string;
	/** `right`: the content has the declared sum. `unknown`: there is none to compare with. */
	readonly state: 'right' | 'wrong' | 'unknown' | 'unreadable';
	/** Of the content, where it could be read. */
	readonly sha256?: string;
	/** What the sum was compared with. */
	readonly expected?: string;
	readonly reason?: string;
};

const verifyFile = async (model: ZooModel, format: FormatName, file: string): Promise<Verdict> => {
	const about = {name: model.manifest.name, format, path: file};
	try {
		// Always the content itself: a remembered sum would show nothing new.
		const sha256 = await sha256OfFile(file);
		const expected = model.manifest.formats[format]?.sha256 ?? readPin(file);
		return expected === undefined
			? {...about, state: 'unknown', sha256}
			: {...about, state: sha256 === expected ? 'right' : 'wrong', sha256, expected};
	} catch (error) {
		return {...about, state: 'unreadable', reason: messageOf(error)};
	}
};

/** Reads every file that is here and compares its checksum with the manifest's, or with that of its first download. */
export const verifyModels = async (models: readonly ZooModel[]): Promise<readonly Verdict[]> => {
	const verdicts: Verdict[] = [];
	for (const model of models) {
		for (const [name, file] of Object.entries(model.files)) {
			if (file.state === 'present') {
				verdicts.push(await verifyFile(model, name as FormatName, file.path));
			}
		}
	}

	return verdicts;
};

/**
Removes the files of a model that were pulled, and what a broken download left. Manifests stay.

@returns The bytes that are free again, by file.
@throws UserError when the model was not pulled, or is part of the package.
*/
export const removeModel = async (model: ZooModel): Promise<Readonly<Record<string, number>>> => {
	const removed: Record<string, number> = {};
	for (const {file} of Object.values(model.manifest.formats)) {
		const target = path.join(userModelsFolder(), path.basename(file));
		for (const candidate of [target, `${target}.part`, `${target}.part.json`, pinFileOf(target)]) {
			const stats = await stat(candidate).catch(() => undefined);
			if (stats?.isFile()) {
				await rm(candidate);
				removed[candidate] = stats.size;
			}
		}
	}

	if (Object.keys(removed).length === 0) {
		const isPackaged = Object.values(model.files).some(
			file => file.state === 'present' && file.path.startsWith(packagedModelsFolder + path.sep),
		);
		throw new UserError(
			isPackaged
				? `${model.manifest.name} is part of the package and stays`
				: `${sanitize(model.manifest.name)}: nothing of it lies in ${userModelsFolder()}`,
		);
	}

	return removed;
};
