import {messageOf} from '../text/user-error.js';

const reasons: Readonly<Record<string, string>> = {
	ENOSPC: 'no space left on the disk',
	EDQUOT: 'the disk quota is used up',
	EIO: 'the disk failed',
	EROFS: 'the file system is read-only',
	EACCES: 'permission denied',
	EFBIG: 'the file is as large as it may become',
};

/** Why the system refused, in plain words; the error's own message where its code is not a known one. */
export const errnoText = (error: unknown): string =>
	reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? messageOf(error);
