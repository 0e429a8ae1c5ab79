import {statSync} from 'node:fs';
import {type z} from 'zod';
import {type SummarySegment} from '../../record/segment-schema.js';
import {LatencyHistogram} from '../../measure/histogram.js';
import {summarySchema, summarySchemaVersion, type Summary} from '../../record/summary.js';
import {sanitize} from '../../text/sanitize.js';
import {messageOf, UserError} from '../../text/user-error.js';
import {errnoText} from '../../system/errno-text.js';
import {readGivenText} from '../../system/read-given.js';
import {isJournal, isJournalText, readJournal} from './read-journal.js';

/** No summary comes near; a wrong file is refused before it fills the memory. */
const mostBytes = 64 * 2 ** 20;

const readText = (file: string): string => {
	try {
		if (statSync(file).size > mostBytes) {
			throw new UserError(`${sanitize(file)}: larger than 64 MB, so no summary of edgetop`);
		}

		return readGivenText(file, {mostBytes});
	} catch (error) {
		if (error instanceof UserError) {
			throw error;
		}

		throw new UserError(`cannot read ${sanitize(file)}: ${errnoText(error)}`, {cause: error});
	}
};

/** What is named like a summary is read once; what may be the journal of a day is never read whole. */
const isLikely = (file: string): boolean =>
	file.endsWith('.json') && (statSync(file, {throwIfNoEntry: false})?.size ?? 0) <= mostBytes;

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The document of a file, or the one in the last line of a stream (`--format ndjson`). */
const parse = (text: string, file: string): unknown => {
	try {
		return JSON.parse(text);
	} catch (error) {
		const lastLine = text.trimEnd().split('\n').at(-1)!;
		try {
			const last: unknown = JSON.parse(lastLine);
			if (isRecord(last) && last['type'] === 'summary') {
				return last['summary'];
			}
		} catch {
			// The whole file's error says more.
		}

		throw new UserError(
			`${sanitize(file)}: no JSON document (${sanitize(messageOf(error), 120)}); a summary is what edgetop --json prints or --output saves`,
			{cause: error},
		);
	}
};

const show = (value: unknown): string =>
	value === undefined ? 'nothing' : sanitize(JSON.stringify(value), 60);

const valueAt = (document: unknown, path: readonly PropertyKey[]): unknown => {
	let value = document;
	for (const key of path) {
		value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key];
	}

	return value;
};

const fieldName = (path: readonly PropertyKey[]): string =>
	path.map(key => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');

const complain = (file: string, document: unknown, issue: z.core.$ZodIssue): never => {
	const field = sanitize(fieldName(issue.path).replace(/^\./, ''), 100);
	throw new UserError(
		`${sanitize(file)}: field ${field} has ${show(valueAt(document, issue.path))}: ${sanitize(issue.message, 160)}`,
	);
};

/** The latencies of a segment as they were saved; undefined where the summary holds none. */
export const savedLatencies = (
	segment: SummarySegment,
	of: 'inferHistogram' | 'responseHistogram' = 'inferHistogram',
): LatencyHistogram | undefined => {
	const saved = segment[of];
	if (!saved) {
		return undefined;
	}

	const {v, moments, buckets} = saved;
	return LatencyHistogram.fromJSON({v, moments, buckets: buckets.split(' ').map(Number)});
};

const checkHistograms = ({segments}: Summary, file: string): void => {
	for (const [place, segment] of segments.entries()) {
		for (const of of ['inferHistogram', 'responseHistogram'] as const) {
			try {
				savedLatencies(segment, of);
			} catch (error) {
				throw new UserError(
					`${sanitize(file)}: field segments[${place}].${of}: ${messageOf(error)}`,
					{cause: error},
				);
			}
		}
	}
};

/**
A parsed document as a summary.

@param file Its name, for errors.
@throws UserError with the file, the field and its value where it is none.
*/
export const asSummary = (document: unknown, file: string): Summary => {
	if (!isRecord(document) || document['kind'] !== 'edgetop-session') {
		const kind = isRecord(document) ? `kind is ${show(document['kind'])}` : show(document);
		throw new UserError(
			`${sanitize(file)}: no summary of edgetop (${kind}, expected "edgetop-session")`,
		);
	}

	const version = document['schemaVersion'];
	if (typeof version === 'number' && version > summarySchemaVersion) {
		throw new UserError(
			`${sanitize(file)}: schemaVersion ${version} is newer than this edgetop knows (${summarySchemaVersion}); update edgetop`,
		);
	}

	const result = summarySchema.safeParse(document);
	if (!result.success) {
		return complain(file, document, result.error.issues[0]!);
	}

	checkHistograms(result.data, file);
	return result.data;
};

/**
Reads and checks a saved summary: what `--output` saves, `--json` prints, the last line of `--format ndjson`, or the summary that a journal tells, also of a run that was cut off.

@throws UserError naming the file, and the field and value that are wrong; a newer version is said to be one.
*/
export const readSummary = (file: string): Summary => {
	const text = isLikely(file) ? readText(file) : undefined;
	const isTold = text === undefined ? isJournal(file) : isJournalText(text);
	const document = isTold ? readJournal(file).toSummary() : parse(text ?? readText(file), file);
	return asSummary(document, file);
};
