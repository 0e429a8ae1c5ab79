import {type Reference, type ReferenceRow} from '../record/reference/reference.js';

/* What a table must be before it is taken into the repository's references/. */

const largestBytes = 256 * 1024;

/** What names a person or a machine. */
const personal: ReadonlyArray<readonly [what: string, pattern: RegExp]> = [
	['a path', /(?:^|\s)(?:~|[A-Za-z]:)?[/\\](?:home|root|Users|mnt|media|tmp|var)[/\\]/],
	['an address', /\S+@\S+|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[\da-f]{2}[:-]){5}[\da-f]{2}\b/i],
	['a serial number', /\bserial\b|\bS\/N\b|\b(?=[\dA-Z]*\d)(?=[\dA-Z]*[A-Z])[\dA-Z]{12,}\b/],
];

const textsOf = (row: ReferenceRow): string[] =>
	[row.device, row.framework, row.model, row.precision, row.backend, row.source, row.frames].filter(
		text => text !== undefined,
	);

const rowProblems = (row: ReferenceRow, place: number): string[] => {
	const {inferMs, p50Ms, p90Ms, fps, top1, top5, images} = row;
	const problems = [
		...(p50Ms !== undefined && p90Ms !== undefined && p50Ms > p90Ms ? ['p50 is above p90'] : []),
		...(top1 !== undefined && top5 !== undefined && top1 > top5 ? ['top-1 is above top-5'] : []),
		...(top1 !== undefined && images === undefined ? ['an accuracy without its images'] : []),
		// One frame at a time: a rate cannot be much above the inverse of the time.
		...(fps !== undefined && fps > 1100 / inferMs
			? [`${fps.toFixed(1)} FPS do not go with ${inferMs.toFixed(2)} ms`]
			: []),
		...textsOf(row).flatMap(text =>
			personal.filter(([, pattern]) => pattern.test(text)).map(([what]) => `${what} in "${text}"`),
		),
	];
	return problems.map(problem => `row ${place + 1}: ${problem}`);
};

/**
@param name The file's name.
@param bytes Its size.
@returns What is wrong with it, one line each.
*/
export const referenceProblems = (
	reference: Reference,
	name: string,
	bytes: number,
): readonly string[] => {
	const {title, source, caveats, rows} = reference;
	const keys = rows.map(row => JSON.stringify(row));
	const twice = keys.findIndex((key, place) => keys.indexOf(key) < place);
	return [
		...(/^[a-z\d]+(?:-[a-z\d.]+)*\.json$/.test(name)
			? []
			: ['its name must be small letters, digits and dashes, ending in .json']),
		...(bytes > largestBytes ? ['it is larger than 256 KiB'] : []),
		...(source === undefined ? ['it does not say where it is from (source)'] : []),
		...(caveats.length === 0 ? ['it does not say how it was measured (caveats)'] : []),
		...[title, source ?? '', ...caveats].flatMap(text =>
			personal.filter(([, pattern]) => pattern.test(text)).map(([what]) => `${what} in "${text}"`),
		),
		...(twice === -1 ? [] : [`row ${twice + 1} is there twice`]),
		...rows.flatMap((row, place) => rowProblems(row, place)),
	];
};
