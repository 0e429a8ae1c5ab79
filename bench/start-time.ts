import {spawn} from 'node:child_process';
import {once} from 'node:events';
import process from 'node:process';
import {createInterface} from 'node:readline';
import {type Summary} from '../source/record/summary.js';
import {cli} from './edgetop-run.js';

export type StartTime = {
	/** From the start of the process to the first counted frame of a run over all bundled images. */
	readonly totalMs: number;
	/** The warm-up in it. */
	readonly warmupMs: number;
};

/** Starts the program for a second of counted frames. The session's clock begins a little after the process: that part is measured from outside. */
export const timeToFirstFrame = async (): Promise<StartTime> => {
	const beganAt = Date.now();
	const child = spawn(process.execPath, [cli, '--format', 'ndjson', '--duration', '1s'], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	let summary: Summary | undefined;
	for await (const text of createInterface({input: child.stdout})) {
		const record = JSON.parse(text) as {type: string; summary?: Summary};
		summary = record.summary ?? summary;
	}

	if (child.exitCode === null) {
		await once(child, 'exit');
	}

	const segment = summary?.segments[0];
	if (!summary || segment?.startedAtMs === undefined || !segment.warmup) {
		throw new Error('the run for the start time counted no frame');
	}

	const sessionBeganMs = Date.parse(summary.startedAt) - beganAt;
	const firstFrameMs = segment.startedAtMs + (segment.seconds * 1000) / segment.frames;
	return {totalMs: sessionBeganMs + firstFrameMs, warmupMs: segment.warmup.milliseconds};
};
