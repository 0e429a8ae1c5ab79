import {rm, writeFile} from 'node:fs/promises';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {errnoText} from './errno-text.js';
import {isElsewhere, isGone, type Owner, thisOwner} from './owner.js';
import {readPlain} from './read-plain.js';

export type FileLock = {readonly release: () => Promise<void>};

/** The process that the lock names; undefined where it is gone, or the file names none. */
const holderOf = (file: string): Owner | undefined => {
	let text = '';
	try {
		text = readPlain(file);
	} catch {
		// It was released meanwhile, or is no lock.
	}

	const [number, start, host] = text.trim().split(' ');
	const owner = {pid: Number(number), start: start === 'none' ? undefined : start, host};
	return Number.isInteger(owner.pid) && owner.pid > 0 && !isGone(owner) ? owner : undefined;
};

/**
Keeps a second process from writing the same file. The lock of a process that was killed does not count.

@param work What the holder does with it, for the error.
@throws UserError while another process holds it.
*/
export const takeLock = async (file: string, work = 'is fetching this file'): Promise<FileLock> => {
	for (let attempt = 0; attempt < 3; attempt++) {
		try {
			const {pid, start, host} = thisOwner();
			await writeFile(file, `${pid} ${start ?? 'none'} ${host}\n`, {flag: 'wx'});
			return {release: async () => rm(file, {force: true})};
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
				// Made, and then not filled: it names nobody.
				await rm(file, {force: true}).catch(() => undefined);
				throw new UserError(`${sanitize(file)}: cannot be written: ${errnoText(error)}`, {
					cause: error,
					exitCode: 1,
				});
			}

			const holder = holderOf(file);
			if (holder) {
				const where = isElsewhere(holder) ? ' of another machine' : '';
				throw new UserError(
					`another process (${holder.pid}${where}) ${work}; wait for it, or remove ${sanitize(file)}`,
					{exitCode: 1},
				);
			}

			try {
				await rm(file, {force: true});
			} catch (error_) {
				throw new UserError(
					`${sanitize(file)} is in the way and cannot be removed: ${errnoText(error_)}`,
					{
						cause: error_,
						exitCode: 1,
					},
				);
			}
		}
	}

	throw new UserError(`${sanitize(file)}: cannot be taken`, {exitCode: 1});
};
