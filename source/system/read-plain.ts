import {closeSync, constants, fstatSync, openSync, readFileSync} from 'node:fs';

/**
The text of a file in a folder that other accounts may write to. What they put there in its place is never waited for, and never leads elsewhere: a pipe, a device or a link is refused.

@param mostBytes Larger ones are refused.
@throws Error of the file system, or where it is no plain file.
*/
export const readPlain = (file: string, mostBytes = 2 ** 20): string => {
	// Windows has neither of the two, and no such pipes in folders.
	const {O_RDONLY, O_NONBLOCK, O_NOFOLLOW}: Partial<typeof constants> = constants;
	const descriptor = openSync(file, (O_RDONLY ?? 0) | (O_NONBLOCK ?? 0) | (O_NOFOLLOW ?? 0));
	try {
		const stats = fstatSync(descriptor);
		if (!stats.isFile() || stats.size > mostBytes) {
			throw new Error(stats.isFile() ? 'it is too large' : 'it is no regular file');
		}

		return readFileSync(descriptor, 'utf8');
	} finally {
		closeSync(descriptor);
	}
};
