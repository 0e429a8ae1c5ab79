import {type Figure} from '../measure/figure.js';

/*
Every number of the screen is formatted here: fixed widths, so that digits do not jump, and `n/a` where there is none.
*/

export const na = 'n/a';

/** Milliseconds with three or four significant digits: `0.062`, `11.62`, `123.4`, `2710`. */
export const milliseconds = (value: number | undefined): string => {
	if (value === undefined) {
		return na;
	}

	if (value < 1) {
		return value.toFixed(3);
	}

	if (value < 100) {
		return value.toFixed(2);
	}

	return value.toFixed(value < 1000 ? 1 : 0);
};

export const framesPerSecond = (value: number | undefined): string => {
	if (value === undefined) {
		return na;
	}

	if (value < 10) {
		return value.toFixed(2);
	}

	return value.toFixed(value < 1000 ? 1 : 0);
};

/** A figure with its unit; never a unit after `n/a`. */
export const withUnit = (text: string, unit: string): string =>
	text === na ? na : `${text} ${unit}`;

/** A fraction of 1 as percent: `89.1 %`. */
export const percent = (value: number | undefined, digits = 1): string =>
	value === undefined ? na : `${(100 * value).toFixed(digits)} %`;

/** `00:12:34`; days only when there are some. */
export const duration = (milliseconds: number): string => {
	const seconds = Math.max(0, Math.floor(milliseconds / 1000));
	const two = (value: number): string => String(value).padStart(2, '0');
	const days = Math.floor(seconds / 86_400);
	const clock = `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
	return days > 0 ? `${days}d ${clock}` : clock;
};

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** @param digits Behind the point, from a mebibyte on and below a hundred of a unit. */
export const bytes = (value: number | undefined, digits = 1): string => {
	if (value === undefined) {
		return na;
	}

	let unit = 0;
	let scaled = value;
	while (scaled >= 1024 && unit < byteUnits.length - 1) {
		scaled /= 1024;
		unit++;
	}

	return `${scaled.toFixed(unit < 2 || scaled >= 100 ? 0 : digits)} ${byteUnits[unit]}`;
};

/** A figure by its own format, or `n/a` with the reason. */
export const figure = (value: Figure, format: (number: number) => string): string =>
	'missing' in value ? `${na} (${value.missing})` : format(value.value);

export const hertz = (value: number): string =>
	value >= 1e9 ? `${(value / 1e9).toFixed(2)} GHz` : `${(value / 1e6).toFixed(0)} MHz`;
