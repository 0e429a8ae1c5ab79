import os from 'node:os';
import path from 'node:path';

/*
Folders by the XDG base directory specification. A relative value of a variable is ignored, as the specification asks.
*/
const folder = (variable: string, fallback: string): string => {
	const value = process.env[variable];
	const base = value && path.isAbsolute(value) ? value : path.join(os.homedir(), fallback);
	return path.join(base, 'edgetop');
};

/** A record a second of each run. */
export const journalsFolder = (): string => path.join(stateFolder(), 'journals');

/** A saved summary of each run. */
export const sessionsFolder = (): string => path.join(stateFolder(), 'sessions');

/** Summaries and logs: what a run leaves behind. */
export const stateFolder = (): string => folder('XDG_STATE_HOME', '.local/state');
