import {readFile, rm, writeFile} from 'node:fs/promises';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';

export type FileLock = {readonly release: () => Promise<void>};

const isAlive = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
};

const holderOf = async (file: string): Promise<number | undefined> => {
	const text = await readFile(file, 'utf8').catch(() => '');
	const pid = Number(text.trim());
	return Number.isInteger(pid) && pid > 0 && isAlive(pid) ? pid : undefined;
};

/**
Keeps a second process from writing the same file. The lock of a process that was killed does not count.

@param work What the holder does with it, for the error.
@throws UserError while another process holds it.
*/
export const takeLock = async (file: string, work = 'is fetching this file'): Promise<FileLock> => {
	for (let attempt = 0; attempt < 3; attempt++) {
		try {
			await writeFile(file, `${process.pid}\n`, {flag: 'wx'});
			return {release: async () => rm(file, {force: true})};
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
				throw new UserError(`${sanitize(file)}: cannot be written`, {cause: error, exitCode: 1});
			}

			const pid = await holderOf(file);
			if (pid !== undefined) {
				throw new UserError(
					`another process (${pid}) ${work}; wait for it, or remove ${sanitize(file)}`,
					{exitCode: 1},
				);
			}

			await rm(file, {force: true});
		}
	}

	throw new UserError(`${sanitize(file)}: cannot be taken`, {exitCode: 1});
};
