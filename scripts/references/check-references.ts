/**
Checks the tables that people hand in: every file of references/, or those that are named.

	npm run check:references [-- FILE…]

Part of `npm run lint`. Ends with code 1 where something is wrong, and says what.
*/
import {readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {readReference} from '../../source/record/reference/read-reference.js';
import {referenceProblems} from '../../source/report/check-reference.js';
import {messageOf} from '../../source/text/user-error.js';

const folder = fileURLToPath(new URL('../../references/', import.meta.url));

/** What is wrong with a file; nothing: it can be taken. */
export const checkFile = (file: string): readonly string[] => {
	try {
		return referenceProblems(readReference(file), path.basename(file), statSync(file).size);
	} catch (error) {
		return [messageOf(error)];
	}
};

export const handedIn = (): string[] =>
	readdirSync(folder)
		.filter(name => name !== 'README.md')
		.map(name => path.join(folder, name));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const named = process.argv.slice(2);
	const files = named.length > 0 ? named : handedIn();
	for (const file of files) {
		for (const problem of checkFile(file)) {
			console.error(`${path.relative(process.cwd(), file)}: ${problem}`);
			process.exitCode = 1;
		}
	}

	console.log(`${files.length} ${files.length === 1 ? 'table' : 'tables'} checked`);
}
