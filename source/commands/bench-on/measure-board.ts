import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {parseBoardDocument, type BoardDocument} from '../../bench/report/board-document.js';
import {Link} from '../../ssh/link.js';
import {messageOf, UserError} from '../../text/user-error.js';
import {sanitize} from '../../text/sanitize.js';
import {bringBuild} from '../on/bring-build.js';
import {
	endBench,
	fetchResult,
	followBench,
	forgetBench,
	type FarBench,
	type FarEnd,
} from './far-bench.js';

/** Waits before a lost board is tried again, ms: a board that starts anew is back within them. */
export const usualPausesMs = [5000, 15_000, 30_000, 60_000, 120_000] as const;

/** What came of one board. */
export type BoardResult = {
	/** As ssh knows it. */
	readonly board: string;
	/** What it printed now. */
	readonly document?: BoardDocument;
	/** Why there is no whole result, in one line without the board's name. */
	readonly reason?: string;
	/** What is wrong with its clock. */
	readonly clock?: string | undefined;
	/** A pair failed, or the bench did not come to its end. */
	readonly hasFailed: boolean;
};

type Work = {
	readonly key: string;
	/** For edgetop there. */
	readonly args: readonly string[];
	/** What lies there is not wanted. */
	readonly isFresh: boolean;
	/** For the sockets of ssh. */
	readonly folder: string;
	readonly place: number;
	readonly pausesMs: readonly number[];
	readonly signal: AbortSignal;
	readonly say: (text: string) => void;
};

/** A message of ssh without the board's name, which stands beside it. */
const withoutName = (board: string, text: string): string => {
	const name = `${sanitize(board, 80)}: `;
	return text.startsWith(name) ? text.slice(name.length) : text;
};

/** Follows to the end; a lost connection is opened again, and a bench whose process is gone begun again once. */
const follow = async (
	link: Link,
	program: string,
	{key, args, isFresh, pausesMs, signal, say}: Work,
): Promise<FarEnd> => {
	const onAbort = (): void => {
		say('ending');
		void (async () => {
			try {
				await endBench(link, key);
			} catch (error) {
				say(withoutName(link.board, messageOf(error)));
			}
		})();
	};

	signal.addEventListener('abort', onAbort, {once: true});
	try {
		const lost = {times: 0};
		let hasBegunAgain = false;
		let takes: FarBench['takes'] = isFresh ? 'none' : 'ended';
		for (;;) {
			const end = await followBench(link, {key, program, args, takes}, text => {
				lost.times = 0;
				say(text);
			});
			if (end.kind === 'gone' && !hasBegunAgain && !signal.aborted) {
				hasBegunAgain = true;
				say('its bench is gone there: begun again');
				continue;
			}

			const pauseMs = pausesMs[lost.times];
			if (end.kind !== 'lost' || pauseMs === undefined || signal.aborted) {
				return end;
			}

			takes = 'any';
			lost.times++;
			say(
				`${withoutName(link.board, end.reason)}; tried again in ${Math.ceil(pauseMs / 1000)} s, it goes on there`,
			);
			await sleep(pauseMs, undefined, {signal}).catch(() => undefined);
			if (signal.aborted) {
				return end;
			}
		}
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
};

/** The last word of a bench that printed no table: its error. */
const errorOf = (last: string): string =>
	last === '' ? 'it ended without a word' : last.replace(/^edgetop: /, '');

const resultOf = async (link: Link, key: string, end: FarEnd): Promise<Partial<BoardResult>> => {
	if (end.kind === 'refused') {
		return {reason: withoutName(link.board, end.reason)};
	}

	if (end.kind === 'lost') {
		return {
			reason: `${withoutName(link.board, end.reason)}; it goes on there, the same command finds it`,
		};
	}

	const document = parseBoardDocument(await fetchResult(link, key));
	await forgetBench(link, key);
	return end.kind === 'gone'
		? {
				document,
				reason: `its bench was killed there (${end.last === '' ? 'no word' : end.last}); the same command goes on`,
			}
		: document === undefined
			? {reason: errorOf(end.last)}
			: {
					document,
					...(!document.isComplete && {reason: 'not finished'}),
					hasFailed: end.exitCode !== 0,
				};
};

/** Measures on one board, from looking what it is to its table; what is wrong is in the result. */
export const measureBoard = async (board: string, work: Work): Promise<BoardResult> => {
	const {key, folder, place, signal, say} = work;
	// A prompt of one board would be lost among the lines of the others.
	const given = {isBatch: true, socket: path.join(folder, String(place))};
	const link = new Link(board, given);
	try {
		say('looking what it is');
		const {program, clock} = await bringBuild(new Link(board, {...given, signal}), text => {
			say(withoutName(board, text));
		});
		signal.throwIfAborted();
		say('begins');
		const end = await follow(link, program, work);
		return {board, clock, hasFailed: true, ...(await resultOf(link, key, end))};
	} catch (error) {
		if (signal.aborted) {
			return {board, reason: 'interrupted before it began', hasFailed: true};
		}

		if (!(error instanceof UserError)) {
			throw error;
		}

		return {board, reason: withoutName(board, messageOf(error)), hasFailed: true};
	} finally {
		await link.endShared();
	}
};
