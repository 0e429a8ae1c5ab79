import {type Snapshot} from '../record/snapshot.js';
import {type Theme} from './canvas/theme.js';
import {type Size} from './panels/frame.js';
import {hostRowsNeeded} from './panels/host.js';

/** Panels of the main screen, in the order in which Tab goes through them. */
export const panelNames = ['throughput', 'latency', 'host', 'frame', 'events'] as const;

export type PanelName = (typeof panelNames)[number];

/** Where something stands on the terminal; columns and rows count from 0. */
export type Place = Size & {readonly column: number; readonly row: number};

export const headerHeight = 2;
/** The frame, its answers and the accuracy. */
const leastFrameHeight = 9;
/** The frame with its picture has enough with this. */
const mostFrameHeight = 24;
const leastHostHeight = 8;
/** With fewer rows than this, only the newest event is shown, on a line of its own. */
const rowsForEvents = 32;

/** The page between header and key line: rows and columns that it may use. */
export const pageSize = ({width, height}: Size): Size => ({
	width,
	height: height - 1 - headerHeight - 1,
});

/** The panels of the main screen, below header and verdict; with few rows `events` is one line. */
export const mainLayout = (
	snapshot: Snapshot,
	{width, height}: Size,
	theme: Theme,
): Readonly<Record<PanelName, Place>> => {
	const top = headerHeight + 1;
	const middle = pageSize({width, height}).height;
	const hasEvents = height >= rowsForEvents;
	const eventsHeight = hasEvents ? Math.max(5, Math.floor(middle * 0.18)) : 1;
	const lines = hasEvents && snapshot.standing ? 1 : 0;
	const bodyHeight = middle - eventsHeight - lines - 2;
	const leftWidth = Math.max(42, Math.min(110, Math.floor(width * 0.54)));
	const rightWidth = width - leftWidth;
	const latencyHeight = Math.max(7, Math.min(20, Math.floor(bodyHeight * 0.45)));
	// What the machine does not tell needs no room: the frame and its answers get it.
	const hostHeight = Math.max(
		bodyHeight - mostFrameHeight,
		Math.min(
			Math.max(hostRowsNeeded(snapshot, rightWidth, theme), leastHostHeight - 3),
			Math.max(leastHostHeight, bodyHeight - leastFrameHeight),
		),
	);
	const left = {column: 0, width: leftWidth};
	const right = {column: leftWidth, width: rightWidth};
	return {
		throughput: {...left, row: top, height: bodyHeight - latencyHeight},
		latency: {...left, row: top + bodyHeight - latencyHeight, height: latencyHeight},
		host: {...right, row: top, height: hostHeight},
		frame: {...right, row: top + hostHeight, height: bodyHeight - hostHeight},
		events: {column: 0, width, row: top + bodyHeight, height: eventsHeight},
	};
};

/** The panel at a place of the main screen; undefined where there is none. */
export const panelAt = (
	snapshot: Snapshot,
	{column, row}: {readonly column: number; readonly row: number},
	size: Size,
	theme: Theme,
): PanelName | undefined => {
	const layout = mainLayout(snapshot, size, theme);
	return panelNames.find(name => {
		const place = layout[name];
		return (
			column >= place.column &&
			column < place.column + place.width &&
			row >= place.row &&
			row < place.row + place.height
		);
	});
};
