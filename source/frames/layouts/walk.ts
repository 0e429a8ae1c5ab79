import {type Dirent} from 'node:fs';
import {readdir, stat} from 'node:fs/promises';
import path from 'node:path';
import {errnoText} from '../../system/errno-text.js';
import {fromBytes, toPath} from '../../text/path-bytes.js';
import {imagePattern, unreadFormatOf} from './layout.js';

const byName = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** What operating systems and storage boxes leave beside pictures: `._cat.jpg`, `.thumbnails`, `__MACOSX`, `@eaDir`, `$RECYCLE.BIN`. */
const isStray = (name: string): boolean =>
	/^(?:\.|__macosx$|@eadir$|#recycle$|\$recycle\.bin$|lost\+found$|system volume information$)/i.test(
		name,
	);

export type Walked = {
	/** Image files as absolute paths, sorted, so that every machine sees one order. */
	readonly files: readonly string[];
	/** How many files there are in each format that is not read here. */
	readonly unread: ReadonlyMap<string, number>;
	/** Folders that cannot be read. */
	readonly passedOver: ReadonlyArray<{readonly file: string; readonly reason: string}>;
};

type Identity = {readonly dev: number; readonly ino: number};

/** Whether a folder, or a link to one, has this name. */
export const isFolderAt = async (file: string): Promise<boolean> => {
	const target = await stat(toPath(file)).catch(() => undefined);
	return target?.isDirectory() ?? false;
};

const isFolder = async (entry: Dirent<Buffer>, file: string): Promise<boolean> =>
	entry.isSymbolicLink() ? isFolderAt(file) : entry.isDirectory();

/**
Images below a folder. Links to folders are followed, since subsets are often made of links; one that leads back to a folder above it is not. Names need not be UTF-8.

@throws Error where the folder itself cannot be read.
*/
export const walk = async (folder: string): Promise<Walked> => {
	const files: string[] = [];
	const unread = new Map<string, number>();
	const passedOver: Array<{file: string; reason: string}> = [];
	const read = async (at: string, above: readonly Identity[]): Promise<void> => {
		const {dev, ino} = await stat(toPath(at));
		if (above.some(one => one.dev === dev && one.ino === ino)) {
			return;
		}

		const entries = await readdir(toPath(at), {withFileTypes: true, encoding: 'buffer'});
		for (const entry of entries) {
			const name = fromBytes(entry.name);
			const file = path.join(at, name);
			if (isStray(name)) {
				continue;
			}

			if (await isFolder(entry, file)) {
				try {
					await read(file, [...above, {dev, ino}]);
				} catch (error) {
					passedOver.push({file: path.relative(folder, file), reason: errnoText(error)});
				}
			} else if (imagePattern.test(name)) {
				files.push(file);
			} else {
				const format = unreadFormatOf(name);
				if (format !== undefined) {
					unread.set(format, (unread.get(format) ?? 0) + 1);
				}
			}
		}
	};

	await read(folder, []);
	return {files: files.sort(byName), unread, passedOver};
};
