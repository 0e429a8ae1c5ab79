import {type Line} from '../canvas/lines.js';
import {innerSize, panel, type Size} from '../panels/frame.js';
import {type Theme} from '../canvas/theme.js';

export type ScrolledContent = {
	readonly title: string;
	readonly lines: readonly Line[];
	/** How it is left. @default 'Esc closes' */
	readonly closing?: string;
};

/** First line that can be shown at the top so that the last one is in sight. */
export const lastTop = (count: number, {height}: Size): number =>
	Math.max(0, count - innerSize({width: 0, height}).height);

/** Lines from `scroll` on, and which part of them that is. */
export const scrolledPage = (
	{title, lines, closing = 'Esc closes'}: ScrolledContent,
	scroll: number,
	size: Size,
	theme: Theme,
): Line[] => {
	const {height} = innerSize(size);
	const from = Math.min(scroll, lastTop(lines.length, size));
	const to = Math.min(lines.length, from + height);
	return panel(
		{
			title,
			note:
				lines.length > height
					? `${from + 1}-${to} of ${lines.length}, arrows scroll, ${closing}`
					: closing,
			lines: lines.slice(from, to),
		},
		size,
		theme,
	);
};
