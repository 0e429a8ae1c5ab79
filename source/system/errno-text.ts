import {messageOf} from '../text/user-error.js';

const reasons: Readonly<Record<string, string>> = {
	ENOSPC: 'no space left on the disk',
	EDQUOT: 'the disk quota is used up',
	EIO: 'the disk failed',
	EROFS: 'the file system is read-only',
	EACCES: 'permission denied',
	EPERM: 'permission denied',
	EFBIG: 'the file is as large as it may become',
	ENOENT: 'no such file or folder',
	ENOTDIR: 'a part of the path is no folder',
	EISDIR: 'it is a folder',
	ELOOP: 'it is a symbolic link',
	ENAMETOOLONG: 'the name is too long',
	EMFILE: 'too many files are open; raise the limit: ulimit -n 1024',
	ENFILE: 'too many files are open on this machine',
	ESTALE: 'the network folder is gone',
};

/**
Why the system refused, in plain words; the error's own message where its code is not a known one.

@param own Words of the place that asks, by error code.
*/
export const errnoText = (error: unknown, own: Readonly<Record<string, string>> = {}): string => {
	const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
	return own[code] ?? reasons[code] ?? messageOf(error);
};

/** Whether the error is of the disk having no room left. */
export const isDiskFull = (error: unknown): boolean =>
	['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');

const shortages = new Set([
	'ENOSPC',
	'EDQUOT',
	'EIO',
	'EROFS',
	'EMFILE',
	'ENFILE',
	'ENOMEM',
	'EAGAIN',
	'EACCES',
	'EPERM',
]);

/** Whether the error is of the machine being short of something, broken, or refusing: no fault of the program. */
export const isShortage = (error: unknown): boolean =>
	shortages.has((error as NodeJS.ErrnoException | undefined)?.code ?? '');
