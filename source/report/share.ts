import {knownSets} from '../datasets/known-sets.js';
import {
	referenceSchema,
	referenceSchemaVersion,
	type Reference,
	type ReferenceRow,
} from '../record/reference/reference.js';
import {type Summary} from '../record/summary.js';
import {sanitize} from '../text/sanitize.js';
import {withoutPrecision} from './table/groups.js';
import {reportRows, type ReportRow} from './table/rows.js';

/* Own rows as a table to hand on: what was measured and on what, nothing of whose machine it was. */

/** Names of this person and machine, which no text may hold. */
export type PrivateNames = readonly string[];

/** Short ones would be found in ordinary words. */
const leastLetters = 3;
const personal: ReadonlyArray<readonly [pattern: RegExp, instead: string]> = [
	// Of a path the last part says what it is.
	[/(?:[^\s/\\,;]*[/\\]){2,}(?<last>[^\s/\\,;]*)/g, '$<last>'],
	[/[^\s@]+@[^\s@]+/g, '…'],
	[/\b(?:[\da-f]{2}[:-]){5}[\da-f]{2}\b/gi, '…'],
	[/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '…'],
];

const escapePattern = (text: string): string =>
	text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

const withoutNames = (text: string, names: PrivateNames): string => {
	let clean = sanitize(text, 200);
	for (const [pattern, instead] of personal) {
		clean = clean.replaceAll(pattern, instead);
	}

	for (const name of names.filter(({length}) => length >= leastLetters)) {
		clean = clean.replaceAll(
			new RegExp(String.raw`(?<![\p{L}\p{N}])${escapePattern(name)}(?![\p{L}\p{N}])`, 'giu'),
			'…',
		);
	}

	return clean.trim() || 'n/a';
};

/** A name that the board has too tells nobody anything: a host called "jetson". */
const namesToHide = ({context: {host}}: Summary, names: PrivateNames): PrivateNames => {
	const known = `${host.board ?? ''} ${host.cpu}`.toLowerCase();
	return [...names, host.name].filter(name => !known.includes(name.toLowerCase()));
};

/** Without a board its CPU says what it is; its host's name is nobody's business. */
const deviceOf = ({context: {host}}: Summary, device: string): string =>
	host.board === undefined
		? device.replace(`${host.name}, `, '').replace(host.name, host.cpu)
		: device;

/** A command says where a worker runs. */
const backendOf = (backend: string | undefined): string | undefined =>
	backend?.startsWith('exec:') ? 'exec' : backend;

/** A folder's name is its owner's. */
const publicSources = new Set(['bundled samples', ...knownSets.map(({name}) => name)]);
const sourceOf = ({context: {frames}}: Summary): string =>
	publicSources.has(frames.name)
		? frames.name
		: `own ${(frames.kind ?? 'images') === 'images' ? 'images' : 'video'}`;

const rowOf = (summary: Summary, row: ReportRow, names: PrivateNames): ReferenceRow => {
	const clean = (text: string) => withoutNames(text, names);
	const {inferMs, p50Ms, p90Ms, fps, top1, top5, images, precision, threads} = row;
	const backend = backendOf(row.backend);
	return {
		device: clean(deviceOf(summary, row.device)),
		framework: clean(row.framework.startsWith('exec:') ? 'exec' : row.framework),
		model: clean(withoutPrecision(row)),
		inferMs,
		...(top1 !== undefined && {top1}),
		...(top5 !== undefined && {top5}),
		...(images ? {images} : {}),
		...(precision !== undefined && {precision}),
		...(backend !== undefined && {backend: clean(backend)}),
		...(threads ? {threads} : {}),
		source: sourceOf(summary),
		...(row.frames !== undefined && {frames: row.frames}),
		...(p50Ms !== undefined && {p50Ms}),
		...(p90Ms !== undefined && {p90Ms}),
		...(fps !== undefined && fps > 0 && {fps}),
		...(row.millijoules !== undefined && row.millijoules > 0 && {millijoules: row.millijoules}),
		...(row.sustained !== undefined && row.sustained > 0 && {sustained: row.sustained}),
	};
};

/**
The rows of sessions as a reference of everybody's: `--reference` reads it. Rows that are in no average are left out and counted.

@param names Of the user and the machine: they are in no text.
@returns Undefined where no row is left; what was left out, by reason.
*/
export const shareOf = (
	sessions: Iterable<{readonly file: string; readonly summary: Summary}>,
	names: PrivateNames = [],
): {readonly reference: Reference | undefined; readonly leftOut: ReadonlyMap<string, number>} => {
	const rows: ReferenceRow[] = [];
	const leftOut = new Map<string, number>();
	const versions = new Set<string>();
	const days: string[] = [];
	for (const session of sessions) {
		const {summary} = session;
		const allNames = namesToHide(summary, names);
		for (const row of reportRows([session])) {
			if (row.notAveraged === undefined) {
				rows.push(rowOf(summary, row, allNames));
				versions.add(summary.edgetop);
				days.push(summary.startedAt.slice(0, 10));
			} else {
				leftOut.set(row.notAveraged, (leftOut.get(row.notAveraged) ?? 0) + 1);
			}
		}
	}

	if (rows.length === 0) {
		return {reference: undefined, leftOut};
	}

	const devices = [...new Set(rows.map(({device}) => device))];
	const [first, last] = [days.toSorted()[0]!, days.toSorted().at(-1)!];
	const reference = referenceSchema.parse({
		kind: 'edgetop-reference',
		schemaVersion: referenceSchemaVersion,
		title: sanitize(devices.length > 2 ? `${devices.length} boards` : devices.join(' and '), 60),
		source: `edgetop ${[...versions].join(', ')}, ${first === last ? first : `${first} to ${last}`}`,
		caveats: [
			'Means after warm-up, from submitting a frame to its result on the host; one frame at a time',
			'Only runs that were VALID for their preset',
		],
		rows,
	});
	return {reference, leftOut};
};
