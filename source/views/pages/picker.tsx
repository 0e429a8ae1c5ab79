import {Box, Text} from 'ink';
import {type ReactNode, useState} from 'react';
import {cut, widthOf} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {useKeys, useNewest} from '../use-keys.js';
import {TextTable} from './table.js';
import {type Choice, windowAround} from './choices.js';

type PickerProps = {
	readonly title: string;
	readonly choices: readonly Choice[];
	/** Shown while there is nothing to choose from. */
	readonly emptyText: string;
	readonly runningId: string;
	readonly width: number;
	/** Rows that the page may use. */
	readonly height: number;
	readonly theme: Theme;
	readonly onChoose: (id: string) => void;
};

/** Title, hint, two rows for the whole state, and the table's head with its borders. */
const chrome = 7;
/** A row and the border under it. */
const rowHeight = 2;
/** The skin of the table: borders and padding of a column. */
const columnChrome = 3;

/** Cuts the last column (the state) so that no row is wider than the screen. */
const fitCells = (
	choices: readonly Choice[],
	width: number,
): ReadonlyArray<Readonly<Record<string, string>>> => {
	const names = Object.keys(choices[0]?.cells ?? {});
	const widths = names.map(name =>
		Math.max(name.length, ...choices.map(({cells}) => widthOf(cells[name] ?? ''))),
	);
	// The pointer's column and the outer border take five.
	const before = widths.slice(0, -1).reduce((sum, item) => sum + item + columnChrome, 5);
	const room = Math.max(8, width - before - columnChrome);
	return choices.map(({cells}) =>
		Object.fromEntries(
			names.map((name, index) => [
				name,
				index === names.length - 1 ? cut(cells[name] ?? '', room) : (cells[name] ?? ''),
			]),
		),
	);
};

/** A page to choose one of a list: arrows or j/k, Enter. Whoever opened it closes it. */
export function Picker({
	title,
	choices,
	emptyText,
	runningId,
	width,
	height,
	theme,
	onChoose,
}: PickerProps): ReactNode {
	const [selected, newestSelected, setSelected] = useNewest(
		Math.max(
			0,
			choices.findIndex(({id}) => id === runningId),
		),
	);
	// What was refused last: its state is then the answer to a key.
	const [refused, setRefused] = useState('');
	useKeys((input, key) => {
		if (key.upArrow || input === 'k') {
			setSelected(Math.max(0, newestSelected() - 1));
		} else if (key.downArrow || input === 'j') {
			setSelected(Math.max(0, Math.min(choices.length - 1, newestSelected() + 1)));
		} else if (key.return) {
			const choice = choices[newestSelected()];
			if (choice?.isAvailable) {
				onChoose(choice.id);
			} else if (choice) {
				setRefused(choice.id);
			}
		}
	});
	const [from, to] = windowAround(
		choices.length,
		selected,
		Math.max(1, Math.floor((height - chrome) / rowHeight)),
	);
	const shown = choices[selected];
	const state = shown ? `${shown.id}: ${shown.cells['state'] ?? ''}` : '';
	const rows = fitCells(choices, width)
		.slice(from, to)
		.map((cells, index) => ({
			' ': from + index === selected ? theme.glyphs.pointer : ' ',
			...cells,
		}));
	return (
		<Box flexDirection="column" width={width} height={height} overflow="hidden">
			<Text>
				{theme.style(title, 'title')}
				{shown ? theme.style(`  ${selected + 1} of ${choices.length}`, 'dim') : null}
			</Text>
			{rows.length === 0 ? <Text>{emptyText}</Text> : <TextTable rows={rows} theme={theme} />}
			<Text>
				{theme.style(cut(state, 2 * width - 1), shown?.id === refused ? 'warn' : 'plain')}
			</Text>
			<Text>{theme.style('arrows choose, Enter takes, Esc closes', 'dim')}</Text>
		</Box>
	);
}
