import {
	closeSync,
	fsyncSync,
	mkdirSync,
	openSync,
	renameSync,
	statSync,
	unlinkSync,
	writeSync,
} from 'node:fs';
import path from 'node:path';
import {UserError, messageOf} from '../text/user-error.js';

const reasonOf = (error: unknown): string => {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	const known: Record<string, string> = {
		EACCES: 'permission denied',
		EROFS: 'the file system is read-only',
		ENOENT: 'no such folder',
		ENOTDIR: 'a part of the path is no folder',
		EISDIR: 'it is a folder',
		ENOSPC: 'no space left on the disk',
		EDQUOT: 'the disk quota is used up',
	};
	return known[code] ?? messageOf(error);
};

/**
The file that a session is saved to. It is opened before the run, so that a bad path fails at once, and replaced whole (temporary file, fsync, rename): a reader never sees half a summary, and a failed save leaves the one before it.
*/
export class SaveFile {
	readonly path: string;
	readonly #temporary: string;
	#spare: number | undefined;

	/**
	@throws UserError when nothing can be written there.
	*/
	constructor(file: string, {shouldMakeFolder = false} = {}) {
		this.path = path.resolve(file);
		this.#temporary = `${this.path}.${process.pid}.tmp`;
		try {
			if (shouldMakeFolder) {
				mkdirSync(path.dirname(this.path), {recursive: true});
			}

			const present = statSync(this.path, {throwIfNoEntry: false});
			if (present?.isDirectory()) {
				throw Object.assign(new Error('is a folder'), {code: 'EISDIR'});
			}

			// A rename would put the summary in the place of a device or pipe.
			if (present && !present.isFile()) {
				throw new Error('it is no regular file');
			}

			this.#spare = openSync(this.#temporary, 'w');
		} catch (error) {
			throw new UserError(
				`cannot write ${this.path}: ${reasonOf(error)}; choose another file with --output`,
				{cause: error},
			);
		}
	}

	/**
	Synchronous, so that it also works while the process is going down.

	@throws UserError when the disk is full or gone; what was saved before stays.
	*/
	save(text: string): void {
		try {
			const descriptor = this.#spare ?? openSync(this.#temporary, 'w');
			this.#spare = undefined;
			try {
				let rest = Buffer.from(text);
				while (rest.length > 0) {
					rest = rest.subarray(writeSync(descriptor, rest));
				}

				fsyncSync(descriptor);
			} finally {
				closeSync(descriptor);
			}

			renameSync(this.#temporary, this.path);
		} catch (error) {
			this.#removeTemporary();
			throw new UserError(`cannot save ${this.path}: ${reasonOf(error)}`, {
				cause: error,
				exitCode: 1,
			});
		}
	}

	/** Drops the temporary file of a run that was never saved. */
	close(): void {
		if (this.#spare !== undefined) {
			closeSync(this.#spare);
			this.#spare = undefined;
			this.#removeTemporary();
		}
	}

	#removeTemporary(): void {
		try {
			unlinkSync(this.#temporary);
		} catch {
			// It was never there.
		}
	}
}
