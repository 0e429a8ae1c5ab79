/*
What the terminal can show, from its environment. Each rule is the common convention.
*/

export type Colour = 'none' | '16' | '256' | 'truecolor';

type Environment = Readonly<Record<string, string | undefined>>;

/** NO_COLOR (no-color.org) and TERM=dumb turn colours off; COLORTERM and TERM tell how many there are. */
export const terminalColour = (isWanted: boolean, env: Environment): Colour => {
	const term = env['TERM'] ?? '';
	const noColour = env['NO_COLOR'];
	if (!isWanted || (noColour !== undefined && noColour !== '') || term === 'dumb') {
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
