#!/usr/bin/env node
/** Checks the types of the program, its scripts, tests and benchmarks: each has its own settings. */
import {spawnSync} from 'node:child_process';
import process from 'node:process';
import {compilerOf} from './setup/build.mjs';
import {projectRoot} from './setup.mjs';

const codes = ['tsconfig.json', 'scripts', 'test', 'bench'].map(
	project =>
		spawnSync(process.execPath, [compilerOf(projectRoot), '--noEmit', '-p', project], {
			cwd: projectRoot,
			stdio: 'inherit',
		}).status,
);
process.exitCode = codes.every(code => code === 0) ? 0 : 1;
