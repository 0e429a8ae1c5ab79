import {closeSync} from 'node:fs';
import tty from 'node:tty';
import {parseChoice} from '../../text/parse-values.js';

/*
What the terminal can show, from its environment. Each rule is the common convention.
*/

export type Colour = 'none' | '16' | '256' | 'truecolor';

type Environment = Readonly<Record<string, string | undefined>>;

/** NO_COLOR (no-color.org), FORCE_COLOR=0 and TERM=dumb turn colours off; COLORTERM and TERM tell how many there are. Node's own `hasColors` is not asked: it takes an empty NO_COLOR for a set one, and lets FORCE_COLOR win over it. */
export const terminalColour = (isWanted: boolean, env: Environment): Colour => {
	const term = env['TERM'] ?? '';
	const noColour = env['NO_COLOR'];
	const isRefused =
		(noColour !== undefined && noColour !== '') || /^(?:0|false)$/.test(env['FORCE_COLOR'] ?? '');
	if (!isWanted || isRefused || terminalIsDumb(env)) {
		return 'none';
	}

	if (/^(?:truecolor|24bit)$/.test(env['COLORTERM'] ?? '')) {
		return 'truecolor';
	}

	return term.includes('256') ? '256' : '16';
};

/** A locale that is not UTF-8 cannot show block characters; without any locale variable it is "C". */
export const terminalIsAscii = (isAsked: boolean | undefined, env: Environment): boolean => {
	const set = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(
		value => value !== undefined && value !== '',
	);
	return isAsked === true || env['TERM'] === 'linux' || !/utf-?8/i.test(set ?? '');
};

/**
A picture takes as many bytes as the rest of the screen: over SSH it is shown when asked for.

@throws UserError where the flag is neither `on` nor `off`.
*/
export const terminalShowsPicture = (asked: string | undefined, env: Environment): boolean =>
	asked === undefined
		? (env['SSH_CONNECTION'] ?? '') === ''
		: parseChoice('picture', asked, ['on', 'off']) === 'on';

/** Whether the terminal may have a mouse and a clipboard: the console of Linux has neither. */
export const terminalHasDesktop = (env: Environment): boolean => env['TERM'] !== 'linux';

/** A terminal without cursor movement cannot show the screen. */
export const terminalIsDumb = (env: Environment): boolean => env['TERM'] === 'dumb';

/**
Closes what was a terminal and is one no more (its window was closed). Node sets the modes of its terminals back when it ends and aborts where that fails; what is closed it leaves alone.
*/
export const closeLostTerminal = (
	streams: ReadonlyArray<{readonly fd: number; readonly isTTY?: boolean}>,
): void => {
	for (const {fd, isTTY} of streams) {
		if (isTTY && !tty.isatty(fd)) {
			try {
				closeSync(fd);
			} catch {
				// It is closed already.
			}
		}
	}
};
