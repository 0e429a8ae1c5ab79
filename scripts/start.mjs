#!/usr/bin/env node
/**
`npm start`: set-up where something changed, then the program itself in this same process, so that terminal, signals and exit code are its own.
*/
import process from 'node:process';
import {pathToFileURL} from 'node:url';
import {programOf} from './setup/build.mjs';
import {exitWith, projectRoot, setUp} from './setup.mjs';

try {
	await setUp(projectRoot, 'program');
} catch (error) {
	exitWith(error);
}

const program = programOf(projectRoot);
process.argv[1] = program;
await import(pathToFileURL(program).href);
