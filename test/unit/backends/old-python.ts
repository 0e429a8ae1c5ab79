import {spawnSync} from 'node:child_process';
import {existsSync, readdirSync} from 'node:fs';
import path from 'node:path';

/** Python 3.6, the one of the original Jetson Nano's system, from the PATH or from pyenv; undefined where there is none. */
export const oldPython = (): string | undefined => {
	const root = spawnSync('pyenv', ['root'], {encoding: 'utf8'}).stdout?.trim();
	const versions = root ? path.join(root, 'versions') : '';
	const kept = existsSync(versions)
		? readdirSync(versions)
				.filter(name => name.startsWith('3.6.'))
				.map(name => path.join(versions, name, 'bin/python'))
		: [];
	return ['python3.6', ...kept].find(file => spawnSync(file, ['--version']).status === 0);
};

export const withoutOldPython = 'skipped: needs python3.6; to mend: pyenv install 3.6.15';
