import {createHash} from 'node:crypto';
import os from 'node:os';

/** Names what was started on a board so that the same command finds it again: of this command, this user and this machine. */
export const runKey = (args: readonly string[]): string =>
	createHash('sha256')
		.update(JSON.stringify([os.hostname(), os.userInfo().username, args]))
		.digest('hex')
		.slice(0, 16);
