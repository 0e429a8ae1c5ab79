import {readdirSync} from 'node:fs';
import {setImmediate as nextTurn} from 'node:timers/promises';
import path from 'node:path';
import {readSummary} from '../journal/read/read-summary.js';
import {type EarlierFps} from '../record/earlier-fps.js';
import {type SessionContext, type Summary} from '../record/summary.js';
import {type SummarySegment} from '../record/segment-schema.js';
import {sessionsFolder} from '../system/paths.js';

/*
What earlier sessions of this machine reached with the same model, backend and settings while nothing held them back: what a board that is limited from its start is held against. Saved summaries are read, a few of the newest only.
*/

/** Summaries that are read: of these, so many whose names tell the model. */
const mostRead = 12;
const mostOfModel = 8;

/** What a session has to share with this one. */
export type Alike = {
	readonly id: string;
	readonly context: SessionContext;
	readonly segment: SummarySegment;
	/** The power mode in force, where the board has one. */
	readonly powerMode?: number | undefined;
};

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Of an image set that is decoded beforehand the FPS do not depend on the pictures. */
const hasSameFrames = (a: Alike, b: {context: SessionContext; segment: SummarySegment}): boolean =>
	a.segment.framesMode === b.segment.framesMode &&
	a.segment.framesMode !== 'decoded live' &&
	(a.segment.framesMode === 'cached in memory' || a.context.frames.hash === b.context.frames.hash);

const isSameBoard = ({host: a}: SessionContext, {host: b}: SessionContext): boolean =>
	a.board === b.board &&
	a.cpu === b.cpu &&
	a.cores === b.cores &&
	a.platform === b.platform &&
	a.governor === b.governor;

const isSameModel = (a: SummarySegment, b: SummarySegment): boolean =>
	a.modelName === b.modelName &&
	a.modelSha256 === b.modelSha256 &&
	a.precision === b.precision &&
	a.backendId === b.backendId &&
	a.device === b.device &&
	a.threads === b.threads &&
	isSame(a.runtime, b.runtime) &&
	isSame(a.backendOptions, b.backendOptions);

/** Nothing held it back, and nobody took its time, while this segment ran. */
const wasFree = (
	{throttling}: Summary,
	{startedAtMs = 0, endedAtMs = Number.POSITIVE_INFINITY}: SummarySegment,
): boolean =>
	!(throttling?.spells ?? []).some(
		({onsetMs, endedMs = Number.POSITIVE_INFINITY}) =>
			onsetMs <= endedAtMs && endedMs >= startedAtMs,
	);

const powerModeOf = ({telemetry}: Summary): number | undefined =>
	telemetry.find(({id}) => id === 'jetson/power-mode')?.last;

/** The FPS of a summary's segments that are like this one: the highest; undefined where there is none. */
export const fpsOf = (summary: Summary, alike: Alike): number | undefined => {
	const {context, segments, replay, liveComparison} = summary;
	if (
		summary.id === alike.id ||
		replay !== undefined ||
		liveComparison !== undefined ||
		!isSameBoard(context, alike.context) ||
		powerModeOf(summary) !== alike.powerMode
	) {
		return undefined;
	}

	const found = segments
		.filter(
			segment =>
				segment.validity.isValid &&
				isSameModel(segment, alike.segment) &&
				hasSameFrames(alike, {context, segment}) &&
				wasFree(summary, segment),
		)
		.flatMap(({fps}) => fps.session ?? []);
	return found.length > 0 ? Math.max(...found) : undefined;
};

/** The newest summaries, those whose names tell the model first. Names begin with the time of the start. */
const candidates = (folder: string, modelName: string): string[] => {
	let names: string[];
	try {
		names = readdirSync(folder)
			.filter(name => name.endsWith('.json'))
			.toSorted()
			.toReversed();
	} catch {
		return [];
	}

	const stem = `-${modelName.replaceAll(/[^\w.-]/g, '-')}-`;
	const ofModel = names.filter(name => name.includes(stem)).slice(0, mostOfModel);
	const others = names.filter(name => !name.includes(stem));
	return [...ofModel, ...others].slice(0, mostRead).map(name => path.join(folder, name));
};

/**
The fastest of the newest earlier sessions that are like this one; undefined where there is none. A summary that cannot be read is passed over. At most twelve files are read, one a turn of the event loop.

@param folder Of saved summaries.
*/
export const seekEarlier = async (
	alike: Alike,
	folder = sessionsFolder(),
): Promise<EarlierFps | undefined> => {
	let best: EarlierFps | undefined;
	for (const file of candidates(folder, alike.segment.modelName)) {
		await nextTurn();
		try {
			const summary = readSummary(file);
			const fps = fpsOf(summary, alike);
			if (fps !== undefined && fps > (best?.fps ?? 0)) {
				best = {fps, startedAt: summary.startedAt};
			}
		} catch {
			// Another version's, or not whole: it says nothing about this run.
		}
	}

	return best;
};
