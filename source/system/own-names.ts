import os from 'node:os';

/** Names of this machine and of who uses it: for what is handed on to others. */
export const ownNames = (): string[] => {
	const names = [os.hostname(), os.hostname().split('.')[0]!];
	try {
		names.push(os.userInfo().username);
	} catch {
		// A user without an entry has no name.
	}

	return names.filter(name => !['root', 'localhost', ''].includes(name));
};
