import {existsSync} from 'node:fs';
import path from 'node:path';
import {packageFolder} from '../system/folders.js';

/* Commands that work from any folder, however edgetop was installed. */

/** Nearest folder upward that holds a package of another one: where `node_modules/NAME` is. */
const foldersUpward = (from: string): string[] => {
	const parent = path.dirname(from);
	return parent === from ? [from] : [from, ...foldersUpward(parent)];
};

const quoted = (file: string): string =>
	/^[\w@%+=:,./-]+$/.test(file) ? file : `'${file.replaceAll("'", String.raw`'\''`)}'`;

/**
The command that installs a package where edgetop finds it.

@param root Folder of edgetop's own package.
*/
export const npmInstall = (name: string, root = packageFolder): string => {
	const parent = path.dirname(root);
	if (path.basename(parent) !== 'node_modules') {
		// A checkout.
		return `npm install --no-save --prefix ${quoted(root)} ${name}`;
	}

	const home = path.dirname(parent);
	// npm keeps global packages in PREFIX/lib/node_modules, on Windows in PREFIX/node_modules.
	return path.basename(home) === 'lib'
		? `npm install -g ${name}`
		: `npm install --prefix ${quoted(home)} ${name}`;
};

/** The command that runs a script of a package that edgetop depends on. */
export const installScript = (name: string, script: string, root = packageFolder): string => {
	const places = foldersUpward(root).map(folder => path.join(folder, 'node_modules', name, script));
	return `node ${quoted(places.find(file => existsSync(file)) ?? places[0]!)}`;
};
