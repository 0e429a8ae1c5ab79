import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

/*
Where models live. XDG folders by the base directory specification: a relative value of a variable is ignored.
*/

const xdgFolder = (variable: string, fallback: string): string => {
	const value = process.env[variable];
	const base = value && path.isAbsolute(value) ? value : path.join(os.homedir(), fallback);
	return path.join(base, 'edgetop');
};

/** Root of the installed package: source/ and dist/ both lie one level below it. */
export const packageFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Manifests, and the model that is shipped. May be read-only. */
export const packagedModelsFolder = path.join(packageFolder, 'models');

/** Models that the user pulled or put there. */
export const userModelsFolder = (): string =>
	path.join(xdgFolder('XDG_DATA_HOME', path.join('.local', 'share')), 'models');

/** Sets of images that the user pulled. */
export const dataFolder = (): string =>
	path.join(xdgFolder('XDG_DATA_HOME', path.join('.local', 'share')), 'data');

/** Tables of other boards that the user put there. */
export const referencesFolder = (): string =>
	path.join(xdgFolder('XDG_DATA_HOME', path.join('.local', 'share')), 'reference');

/** A virtual environment with Python runtimes, where the system's Python takes none. The workers know the same place. */
export const pythonFolder = (): string =>
	path.join(xdgFolder('XDG_DATA_HOME', path.join('.local', 'share')), 'python');

/** What can be computed again. */
export const cacheFolder = (): string => xdgFolder('XDG_CACHE_HOME', '.cache');
