import {keyLine} from '../views/compose.js';
import {fitLine, span, spread, wrap, type Line} from '../views/canvas/lines.js';
import {type Theme} from '../views/canvas/theme.js';
import {keyName} from '../views/keys.js';
import {windowAround} from '../views/pages/choices.js';
import {pickerPage} from '../views/pages/picker-page.js';
import {scrolledPage} from '../views/pages/scrolled-page.js';
import {type Size} from '../views/panels/frame.js';
import {isHeard} from './board-state.js';
import {choiceContent} from './choice-content.js';
import {detailHeight, detailLines} from './detail-lines.js';
import {headingLine, rowLayout, rowLine} from './rows.js';
import {boardsText, targetsOf, type ViewState} from './view-state.js';
import {wallBindings} from './wall-keys.js';
import {type WallSnapshot} from './wall.js';

/** Title, heading and rule around the rows, and the key line. */
const otherLines = 4;

/** How many boards are in which state, the troubled ones first to be seen. */
const counts = ({boards, nowMs}: WallSnapshot): Line => {
	const heard = boards.filter(board => isHeard(board, nowMs));
	const running = heard.filter(({word}) => word?.run);
	const throttled = running.filter(({word}) => word?.run?.verdict?.verdict === 'throttled').length;
	const lost =
		boards.filter(({phase, heardAtMs}) => phase !== 'connecting' || heardAtMs !== undefined)
			.length - heard.length;
	const connecting = boards.length - heard.length - lost;
	return [
		span(`${boards.length} boards: `, 'dim'),
		span(`${running.length} run`, 'good'),
		span(`, ${heard.length - running.length} idle`, 'dim'),
		...(throttled > 0 ? [span(`, ${throttled} throttled`, 'bad')] : []),
		...(lost > 0 ? [span(`, ${lost} not heard`, 'bad')] : []),
		...(connecting > 0 ? [span(`, ${connecting} connecting`, 'dim')] : []),
	];
};

const rowsPage = (view: ViewState, snapshot: WallSnapshot, size: Size, theme: Theme): Line[] => {
	const {boards, nowMs} = snapshot;
	const room = Math.max(1, size.height - otherLines - detailHeight);
	const [from, to] = windowAround(boards.length, view.at, room);
	const layout = rowLayout(
		boards.map(({name}) => name),
		size.width,
	);
	const rows = boards
		.slice(from, to)
		.map((board, place) =>
			rowLine(
				board,
				{isSelected: from + place === view.at, isChosen: view.chosen.has(board.name)},
				{layout, nowMs, theme},
			),
		);
	const where = to - from < boards.length ? ` ${from + 1}-${to} of ${boards.length} ` : '';
	const rule = theme.glyphs.horizontal.repeat(Math.max(0, size.width - where.length - 2));
	return [
		headingLine(layout, theme),
		...rows,
		...Array.from({length: room - rows.length}, (): Line => []),
		[span(`${rule}${where}${theme.glyphs.horizontal.repeat(2)}`, 'border')],
		...detailLines(boards[view.at], nowMs),
	];
};

const columnsHelp: ReadonlyArray<readonly [string, string]> = [
	['FPS, 60 s', 'frames a second by the wall clock, now and over a minute'],
	[
		'2 min',
		'FPS of the last minutes from 0 up to its own best, a column each 5 s; blank: not heard',
	],
	['p50 ms', 'half of all inferences of the segment took no longer'],
	['top-1', 'percent of different images answered right'],
	['°C, trip', 'the die nearest its trip, and how far below it; yellow within 10 °C, red within 3'],
	['power, of', 'watts, and what the meter covers'],
	['sust.', 'FPS of the last five minutes over those of the first minute'],
	['word', 'age of what is shown, where it is not of now'],
	['verdict', 'what slows the board down and since when, or how long nothing has'],
];

const helpLines = (width: number): Line[] => {
	const rows = (name: string, text: string, nameWidth: number): Line[] =>
		wrap(text, width - nameWidth).map((part, row): Line => [
			span((row === 0 ? name : '').padEnd(nameWidth), 'accent'),
			span(part),
		]);
	return [
		...wallBindings.flatMap(({keys, text}) =>
			rows(keys.map(key => keyName(key)).join(' '), text, 12),
		),
		[],
		...columnsHelp.flatMap(([name, text]) => rows(name, text, 12)),
	];
};

const body = (
	view: ViewState,
	snapshot: WallSnapshot,
	size: Size,
	theme: Theme,
): readonly Line[] => {
	const page = {width: size.width, height: size.height - 2};
	switch (view.page) {
		case 'help': {
			return scrolledPage(
				{
					title: 'Help: keys and columns',
					lines: helpLines(size.width - 4),
					closing: 'any key closes',
				},
				view.scroll,
				page,
				theme,
			);
		}

		case 'models':
		case 'backends': {
			const content = choiceContent(view.page, targetsOf(view, snapshot), snapshot);
			return pickerPage(content, view.picker, page, theme);
		}

		default: {
			return rowsPage(view, snapshot, size, theme);
		}
	}
};

const lastLine = (view: ViewState, snapshot: WallSnapshot, width: number): Line => {
	if (view.page === 'stop') {
		const who = boardsText(targetsOf(view, snapshot));
		return [span(`End the runs on ${who}, saved as they are? y: yes, any other key: no`, 'warn')];
	}

	return view.hint === undefined ? keyLine(width, wallBindings) : [span(view.hint, 'accent')];
};

const smallest: Size = {width: 60, height: 12};

/** The whole screen, one line fewer than the terminal has. */
export const wallPage = (
	view: ViewState,
	snapshot: WallSnapshot,
	{width, height}: Size,
	theme: Theme,
): Line[] => {
	if (width < smallest.width || height < smallest.height) {
		const text = `edgetop wall needs ${smallest.width} × ${smallest.height}; q leaves`;
		return [fitLine([span(text, 'warn')], width)];
	}

	const size = {width, height: height - 1};
	const lines = [
		spread([span('edgetop wall', 'title')], counts(snapshot), width, 'right'),
		...body(view, snapshot, size, theme),
		lastLine(view, snapshot, width),
	];
	return lines.map(line => fitLine(line, width));
};
