import {cut, fitBlock, type Line, line, span, widthOf} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';

export type Size = {readonly width: number; readonly height: number};

export type PanelLook = {
	/** The one that Enter makes a page of. */
	readonly isFocused?: boolean;
};

export type PanelContent = PanelLook & {
	readonly title: string;
	readonly lines: readonly Line[];
	/** Shown at the right end of the upper border where there is room. */
	readonly note?: string;
};

/** Columns and rows that a border leaves for the content. */
export const innerSize = ({width, height}: Size): Size => ({width: width - 4, height: height - 2});

/** Lines inside a border with a title; exactly `width` × `height`. */
export const panel = (
	{title, lines, note = '', isFocused = false}: PanelContent,
	{width, height}: Size,
	{glyphs}: Theme,
): Line[] => {
	const [topLeft, topRight, bottomLeft, bottomRight] = glyphs.corners;
	const name = ` ${cut(title, width - 6)} `;
	const room = width - 4 - widthOf(name);
	const extra = note === '' || room < widthOf(note) + 3 ? '' : ` ${note} `;
	const rule = glyphs.horizontal.repeat(Math.max(0, width - 3 - widthOf(name) - widthOf(extra)));
	const inner = fitBlock(lines, width - 4, height - 2);
	const border = isFocused ? 'accent' : 'border';
	return [
		line(
			span(topLeft + glyphs.horizontal, border),
			span(name, isFocused ? 'accent' : 'title'),
			span(rule.slice(0, -1), border),
			span(extra, 'dim'),
			span(glyphs.horizontal.slice(0, rule.length) + topRight, border),
		),
		...inner.map(content => [
			span(`${glyphs.vertical} `, border),
			...content,
			span(` ${glyphs.vertical}`, border),
		]),
		line(span(bottomLeft + glyphs.horizontal.repeat(width - 2) + bottomRight, border)),
	];
};
