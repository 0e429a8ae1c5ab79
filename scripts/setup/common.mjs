import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import process from 'node:process';

/** What is known to go wrong, in one line for the person at the terminal. */
export class SetupError extends Error {
	name = 'SetupError';
}

/**
What is set up: `all` that developers use, compiled modules and types included, or the `program` alone, for those who only start it.

@typedef {'all' | 'program'} Extent
*/

/** SHA-256, in hex, of parts whose borders count. */
export const hashOf = (...parts) => {
	const hash = createHash('sha256');
	for (const part of parts) {
		hash.update(`${part.length}:`).update(part);
	}

	return hash.digest('hex');
};

/** The file's JSON; `undefined` where there is none to read. */
export const readJson = file => {
	try {
		return JSON.parse(fs.readFileSync(file, 'utf8'));
	} catch {
		return undefined;
	}
};

/** Runs a command with its stdout turned to stderr; resolves to what ended it, `0` for success. */
export const runOnStderr = (command, args, options) =>
	new Promise((resolve, reject) => {
		const child = spawn(command, args, {...options, stdio: ['ignore', process.stderr, 'inherit']});
		child.once('error', reject);
		child.once('close', (code, signal) => {
			resolve(code ?? signal);
		});
	});
