import {statSync} from 'node:fs';
import path from 'node:path';
import {userModelsFolder} from '../system/folders.js';
import {type FormatName, type Manifest} from './manifest.js';
import {type ModelFile, type ZooModel} from './zoo-model.js';

/** Whether a file lies there, or the folder of a SavedModel; a pipe or a device is none. */
const isStored = (candidate: string): boolean => {
	try {
		const stats = statSync(candidate);
		return stats.isFile() || stats.isDirectory();
	} catch {
		return false;
	}
};

/** Looks for the files of a manifest: beside it first, then where pulled models are kept. */
export const locateFiles = (manifest: Manifest, manifestPath: string): ZooModel['files'] => {
	const files: Partial<Record<FormatName, ModelFile>> = {};
	for (const [name, format] of Object.entries(manifest.formats)) {
		const beside = path.resolve(path.dirname(manifestPath), format.file);
		const pulled = path.resolve(userModelsFolder(), path.basename(format.file));
		const present = [beside, pulled].find(candidate => isStored(candidate));
		files[name as FormatName] = present
			? {path: present, state: 'present'}
			: {path: pulled, state: 'absent'};
	}

	return files;
};
