import {type Snapshot} from '../record/snapshot.js';
import {keyBindings, keyName, type KeyBinding} from './keys.js';
import {beside, fitBlock, fitLine, type Line, line, span, wholeItems} from './canvas/lines.js';
import {accuracy} from './panels/accuracy.js';
import {currentFrame} from './panels/current-frame.js';
import {eventLine, events} from './panels/events.js';
import {type Size} from './panels/frame.js';
import {header} from './panels/header.js';
import {host} from './panels/host.js';
import {latency} from './panels/latency.js';
import {notice} from './panels/notice.js';
import {rankLine} from './panels/rank.js';
import {throughput} from './panels/throughput.js';
import {replayBindings} from './replay-keys.js';
import {type Theme} from './canvas/theme.js';

export const smallest: Size = {width: 80, height: 24};

const headerHeight = 2;
const frameHeight = 8;
/** With a picture, where there is room. */
const picturedFrameHeight = 14;
const accuracyHeight = 6;
const hostHeight = 8;
/** A small screen keeps CPU, memory and temperature. */
const shortHostHeight = 5;
/** With fewer rows than this, only the newest event is shown, on a line of its own. */
const rowsForEvents = 32;
/** How long an event stays news, ms. */
const newsMs = 20_000;

export const keyLine = (
	width: number,
	bindings: ReadonlyArray<KeyBinding<unknown>> = keyBindings,
): Line =>
	fitLine(
		wholeItems(
			bindings.flatMap(({keys, short, shown}) =>
				short === undefined
					? []
					: [line(span(shown ?? keyName(keys[0]!), 'accent'), span(` ${short}  `, 'dim'))],
			),
			width,
		),
		width,
	);

/** The keys that mean something here. */
export const bindingsFor = ({playback}: Snapshot): ReadonlyArray<KeyBinding<unknown>> =>
	playback
		? replayBindings.filter(({action}) => playback.isAttached || action !== 'endRun')
		: keyBindings;

/** Rows of the columns below the header. */
const body = (snapshot: Snapshot, {width, height}: Size, theme: Theme): Line[] => {
	const leftWidth = Math.max(42, Math.min(100, Math.floor(width * 0.54)));
	const rightWidth = width - leftWidth;
	const latencyHeight = Math.max(10, Math.min(20, Math.floor(height * 0.5)));
	const left = [
		...throughput(snapshot, {width: leftWidth, height: height - latencyHeight}, theme),
		...latency(snapshot.segment, {width: leftWidth, height: latencyHeight}, theme),
	];
	const isPictured = theme.canShowPictures && snapshot.current?.thumbnail !== undefined;
	const hasRoom = height >= picturedFrameHeight + accuracyHeight + 2 * hostHeight;
	const frameRows = isPictured && hasRoom ? picturedFrameHeight : frameHeight;
	const isShort = height < frameRows + accuracyHeight + hostHeight;
	const right = [
		...currentFrame(snapshot, {width: rightWidth, height: frameRows}, theme),
		...accuracy(
			snapshot.segment,
			snapshot.labelSource,
			{width: rightWidth, height: accuracyHeight},
			theme,
		),
		...host(
			snapshot,
			{
				width: rightWidth,
				height: isShort
					? Math.max(shortHostHeight, height - frameRows - accuracyHeight)
					: height - frameRows - accuracyHeight,
			},
			theme,
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

/**
The whole main screen as lines: one row fewer than the terminal has, since a full-height paint would scroll.

@param page What stands between header and key line instead of the panels.
*/
export const compose = (
	snapshot: Snapshot,
	size: Size,
	theme: Theme,
	page?: readonly Line[],
): Line[] => {
	if (isTooSmall(size)) {
		return tooSmall(size, snapshot.playback !== undefined);
	}

	const {width} = size;
	const keys = keyLine(width, bindingsFor(snapshot));
	const middle = pageSize(size);
	const head = header(snapshot, width).map(item => fitLine(item, width));
	if (page) {
		return [...head, ...fitBlock(page, width, middle.height), keys];
	}

	const said = notice(snapshot);
	const standing = snapshot.standing && rankLine(snapshot.standing);
	if (size.height >= rowsForEvents) {
		const eventsHeight = Math.max(6, Math.floor(middle.height * 0.22));
		const lines = [said, standing].flatMap(item => (item ? [fitLine(item, width)] : []));
		const bodyHeight = middle.height - eventsHeight - lines.length;
		return [
			...head,
			...lines,
			...body(snapshot, {width, height: bodyHeight}, theme),
			...events(snapshot.events, {width, height: eventsHeight}, theme),
			keys,
		];
	}

	return [
		...head,
		...body(snapshot, {width, height: middle.height - 1}, theme),
		fitLine(said ?? news(snapshot, standing), width),
		keys,
	];
};
