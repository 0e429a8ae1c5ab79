import {cut, type Line, line, span, widthOf, wrap} from '../canvas/lines.js';
import {innerSize, panel, type Size} from '../panels/frame.js';
import {type Theme} from '../canvas/theme.js';
import {type Choice, listed, windowAround} from './choices.js';
import {type PickerState, selectedIndex} from './picker-state.js';

export type PickerContent = {
	readonly title: string;
	readonly choices: readonly Choice[];
	/** Shown while there is nothing to choose from. */
	readonly emptyText: string;
	/** Over the choices that cannot run as things are. */
	readonly restTitle: string;
	readonly runningId: string;
};

/** Rows for the whole of the selected choice and its command. */
const detailRows = 4;
const columnGap = 2;
/** A first column wider than this part would hide the rest. */
const mostFirstShare = 0.45;

/** Columns of the table; the last one has what is left. */
const columnWidths = (choices: readonly Choice[], width: number): number[] => {
	const names = Object.keys(choices[0]?.cells ?? {});
	const widths = names.map(name =>
		Math.max(name.length, ...choices.map(({cells}) => widthOf(cells[name] ?? ''))),
	);
	widths[0] = Math.min(widths[0] ?? 0, Math.floor(width * mostFirstShare));
	const before = widths.slice(0, -1).reduce((sum, item) => sum + item + columnGap, 0);
	widths[widths.length - 1] = Math.max(8, width - before);
	return widths;
};

const rowText = (texts: readonly string[], widths: readonly number[], ellipsis: string): string =>
	texts
		.map((text, index) => {
			const shown = cut(text, widths[index]!, ellipsis);
			return shown + ' '.repeat(Math.max(0, widths[index]! - widthOf(shown)));
		})
		.join(' '.repeat(columnGap));

/** Rows of the list with the heading of those that cannot run; `place` is that of a choice. */
const rowsOf = (
	choices: readonly Choice[],
	restTitle: string,
): Array<{readonly place: number} | {readonly heading: string}> => {
	const firstRest = choices.findIndex(({isAvailable}) => !isAvailable);
	return choices.flatMap((_, place) =>
		place === firstRest ? [{heading: restTitle}, {place}] : [{place}],
	);
};

const hint = ({query, isTyping, notice}: PickerState): Line =>
	notice === undefined
		? line(
				span(
					isTyping
						? 'type to search, arrows choose, Enter takes, Esc ends the search'
						: `arrows choose, Enter takes, / searches, y copies the command, Esc closes${query === '' ? '' : ' '}`,
					'dim',
				),
			)
		: line(span(notice, 'strong'));

/** What a picker shows of its list, in a page of that size. */
const shownRows = (
	{choices, restTitle, runningId}: PickerContent,
	state: PickerState,
	size: Size,
) => {
	const shown = listed(choices, state.query);
	const selected = selectedIndex(shown, state, runningId);
	const rows = rowsOf(shown, restTitle);
	const at = rows.findIndex(row => 'place' in row && row.place === selected);
	const room = Math.max(1, innerSize(size).height - detailRows - 3);
	const [from, to] = windowAround(rows.length, Math.max(0, at), room);
	return {shown, selected, room, rows: rows.slice(from, to)};
};

/** Border and headings of the columns. */
const rowsAbove = 2;

/**
The choice in a row of the page.

@param row From the upper border of the page, 0.
*/
export const choiceAt = (
	content: PickerContent,
	state: PickerState,
	size: Size,
	row: number,
): {readonly id: string; readonly isSelected: boolean} | undefined => {
	const {shown, selected, rows} = shownRows(content, state, size);
	const found = rows[row - rowsAbove];
	return found && 'place' in found
		? {id: shown[found.place]!.id, isSelected: found.place === selected}
		: undefined;
};

/** A page to choose one of a list: one row each, the whole of the selected one below. */
export const pickerPage = (
	content: PickerContent,
	state: PickerState,
	size: Size,
	theme: Theme,
): Line[] => {
	const {title, choices, emptyText} = content;
	const {width} = innerSize(size);
	const {glyphs} = theme;
	const {shown, selected, room, rows} = shownRows(content, state, size);
	const widths = columnWidths(shown, width - 2);
	const list = rows.map(row => {
		if ('heading' in row) {
			return line(span(row.heading, 'title'));
		}

		const {cells, isAvailable} = shown[row.place]!;
		const isSelected = row.place === selected;
		return line(
			span(isSelected ? `${glyphs.pointer} ` : '  ', 'accent'),
			span(
				rowText(Object.values(cells), widths, glyphs.ellipsis),
				isSelected ? 'strong' : isAvailable ? 'plain' : 'dim',
			),
		);
	});
	const choice = shown[selected];
	const command = choice?.command;
	const detail = choice
		? [
				...wrap(choice.detail, width, glyphs.ellipsis).slice(0, command === undefined ? 4 : 2),
				...(command === undefined ? [] : wrap(`$ ${command}`, width, glyphs.ellipsis).slice(0, 2)),
			]
		: [];
	const isSearching = state.isTyping || state.query !== '';
	const head = Object.keys(shown[0]?.cells ?? {});
	return panel(
		{
			title: choice ? `${title}  ${selected + 1} of ${shown.length}` : title,
			note: isSearching ? `search: ${state.query}${state.isTyping ? '_' : ''}` : '',
			lines: [
				line(span('  '), span(rowText(head, widths, glyphs.ellipsis), 'dim')),
				...(shown.length === 0
					? [line(span(choices.length === 0 ? emptyText : 'nothing matches', 'dim'))]
					: list),
				...Array.from({length: Math.max(0, room - Math.max(1, list.length))}, () => line()),
				line(span(glyphs.horizontal.repeat(width), 'border')),
				...detail.map(text => line(span(text, text.startsWith('$ ') ? 'accent' : 'plain'))),
				...Array.from({length: detailRows - detail.length}, () => line()),
				hint(state),
			],
		},
		size,
		theme,
	);
};
