import {UserError} from './user-error.js';

/*
Values of flags. Each parser throws a UserError that names the flag, the value and what is expected.
*/

const fail = (flag: string, value: string, expected: string): never => {
	throw new UserError(`--${flag} ${value}: expected ${expected}`);
};

/** A whole number in a range, ends included. */
export const parseWhole = (
	flag: string,
	value: string,
	{least = 1, most = Number.MAX_SAFE_INTEGER} = {},
): number => {
	const number = Number(value);
	const range =
		most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
	return /^\d+$/.test(value) && number >= least && number <= most
		? number
		: fail(flag, value, `a whole number ${range}`);
};

/** A number of at least 0. */
export const parseNumber = (flag: string, value: string): number => {
	const number = Number(value);
	return value.trim() !== '' && Number.isFinite(number) && number >= 0
		? number
		: fail(flag, value, 'a number of at least 0');
};

/** A share: `0.85` or `85%`. Returns a fraction of 1. */
export const parseShare = (flag: string, value: string): number => {
	const match = /^(?<number>\d+(?:\.\d+)?)(?<percent>%?)$/.exec(value);
	const number = Number(match?.groups?.['number']) / (match?.groups?.['percent'] ? 100 : 1);
	return number <= 1 ? number : fail(flag, value, 'a share such as 0.85 or 85%');
};

const secondsPerUnit: Readonly<Record<string, number>> = {ms: 0.001, s: 1, m: 60, h: 3600};

/** A length of time: `500ms`, `60s`, `30m`, `2h`; a bare number is seconds. Returns milliseconds, above 0. */
export const parseDuration = (flag: string, value: string): number => {
	const match = /^(?<number>\d+(?:\.\d+)?)(?<unit>ms|s|m|h)?$/.exec(value);
	const milliseconds =
		Number(match?.groups?.['number']) * secondsPerUnit[match?.groups?.['unit'] ?? 's']! * 1000;
	return milliseconds > 0 ? milliseconds : fail(flag, value, 'a time such as 30s, 10m or 2h');
};

const bytesPerUnit: Readonly<Record<string, number>> = {k: 2 ** 10, m: 2 ** 20, g: 2 ** 30};

/** An amount of memory: `256M`, `1G`; a bare number is bytes. */
export const parseBytes = (flag: string, value: string): number => {
	const match = /^(?<number>\d+(?:\.\d+)?)(?<unit>[kmg])?(?:i?b)?$/i.exec(value);
	const bytes =
		Number(match?.groups?.['number']) *
		(bytesPerUnit[match?.groups?.['unit']?.toLowerCase() ?? ''] ?? 1);
	return Number.isFinite(bytes) ? Math.round(bytes) : fail(flag, value, 'an amount such as 256M');
};

/** One of a few words. */
export const parseChoice = <T extends string>(
	flag: string,
	value: string,
	choices: readonly T[],
): T =>
	choices.find(choice => choice === value) ?? fail(flag, value, `one of ${choices.join(', ')}`);

/**
The form of a result, as `--json` and `--format` ask for it; undefined where neither does.

@throws UserError for one that is none of these, or two at once.
*/
export const parseFormat = <T extends string>(
	{json = false, format}: {readonly json?: boolean; readonly format?: string},
	choices: readonly T[],
): T | undefined => {
	if (json && format !== undefined && format !== 'json') {
		throw new UserError(`--json and --format ${format} contradict each other`);
	}

	const asked = json ? 'json' : format;
	return asked === undefined ? undefined : parseChoice('format', asked, choices);
};

/** Repeated `key=value`. */
export const parsePairs = (flag: string, values: readonly string[]): Record<string, string> =>
	Object.fromEntries(
		values.map(value => {
			const at = value.indexOf('=');
			return at > 0 ? [value.slice(0, at), value.slice(at + 1)] : fail(flag, value, 'key=value');
		}),
	);
