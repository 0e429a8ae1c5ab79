import {type Snapshot} from '../record/snapshot.js';
import {keyBindings, keyName, type KeyBinding} from './keys.js';
import {beside, fitBlock, fitLine, type Line, line, lineWidth, span} from './canvas/lines.js';
import {currentFrame} from './panels/current-frame.js';
import {eventLine, events} from './panels/events.js';
import {type Size} from './panels/frame.js';
import {header} from './panels/header.js';
import {host, hostRowsNeeded} from './panels/host.js';
import {latency} from './panels/latency.js';
import {rankLine} from './panels/rank.js';
import {resultLine} from './panels/result-line.js';
import {throughput} from './panels/throughput.js';
import {type TimeSpan} from './panels/time-charts.js';
import {verdictLine} from './panels/verdict.js';
import {isBeginning, startPage} from './pages/start-page.js';
import {replayBindings} from './replay-keys.js';
import {type Theme} from './canvas/theme.js';

/** Panels of the main screen, in the order in which Tab goes through them. */
export const panelNames = ['throughput', 'latency', 'host', 'frame', 'events'] as const;

export type PanelName = (typeof panelNames)[number];

export const smallest: Size = {width: 80, height: 24};

const headerHeight = 2;
/** The frame, its answers and the accuracy. */
const leastFrameHeight = 9;
/** The frame with its picture has enough with this. */
const mostFrameHeight = 24;
const leastHostHeight = 8;
/** With fewer rows than this, only the newest event is shown, on a line of its own. */
const rowsForEvents = 32;
/** How long an event stays news, ms. */
const newsMs = 20_000;

/** The keys in one row: as many as fit, and how many more there are. */
export const keyLine = (
	width: number,
	bindings: ReadonlyArray<KeyBinding<unknown>> = keyBindings,
): Line => {
	const items = bindings.flatMap(({keys, short, shown}) =>
		short === undefined
			? []
			: [line(span(shown ?? keyName(keys[0]!), 'accent'), span(` ${short}  `, 'dim'))],
	);
	const more = (hidden: number): Line =>
		line(span('?', 'accent'), span(` ${hidden} more keys`, 'dim'));
	// What is left out is told, in place of as many others as that needs.
	for (let kept = items.length; kept > 0; kept--) {
		const hidden = items.length - kept;
		const all = [...items.slice(0, kept).flat(), ...(hidden > 0 ? more(hidden) : [])];
		if (lineWidth(all) - (hidden > 0 ? 0 : 2) <= width) {
			return fitLine(all, width);
		}
	}

	return fitLine(more(items.length), width);
};

/** The keys that mean something here. */
export const bindingsFor = ({playback}: Snapshot): ReadonlyArray<KeyBinding<unknown>> =>
	playback
		? replayBindings.filter(({action}) => playback.isAttached || action !== 'endRun')
		: keyBindings;

/** What of the main screen the user chose. */
export type MainLook = {
	/** Length of the time axis, ms; absent: the whole run. */
	readonly timeSpan?: TimeSpan | undefined;
	/** The panel that Enter makes a page of. */
	readonly focus?: PanelName | undefined;
	/** Answer to the last key, in place of the key line. */
	readonly hint?: string | undefined;
};

/** Rows of the columns below the header. */
const body = (
	snapshot: Snapshot,
	{width, height}: Size,
	theme: Theme,
	{timeSpan, focus}: MainLook,
): Line[] => {
	const leftWidth = Math.max(42, Math.min(110, Math.floor(width * 0.54)));
	const rightWidth = width - leftWidth;
	const latencyHeight = Math.max(7, Math.min(20, Math.floor(height * 0.45)));
	const lookOf = (name: PanelName) => ({isFocused: focus === name});
	const left = [
		...throughput(snapshot, {width: leftWidth, height: height - latencyHeight}, theme, {
			timeSpan,
			...lookOf('throughput'),
		}),
		...latency(
			snapshot.segment,
			{width: leftWidth, height: latencyHeight},
			theme,
			lookOf('latency'),
		),
	];
	// What the machine does not tell needs no room: the frame and its answers get it.
	const needed = hostRowsNeeded(snapshot, rightWidth, theme);
	const hostHeight = Math.max(
		height - mostFrameHeight,
		Math.min(
			Math.max(needed, leastHostHeight - 3),
			Math.max(leastHostHeight, height - leastFrameHeight),
		),
	);
	const right = [
		...host(snapshot, {width: rightWidth, height: hostHeight}, theme, lookOf('host')),
		...currentFrame(
			snapshot,
			{width: rightWidth, height: height - hostHeight},
			theme,
			lookOf('frame'),
		),
	];
	return beside(fitBlock(left, leftWidth, height), fitBlock(right, rightWidth, height));
};

const tooSmall = ({width, height}: Size, isReplay: boolean): Line[] =>
	fitBlock(
		[
			line(span('edgetop', 'accent')),
			line(span(`This terminal is ${width}×${height};`)),
			line(span(`the screen needs ${smallest.width}×${smallest.height}.`)),
			line(span(isReplay ? 'q quits.' : 'Measuring goes on. q quits.')),
		],
		width,
		Math.max(1, height - 1),
	);

export const isTooSmall = ({width, height}: Size): boolean =>
	width < smallest.width || height < smallest.height;

/** The page between header and key line: rows and columns that it may use. */
export const pageSize = ({width, height}: Size): Size => ({
	width,
	height: height - 1 - headerHeight - 1,
});

/** The one line of a small screen for news, where nothing slows the run down: what happened just now, then what holds, then what happened last. */
const news = ({events: list, elapsedMs}: Snapshot, standing: Line | undefined): Line => {
	const newest = list.at(-1);
	const isFresh = newest !== undefined && elapsedMs - newest.atMs < newsMs;
	if (standing && !isFresh) {
		return standing;
	}

	return newest ? eventLine(newest) : line(span('no events', 'dim'));
};

const isPage = (content: readonly Line[] | MainLook): content is readonly Line[] =>
	Array.isArray(content);

/**
The whole main screen as lines: one row fewer than the terminal has, since a full-height paint would scroll.

@param content What stands between header and key line instead of the panels, or how the panels look.
*/
export const compose = (
	snapshot: Snapshot,
	size: Size,
	theme: Theme,
	content: readonly Line[] | MainLook = {},
): Line[] => {
	if (isTooSmall(size)) {
		return tooSmall(size, snapshot.playback !== undefined);
	}

	const {width} = size;
	const keys = keyLine(width, bindingsFor(snapshot));
	const middle = pageSize(size);
	const head = header(snapshot, width).map(item => fitLine(item, width));
	if (isPage(content)) {
		return [...head, ...fitBlock(content, width, middle.height), keys];
	}

	const {hint} = content;
	const foot = hint === undefined ? keys : fitLine(line(span(hint, 'warn')), width);
	const verdict = fitLine(verdictLine(snapshot, width, theme), width);
	const result = fitLine(resultLine(snapshot, width, theme), width);
	const standing = snapshot.standing && rankLine(snapshot.standing);
	if (isBeginning(snapshot)) {
		return [
			...head,
			verdict,
			...startPage(snapshot, {width, height: middle.height - 1}, theme),
			foot,
		];
	}

	if (size.height >= rowsForEvents) {
		const eventsHeight = Math.max(5, Math.floor(middle.height * 0.18));
		const lines = standing ? [fitLine(standing, width)] : [];
		const bodyHeight = middle.height - eventsHeight - lines.length - 2;
		return [
			...head,
			verdict,
			...body(snapshot, {width, height: bodyHeight}, theme, content),
			...events(snapshot.events, {width, height: eventsHeight}, theme, {
				isFocused: content.focus === 'events',
			}),
			...lines,
			result,
			foot,
		];
	}

	return [
		...head,
		verdict,
		...body(snapshot, {width, height: middle.height - 3}, theme, content),
		fitLine(news(snapshot, standing), width),
		result,
		foot,
	];
};
