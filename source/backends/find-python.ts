import {existsSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {pythonFolder} from '../system/folders.js';

type Environment = Readonly<Record<string, string | undefined>>;

const inVenv = (folder: string): string =>
	process.platform === 'win32'
		? path.join(folder, 'Scripts', 'python.exe')
		: path.join(folder, 'bin', 'python');

/**
The Python that runs the workers: the one asked for (`--python`), `EDGETOP_PYTHON`, the active virtual environment, the one of edgetop that its install hints make, `python3`.

@param asked Path or program name; a folder is taken as a virtual environment.
*/
export const findPython = (asked?: string, environment: Environment = process.env): string => {
	const wanted = asked ?? environment['EDGETOP_PYTHON'];
	if (wanted !== undefined && wanted !== '') {
		return existsSync(inVenv(wanted)) ? inVenv(wanted) : wanted;
	}

	const active = environment['VIRTUAL_ENV'] ?? environment['CONDA_PREFIX'];
	if (active !== undefined && existsSync(inVenv(active))) {
		return inVenv(active);
	}

	const own = inVenv(pythonFolder());
	return existsSync(own) ? own : process.platform === 'win32' ? 'python' : 'python3';
};
