import {sanitize} from '../text/sanitize.js';
import {ReadFailure, isFailure, type Root} from './roots/root.js';
import {type Missing, type Reading, type ReadingFacts} from './sensor.js';

/** A plain decimal number, or why it is none. */
export const parseNumber = (text: string | ReadFailure): number | ReadFailure => {
	if (isFailure(text)) {
		return text;
	}

	const clean = text.trim();
	const isNumber = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(clean);
	// Digits without end read as Infinity.
	return isNumber && Number.isFinite(Number(clean))
		? Number(clean)
		: new ReadFailure(
				'EBADMSG',
				clean === '' ? 'the file is empty' : `not a number: "${sanitize(clean, 40)}"`,
			);
};

export const readNumber = async (root: Root, path: string): Promise<number | ReadFailure> =>
	parseNumber(await root.readText(path));

/** Undefined where the file is not there or is no number: for limits and other extras. */
export const readOptionalNumber = async (root: Root, path: string): Promise<number | undefined> => {
	const result = await readNumber(root, path);
	return isFailure(result) ? undefined : result;
};

export const readOptionalText = async (root: Root, path: string): Promise<string | undefined> => {
	const result = await root.readText(path);
	return isFailure(result) || result === '' ? undefined : result;
};

export const exists = async (root: Root, path: string): Promise<boolean> => {
	const result = await root.readText(path);
	return !isFailure(result) || result.kind !== 'missing';
};

/** The value part of a reading. `mend` is added only where it would help: when permission lacks. */
export const valueOrMissing = (
	result: number | ReadFailure,
	options: {readonly scale?: number; readonly mend?: string} = {},
): {readonly value: number} | Missing => {
	if (isFailure(result)) {
		return missing(result, options.mend);
	}

	// Twelve digits: 49120 × 0.001 is 49.12.
	return {value: Number((result * (options.scale ?? 1)).toPrecision(12))};
};

/** A reading of one file. */
export const toReading = (
	facts: ReadingFacts,
	result: number | ReadFailure,
	options: {readonly scale?: number; readonly mend?: string} = {},
): Reading => ({...facts, ...valueOrMissing(result, options)});

/** Opens one file to everybody until the next start of the machine. */
export const chmodCommand = (path: string): string => `sudo chmod a+r '/${path}'`;

/** A label from a driver or a device tree, fit for ids and for the screen. */
export const cleanLabel = (text: string): string => sanitize(text.trim(), 60);

export const missing = (failure: ReadFailure, mend?: string): Missing =>
	failure.kind === 'permission' && mend
		? {missing: `permission: run ${mend}`, mend}
		: {missing: failure.reason};

/** `name`, then `name#2`, `name#3`: ids stay unique where a board has two zones of one name. */
export const uniqueNames = (): ((name: string) => string) => {
	const seen = new Map<string, number>();
	return name => {
		const count = (seen.get(name) ?? 0) + 1;
		seen.set(name, count);
		return count === 1 ? name : `${name}#${count}`;
	};
};

/** Lines `key value` (`cpu.stat`, `/proc/stat`) or `key: value` (`/proc/meminfo`) by key; the rest of each line as text. */
export const keyedLines = (text: string): ReadonlyMap<string, string> =>
	new Map(
		text.split('\n').map(line => {
			const [key = '', ...rest] = line.trim().split(/[:\s]+/);
			return [key, rest.join(' ')];
		}),
	);
