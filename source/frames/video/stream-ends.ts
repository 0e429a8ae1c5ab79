import {UserError} from '../../text/user-error.js';
import {backOffMs} from '../../system/back-off.js';
import {passSpan} from '../stream-source.js';
import {type FfmpegEnd} from './ffmpeg-run.js';

/** Times in ms. */
export type Patience = {
	/** A live source that gives no frame for this long is connected to again. */
	readonly stallMs: number;
	/** Without a frame for this long, tries included, it is given up. */
	readonly giveUpMs: number;
	/** Before the first try again; doubled each time, up to `longestPauseMs`. */
	readonly pauseMs: number;
	readonly longestPauseMs: number;
};

export const defaultPatience: Patience = {
	stallMs: 10_000,
	giveUpMs: 300_000,
	pauseMs: 1000,
	longestPauseMs: 30_000,
};

/** An ffmpeg that is killed on one and the same frame of a file is started again so often. */
const mostRestarts = 3;

export type StreamNote = {
	readonly level: 'info' | 'warning';
	readonly kind: string;
	readonly text: string;
};

const warning = (kind: string, text: string): StreamNote => ({level: 'warning', kind, text});

/**
Where a file goes on after its ffmpeg ended: at the next pass, or at the same frame where it was killed.

@param position Of the first frame that was not read.
@param failures Ends without a frame between them, this one included.
@throws UserError where nothing can be read.
*/
export const afterFileEnd = (
	shown: string,
	position: number,
	{code, words, lastLine}: FfmpegEnd,
	failures: number,
): {readonly position: number; readonly note?: StreamNote} => {
	const frame = position % passSpan;
	const wasKilled = code === null;
	if (wasKilled && failures <= mostRestarts) {
		const text = `${shown}: ${words}; it goes on at frame ${frame}`;
		return {position, note: warning('streamRestarted', text)};
	}

	if (frame === 0 || wasKilled) {
		throw new UserError(`${shown}: no frame can be read; ${words}`, {exitCode: 1});
	}

	const next = (Math.floor(position / passSpan) + 1) * passSpan;
	if (code === 0 && lastLine === undefined) {
		return {position: next};
	}

	// Told once a pass: a damaged file has more to say than anyone wants to read.
	const text =
		code === 0
			? `${shown} is damaged (${lastLine}); its pass ended after ${frame} frames`
			: `${shown}: ${words}; its pass ends after ${frame} frames`;
	return {position: next, note: warning('streamDamaged', text)};
};

/**
How long to wait before a live source is connected to again.

@param sinceMs Time since its last frame.
@throws UserError where it never gave a frame, or none for too long.
*/
export const afterLiveEnd = (
	shown: string,
	{words}: FfmpegEnd,
	run: {readonly hasFrames: boolean; readonly failures: number; readonly sinceMs: number},
	{giveUpMs, pauseMs, longestPauseMs}: Patience,
): {readonly waitMs: number; readonly note: StreamNote} => {
	if (!run.hasFrames) {
		throw new UserError(`${shown}: no frame can be had; ${words}`, {exitCode: 1});
	}

	if (run.sinceMs >= giveUpMs) {
		const seconds = Math.round(run.sinceMs / 1000);
		throw new UserError(`${shown}: no frame for ${seconds} s; ${words}`, {exitCode: 1});
	}

	const waitMs = backOffMs(run.failures, {firstMs: pauseMs, longestMs: longestPauseMs});
	const text = `${shown}: ${words}; connecting again in ${waitMs / 1000} s`;
	return {waitMs, note: warning('streamLost', text)};
};
