import stringWidth from 'string-width';

/*
The screen is composed as lines of spans: plain text with a role each. Widths are counted on plain text; colours are added once, at the end. One string a frame costs a fraction of a tree of boxes.
*/

export type NamedRole =
	'plain' | 'dim' | 'strong' | 'accent' | 'good' | 'warn' | 'bad' | 'border' | 'title' | 'chart';
/** A cell of a picture: the colours of the text and behind it, of the terminal's 256. */
export type PixelRole = `${number}/${number}`;
export type Role = NamedRole | PixelRole;

export const isPixel = (role: Role): role is PixelRole => role.includes('/');

export type Span = {readonly text: string; readonly role: Role};
export type Line = readonly Span[];

export const span = (text: string, role: Role = 'plain'): Span => ({text, role});
export const line = (...spans: ReadonlyArray<Span | string>): Line =>
	spans.map(item => (typeof item === 'string' ? span(item) : item));

/*
ASCII, Latin letters, general punctuation, arrows, mathematical signs, box drawing, blocks, triangles, the dot of a state, braille and the two check marks: one column each in every terminal that draws them at all.
*/
const narrowOnly =
	/^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u024F\u2010-\u2027\u2190-\u2199\u2200-\u22FF\u2500-\u25A0\u25B2\u25B6\u25BC\u25CF\u2713\u2717\u2800-\u28FF]*$/;

/** Whether each character of a text takes one column. */
export const isNarrow = (text: string): boolean => narrowOnly.test(text);

/** Columns that a plain text takes; most texts need no table. */
export const widthOf = (text: string): number => (isNarrow(text) ? text.length : stringWidth(text));

const segmenter = new Intl.Segmenter();

/** What a reader takes for one character: a family emoji is one, a letter with its accent too. */
export const graphemes = (text: string): string[] =>
	isNarrow(text) ? [...text] : Array.from(segmenter.segment(text), ({segment}) => segment);

/** A text and blanks up to `width` columns; longer ones stay as they are. */
export const pad = (text: string, width: number): string =>
	text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** At most `width` columns of a plain text; `…` (or `~`) marks the cut. */
export const cut = (text: string, width: number, mark = '…'): string => {
	if (widthOf(text) <= width) {
		return text;
	}

	let kept = '';
	let columns = 0;
	for (const character of graphemes(text)) {
		const next = widthOf(character);
		if (columns + next > width - 1) {
			break;
		}

		kept += character;
		columns += next;
	}

	return width > 0 ? kept + mark : '';
};

/** A text in rows of at most `width` columns, broken at blanks; a longer word is cut. */
export const wrap = (text: string, width: number, mark?: string): string[] => {
	const rows: string[] = [];
	let row = '';
	for (const word of text.split(' ')) {
		const joined = row === '' ? word : `${row} ${word}`;
		if (row !== '' && widthOf(joined) > width) {
			rows.push(row);
			row = word;
		} else {
			row = joined;
		}
	}

	return [...rows, row].map(item => cut(item, width, mark));
};

export const lineWidth = (spans: Line): number => {
	let columns = 0;
	for (const {text} of spans) {
		columns += widthOf(text);
	}

	return columns;
};

/** Exactly `width` columns: cut or padded. */
export const fitLine = (spans: Line, width: number): Line => {
	const missing = width - lineWidth(spans);
	if (missing >= 0) {
		return missing === 0 ? spans : [...spans, span(' '.repeat(missing))];
	}

	const fitted: Span[] = [];
	let left = width;
	for (const {text, role} of spans) {
		const kept = cut(text, left);
		if (kept !== '') {
			fitted.push({text: kept, role});
			left -= widthOf(kept);
		}
	}

	return left > 0 ? [...fitted, span(' '.repeat(left))] : fitted;
};

/** Exactly `height` lines of `width` columns. */
export const fitBlock = (lines: readonly Line[], width: number, height: number): Line[] =>
	Array.from({length: height}, (_, index) => fitLine(lines[index] ?? [], width));

/** Blocks of the same height next to each other. */
export const beside = (...blocks: ReadonlyArray<readonly Line[]>): Line[] =>
	(blocks[0] ?? []).map((_, index) => blocks.flatMap(block => block[index] ?? []));

/**
Two lines at the ends of one.

@param keep Which of them is cut last where both do not fit.
*/
export const spread = (left: Line, right: Line, width: number, keep: 'left' | 'right'): Line => {
	const room = Math.max(0, width - lineWidth(keep === 'left' ? left : right) - 2);
	const shownLeft = keep === 'right' && lineWidth(left) > room ? fitLine(left, room) : left;
	const shownRight = keep === 'left' && lineWidth(right) > room ? fitLine(right, room) : right;
	const gap = Math.max(1, width - lineWidth(shownLeft) - lineWidth(shownRight));
	return fitLine([...shownLeft, span(' '.repeat(gap)), ...shownRight], width);
};

/** As many whole items as fit next to each other: half an item would mislead. The first is always there. */
export const wholeItems = (items: readonly Line[], width: number): Line => {
	const shown: Span[] = [];
	let left = width;
	for (const [index, item] of items.entries()) {
		// The blanks at the end of the last item may be lost.
		const needed = lineWidth(item) - (/ *$/.exec(item.at(-1)?.text ?? '')?.[0].length ?? 0);
		if (index > 0 && needed > left) {
			break;
		}

		shown.push(...item);
		left -= lineWidth(item);
	}

	const last = shown.at(-1);
	return last && left < 0 ? [...shown.slice(0, -1), {...last, text: last.text.trimEnd()}] : shown;
};
