import {type ClassErrors, type Snapshot} from '../../record/snapshot.js';
import {percent} from '../../format/numbers.js';
import {bar} from '../canvas/bar.js';
import {cut, type Line, line, span, widthOf} from '../canvas/lines.js';
import {accuracyLines, passText} from '../panels/accuracy.js';
import {type Theme} from '../canvas/theme.js';
import {mistakeLines} from './mistakes.js';
import {type ScrolledContent} from './scrolled-page.js';

const rowsShown = 10;
const barWidth = 12;

const padded = (text: string, width: number, {glyphs}: Theme): string => {
	const shown = cut(text, width, glyphs.ellipsis);
	return shown + ' '.repeat(Math.max(0, width - widthOf(shown)));
};

const pictureNote = (last: ClassErrors['last']): string =>
	last.length === 0 || last.some(({thumbnail}) => thumbnail)
		? '  newest first'
		: '  newest first; i shows pictures of them';

/** Accuracy, the classes that are answered worst, what is taken for what, and the last ones of those. */
export const accuracyContent = (
	snapshot: Snapshot,
	width: number,
	theme: Theme,
): ScrolledContent => {
	const {segment, labelSource} = snapshot;
	const errors = snapshot.classErrors?.(rowsShown);
	const nameWidth = Math.max(16, Math.min(40, Math.floor((width - 24) / 2)));
	const worst = (errors?.worst ?? []).map(({label, images, hits}) =>
		line(
			span(padded(label, nameWidth, theme)),
			span(` ${percent(hits / images, 0).padStart(6)} `, 'strong'),
			span(bar(hits / images, barWidth, theme.glyphs), 'chart'),
			span(`  ${hits} of ${images}`, 'dim'),
		),
	);
	const confusions = (errors?.confusions ?? []).map(({truth, answer, count}) =>
		line(
			span(`${String(count).padStart(4)} × `, 'strong'),
			span(padded(truth, nameWidth, theme)),
			span(' taken for ', 'dim'),
			span(cut(answer, nameWidth, theme.glyphs.ellipsis), 'bad'),
		),
	);
	const nothing: Line[] = [
		line(span(errors ? 'nothing yet' : 'n/a: a recording does not hold the single answers', 'dim')),
	];
	return {
		title: 'Accuracy by class',
		lines: [
			...accuracyLines(segment, labelSource, width),
			line(span(passText(segment), 'dim')),
			[],
			line(
				span('Worst classes', 'title'),
				span('  best answer right, over the different images of this segment', 'dim'),
			),
			...(worst.length > 0 ? worst : nothing),
			[],
			line(span('Most frequent mistakes', 'title')),
			...(confusions.length > 0 ? confusions : nothing),
			[],
			line(span('Last mistakes', 'title'), span(pictureNote(errors?.last ?? []), 'dim')),
			...(errors && errors.last.length > 0 ? mistakeLines(errors.last, width, theme) : nothing),
		],
	};
};
