import {type Snapshot} from '../record/snapshot.js';
import {keyBindings, keyName, type KeyBinding} from './keys.js';
import {beside, fitBlock, fitLine, type Line, line, lineWidth, span} from './canvas/lines.js';
import {currentFrame} from './panels/current-frame.js';
import {eventLine, events} from './panels/events.js';
import {mainLayout, pageSize, type PanelName} from './main-layout.js';
import {type Size} from './panels/frame.js';
import {header} from './panels/header.js';
import {host} from './panels/host.js';
import {latency} from './panels/latency.js';
import {rankLine} from './panels/rank.js';
import {resultLine} from './panels/result-line.js';
import {throughput} from './panels/throughput.js';
import {type TimeSpan} from './panels/time-charts.js';
import {verdictLine} from './panels/verdict.js';
import {isBeginning, startPage} from './pages/start-page.js';
import {replayBindings} from './replay-keys.js';
import {type Theme} from './canvas/theme.js';

export const smallest: Size = {width: 80, height: 24};

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

/** The columns below the verdict, and the events. */
const body = (
	snapshot: Snapshot,
	theme: Theme,
	{timeSpan, focus}: MainLook,
	layout: ReturnType<typeof mainLayout>,
): Line[] => {
	const lookOf = (name: PanelName) => ({isFocused: focus === name});
	const left = [
		...throughput(snapshot, layout.throughput, theme, {timeSpan, ...lookOf('throughput')}),
		...latency(snapshot.segment, layout.latency, theme, lookOf('latency')),
	];
	const right = [
		...host(snapshot, layout.host, theme, lookOf('host')),
		...currentFrame(snapshot, layout.frame, theme, lookOf('frame')),
	];
	// Panels have their size exactly.
	const columns = beside(left, right);
	return layout.events.height > 1
		? [...columns, ...events(snapshot.events, layout.events, theme, lookOf('events'))]
		: columns;
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

/** The one line of a small screen for news, where nothing slows the run down: what happened just now, then what holds, then what happened last. */
const newsLine = ({events: list, elapsedMs}: Snapshot, standing: Line | undefined): Line => {
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
	const foot = hint === undefined ? keys : fitLine(line(span(hint, 'strong')), width);
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

	const layout = mainLayout(snapshot, size, theme);
	const isSmall = layout.events.height === 1;
	const mark = content.focus === 'events' ? [span(`${theme.glyphs.pointer} `, 'accent')] : [];
	const news = isSmall ? [...mark, ...newsLine(snapshot, standing)] : standing;
	return [
		...head,
		verdict,
		...body(snapshot, theme, content, layout),
		...(news ? [fitLine(news, width)] : []),
		result,
		foot,
	];
};
