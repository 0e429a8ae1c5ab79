import {closeSync, statSync, unlinkSync} from 'node:fs';
import path from 'node:path';
import {UserError} from '../text/user-error.js';
import {errnoText} from './errno-text.js';
import {openTemporary, removeLeftovers, replaceFile, temporaryOf} from './replace-file.js';
import {makeStateFolder} from './state-folder.js';

const own = {ENOENT: 'no such folder'};

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
		this.#temporary = temporaryOf(this.path);
		try {
			if (shouldMakeFolder) {
				makeStateFolder(path.dirname(this.path));
			}

			const present = statSync(this.path, {throwIfNoEntry: false});
			if (present?.isDirectory()) {
				throw Object.assign(new Error('is a folder'), {code: 'EISDIR'});
			}

			// A rename would put the summary in the place of a device or pipe.
			if (present && !present.isFile()) {
				throw new Error('it is no regular file');
			}

			removeLeftovers(path.dirname(this.path), this.path);
			this.#spare = openTemporary(this.path);
		} catch (error) {
			throw new UserError(
				`cannot write ${this.path}: ${errnoText(error, own)}; choose another file with --output`,
				{cause: error},
			);
		}
	}

	/**
	Synchronous, so that it also works while the process is going down.

	@param text Whole, or pieces that are written one behind the other.
	@throws UserError when the disk is full or gone; what was saved before stays.
	*/
	save(text: string | readonly string[]): void {
		try {
			const spare = this.#spare;
			this.#spare = undefined;
			replaceFile(this.path, text, spare);
		} catch (error) {
			throw new UserError(`cannot save ${this.path}: ${errnoText(error, own)}`, {
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
