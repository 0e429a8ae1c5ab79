#!/usr/bin/env node
/**
Makes a checkout runnable: installs the dependencies and compiles `source/` to `dist/`, each only when something changed since the last time.

Everything it says goes to stderr, so that `npm start --silent -- --headless --json` keeps stdout for the program.
In a package installed from a tarball (no `source/`, `dist/` is shipped) there is nothing to do.

Plain Node without dependencies: it runs before there are any.
*/
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {build, compilerOf, hasBundler, isBuilt} from './setup/build.mjs';
import {SetupError} from './setup/common.mjs';
import {install, isInstalled} from './setup/install.mjs';
import {withLock} from './setup/lock.mjs';

const minimumNode = [20, 19];

const checkNode = () => {
	const [major, minor] = process.versions.node.split('.').map(Number);
	if (major < minimumNode[0] || (major === minimumNode[0] && minor < minimumNode[1])) {
		throw new SetupError(
			`Node ${process.versions.node} is too old: edgetop needs Node ${minimumNode.join('.')} or newer.`,
		);
	}
};

/** Who has the compiler here is a developer: nothing of it is taken away. */
const hasCompiler = root => fs.existsSync(compilerOf(root));

/**
Installs and compiles what changed in the checkout at `root`. Two at once are safe: the second waits for the first.

@param wanted What is set up at least, an `Extent`: `program` leaves the tools of developers out.
@throws {SetupError} With one line for the person at the terminal.
*/
export const setUp = async (root, wanted = 'all') => {
	checkNode();
	if (['source', 'tsconfig.json'].some(name => !fs.existsSync(path.join(root, name)))) {
		return;
	}

	const extent = wanted === 'program' && hasBundler(root) && !hasCompiler(root) ? 'program' : 'all';
	if (isInstalled(root, extent) && isBuilt(root, extent)) {
		return;
	}

	await withLock(path.join(root, '.cache', 'setup.lock'), async () => {
		if (!isInstalled(root, extent)) {
			await install(root, extent);
		}

		if (!isBuilt(root, extent)) {
			await build(root, extent);
		}
	});
};

/** Root of the checkout or package that this script belongs to. */
export const projectRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Says why set-up failed, in one line where it is a known reason, and ends the process. */
export const exitWith = error => {
	console.error(
		error instanceof SetupError || error.code
			? `edgetop set-up: ${error.message}`
			: `edgetop set-up failed unexpectedly: ${error.stack}`,
	);
	process.exit(1);
};

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
	try {
		await setUp(projectRoot);
	} catch (error) {
		exitWith(error);
	}
}
