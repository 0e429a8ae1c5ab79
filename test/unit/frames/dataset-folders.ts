import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {type AnsweringModel} from '../../../source/frames/classes/answers.js';
import {type openDataset} from '../../../source/frames/open-dataset.js';
import {temporaryFolder} from './images.js';

/** A temporary folder, and data sets of text files in it. */
export const datasetFolders = () => {
	const folder = temporaryFolder();
	return {
		folder,
		/** @returns The root of the data set. */
		make(name: string, files: Readonly<Record<string, string>>): string {
			const root = path.join(folder.path, name);
			for (const [file, content] of Object.entries(files)) {
				mkdirSync(path.dirname(path.join(root, file)), {recursive: true});
				writeFileSync(path.join(root, file), content);
			}

			return root;
		},
	};
};

/** Each entry's path below the root, and its right classes. */
export const namesOf = (dataset: Awaited<ReturnType<typeof openDataset>>) =>
	dataset.entries.map(({file, classes}) => [path.relative(dataset.root, file), ...classes]);

/** A classifier with names of its own, or with so many numbered classes. */
export const modelOf = (names: readonly string[] | number): AnsweringModel => {
	const labels =
		typeof names === 'number'
			? {id: 'numbered', names: Array.from({length: names}, (_, index) => `class ${index}`)}
			: {id: 'own', names};
	return {
		manifest: {
			output: {kind: 'logits', classes: labels.names.length, labelOffset: 0},
		},
		labels,
	};
};
