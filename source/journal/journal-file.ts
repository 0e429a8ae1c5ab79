import {
	closeSync,
	fdatasync,
	fdatasyncSync,
	ftruncateSync,
	openSync,
	unlinkSync,
	writeSync,
} from 'node:fs';
import path from 'node:path';
import {makeFolder} from '../system/make-folder.js';

/**
A file that whole lines are appended to. After a failed write the torn rest of the line is cut off, so that what is in the file can always be read; later lines are tried again.
*/
export class JournalFile {
	readonly path: string;
	readonly #descriptor: number;
	#bytes = 0;
	#isSyncing = false;
	#isClosed = false;

	/**
	@throws Error of the file system when it cannot be made; an existing file is never touched.
	*/
	constructor(file: string) {
		this.path = path.resolve(file);
		makeFolder(path.dirname(this.path));
		this.#descriptor = openSync(this.path, 'wx');
	}

	/** Bytes in whole lines. */
	get bytes(): number {
		return this.#bytes;
	}

	/**
	Appends one line.

	@throws Error of the file system, when nothing of it is in the file.
	*/
	append(line: string): void {
		const data = Buffer.from(`${line}\n`);
		let done = 0;
		try {
			while (done < data.length) {
				done += writeSync(this.#descriptor, data, done, data.length - done, this.#bytes + done);
			}
		} catch (error) {
			if (done > 0) {
				ftruncateSync(this.#descriptor, this.#bytes);
			}

			throw error;
		}

		this.#bytes += data.length;
	}

	/** Asks the system to bring the lines to the disk; never waits for it, never twice at once. */
	flush(): void {
		if (this.#isSyncing || this.#isClosed) {
			return;
		}

		this.#isSyncing = true;
		// A disk that cannot keep what it took says so to the next write.
		fdatasync(this.#descriptor, () => {
			this.#isSyncing = false;
			if (this.#isClosed) {
				closeSync(this.#descriptor);
			}
		});
	}

	/** Closes and removes it: nothing in it is worth keeping. */
	remove(): void {
		this.close();
		unlinkSync(this.path);
	}

	close(): void {
		if (this.#isClosed) {
			return;
		}

		this.#isClosed = true;
		if (!this.#isSyncing) {
			try {
				fdatasyncSync(this.#descriptor);
			} finally {
				closeSync(this.#descriptor);
			}
		}
	}
}
