import path from 'node:path';
import {saysNothing} from './part-names.js';
import {isFolderAt} from './walk.js';

/** Where detection data sets keep their boxes: YOLO's text files, VOC's and COCO's annotations. */
const boxFolders = ['labels', 'Annotations', 'annotations'];
/** Of pictures; the first ones tell of all. */
const mostFolders = 8;

/** A folder of pictures and those above it: up to the root, and further where that is called `images` or `train`. */
const upwards = (folder: string, root: string): string[] =>
	folder.startsWith(root + path.sep) || saysNothing(path.basename(folder))
		? [folder, ...upwards(path.dirname(folder), root)]
		: [folder];

/**
What is to be told of pictures without classes beside which boxes lie: `images/` with `labels/`, `JPEGImages/` with `Annotations/`.

@returns Undefined where there are none.
*/
export const boxesBeside = async (
	root: string,
	files: readonly string[],
): Promise<string | undefined> => {
	const folders = [...new Set(files.map(file => path.dirname(file)))].slice(0, mostFolders);
	const places = new Set(folders.flatMap(folder => upwards(folder, root)));
	for (const place of places) {
		for (const name of boxFolders) {
			if (await isFolderAt(path.join(place, name))) {
				return `no classes of pictures here: ${name}/ has boxes for detectors, which edgetop does not compare`;
			}
		}
	}

	return undefined;
};
