import {graphemes, isNarrow, type Line, lineWidth, type Role, type Span, widthOf} from './lines.js';
import {type Theme} from './theme.js';

/** One column of the terminal. The second column of a wide character has an empty text. */
type Cell = {readonly text: string; readonly role: Role};

const blank: Cell = {text: ' ', role: 'plain'};

/** Fewer unchanged columns than this between two changes are written again: moving the cursor costs more. */
const joinGap = 6;

const cellsOf = (line: Line, width: number): Cell[] => {
	const cells: Cell[] = [];
	for (const {text, role} of line) {
		if (isNarrow(text)) {
			for (const character of text) {
				cells.push({text: character, role});
			}

			continue;
		}

		for (const character of graphemes(text)) {
			const columns = widthOf(character);
			const last = cells.at(-1);
			if (columns === 0 && last) {
				cells[cells.length - 1] = {text: last.text + character, role: last.role};
			} else if (columns > 0) {
				cells.push({text: character, role});
				if (columns === 2) {
					cells.push({text: '', role});
				}
			}
		}
	}

	while (cells.length < width) {
		cells.push(blank);
	}

	return cells.slice(0, width);
};

const isSame = (a: Cell | undefined, b: Cell): boolean => a?.text === b.text && a.role === b.role;

const isSameSpan = (a: Span | undefined, b: Span | undefined): boolean =>
	a !== undefined && a.text === b?.text && a.role === b.role;

/** A stretch of a line in two paints: its first column, and its spans before and after. */
type FrameRange = {readonly column: number; readonly before: Line; readonly after: Line};

/** What is not the same spans at both ends; undefined where nothing differs. Where the widths could disagree it is the whole line. */
const differing = (before: Line, after: Line): FrameRange | undefined => {
	const most = Math.min(before.length, after.length);
	let head = 0;
	while (head < most && isSameSpan(before[head], after[head])) {
		head++;
	}

	if (head === before.length && head === after.length) {
		return undefined;
	}

	let tail = 0;
	while (tail < most - head && isSameSpan(before.at(-1 - tail), after.at(-1 - tail))) {
		tail++;
	}

	const changed = {
		column: lineWidth(after.slice(0, head)),
		before: before.slice(head, before.length - tail),
		after: after.slice(head, after.length - tail),
	};
	const isPlain = [...changed.before, ...changed.after].every(({text}) => isNarrow(text));
	return isPlain && lineWidth(changed.before) === lineWidth(changed.after)
		? changed
		: {column: 0, before, after};
};

/** Columns that changed, as ranges [from, to); near ones joined; never beginning inside a wide character. */
const changes = (before: readonly Cell[], after: readonly Cell[]): Array<[number, number]> => {
	const ranges: Array<[number, number]> = [];
	for (const [column, element] of after.entries()) {
		const cell = element;
		if (isSame(before[column], cell)) {
			continue;
		}

		const from = cell.text === '' ? column - 1 : column;
		const last = ranges.at(-1);
		if (last && from - last[1] <= joinGap) {
			last[1] = column + 1;
		} else {
			ranges.push([from, column + 1]);
		}
	}

	return ranges;
};

/**
Writes the screen, cell by cell where it changed: at two paints a second a fraction of what repainting lines would send over a slow link.
*/
export class Painter {
	readonly #theme: Theme;
	readonly #write: (text: string) => void;
	/** What is on the terminal. Lines and not cells: they outlive a paint, and a tenth of the garbage goes with them. */
	#screen: readonly Line[] = [];
	#width = 0;

	constructor(theme: Theme, write: (text: string) => void) {
		this.#theme = theme;
		this.#write = write;
	}

	/** Forgets what is on the terminal: the next paint clears it and draws everything. */
	reset(): void {
		this.#screen = [];
	}

	/** Brings the terminal from the last painted lines to these. */
	paint(lines: readonly Line[], width: number): void {
		const isWhole = this.#screen.length !== lines.length || this.#width !== width;
		const before = isWhole ? [] : this.#screen;
		this.#screen = lines;
		this.#width = width;
		let output = '';
		for (const [row, line] of lines.entries()) {
			const last = before[row];
			const stretch = last ? differing(last, line) : {column: 0, before: [], after: line};
			if (!stretch) {
				continue;
			}

			const {column} = stretch;
			const columns =
				column === 0 ? width : Math.max(0, Math.min(width - column, lineWidth(stretch.after)));
			const cells = cellsOf(stretch.after, columns);
			for (const [from, to] of changes(cellsOf(stretch.before, columns), cells)) {
				output += `\u001B[${row + 1};${column + from + 1}H${this.#draw(cells, row, from, to)}`;
			}
		}

		if (output !== '' || isWhole) {
			// Synchronized update: terminals that know it show the paint at once.
			this.#write(`\u001B[?2026h${isWhole ? '\u001B[2J' : ''}${output}\u001B[?2026l`);
		}
	}

	/**
	Cells as text, neighbours of one role under one code. After a wide character the column is set anew: terminals disagree about widths, and the borders must not.
	*/
	#draw(row: readonly Cell[], line: number, from: number, to: number): string {
		let output = '';
		let run = '';
		let role: Role = 'plain';
		for (let column = from; column < to; column++) {
			const cell = row[column]!;
			if (cell.role !== role) {
				output += this.#theme.style(run, role);
				run = '';
				role = cell.role;
			}

			if (cell.text === '') {
				output += `${this.#theme.style(run, role)}\u001B[${line + 1};${column + 2}H`;
				run = '';
			}

			run += cell.text;
		}

		return output + this.#theme.style(run, role);
	}
}
