import {existsSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {parseBoardDocument, type BoardDocument} from '../../bench/report/board-document.js';
import {makeFolder} from '../../system/make-folder.js';
import {SaveFile} from '../../system/save-file.js';

/** The last table of each board, for when it is not reached the next time: a file a board. */
export class KeptResults {
	readonly folder: string;

	/** @throws Error where the folder cannot be made. */
	constructor(folder: string) {
		this.folder = path.resolve(folder);
		makeFolder(this.folder);
	}

	save(board: string, document: BoardDocument): void {
		const file = new SaveFile(this.#fileOf(board));
		try {
			file.save(`${JSON.stringify(document, undefined, 2)}\n`);
		} finally {
			file.close();
		}
	}

	/** Undefined where there is none, or none that can be read. */
	load(board: string): {readonly document: BoardDocument; readonly savedAt: Date} | undefined {
		const file = this.#fileOf(board);
		if (!existsSync(file)) {
			return undefined;
		}

		const document = parseBoardDocument(readFileSync(file, 'utf8'));
		return document && {document, savedAt: statSync(file).mtime};
	}

	#fileOf(board: string): string {
		return path.join(this.folder, `${board.replaceAll(/[^\w.@-]/g, '_')}.json`);
	}
}
