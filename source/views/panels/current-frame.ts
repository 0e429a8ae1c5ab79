import {type Snapshot} from '../../record/snapshot.js';
import {bar} from '../canvas/bar.js';
import {percent} from '../../format/numbers.js';
import {beside, cut, fitBlock, type Line, line, span, widthOf} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {accuracyLines, passText} from './accuracy.js';
import {innerSize, panel, type PanelLook, type Size} from './frame.js';
import {columnsOf, picture} from './picture.js';

/** Columns that the answers need: they matter more than the picture. */
const answersWidth = 34;
/** Rows of a picture in which something can be made out. */
const leastPictureRows = 5;

/** More rows than this cost more bytes than the whole rest of the screen. */
const pictureRows = (height: number): number => (height >= 20 ? 12 : 6);

/** Truth and the model's best answers. */
const answerLines = ({current}: Snapshot, width: number, {glyphs}: Theme): Line[] => {
	if (!current) {
		return [line(span('no counted frame yet', 'dim'))];
	}

	const nameWidth = Math.max(10, Math.min(36, Math.floor(width * 0.5)));
	const barWidth = Math.max(4, width - nameWidth - 11);
	const truth = current.truth.length > 0 ? current.truth.join(' or ') : 'not labelled';
	const answers = current.top5.map(({label, probability, isHit}) => {
		const name = cut(label, nameWidth, glyphs.ellipsis);
		const role = isHit ? 'good' : 'plain';
		return line(
			span(isHit ? `${glyphs.hit} ` : '  ', 'good'),
			span(name + ' '.repeat(nameWidth - widthOf(name)), role),
			span(` ${bar(probability, barWidth, glyphs)}`, isHit ? 'good' : 'chart'),
			span(percent(probability).padStart(8)),
		);
	});
	const isMiss = current.truth.length > 0 && current.top5.every(({isHit}) => !isHit);
	return [
		line(
			span('truth ', 'dim'),
			span(truth, 'strong'),
			...(isMiss ? [span(` ${glyphs.miss} not in the top 5`, 'bad')] : []),
		),
		...answers,
	];
};

/** The newest frame (file, truth, the model's best answers, its picture), and the share of right answers. */
export const currentFrame = (
	snapshot: Snapshot,
	size: Size,
	theme: Theme,
	look: PanelLook = {},
): Line[] => {
	const {current, segment, labelSource} = snapshot;
	const inner = innerSize(size);
	const shares = accuracyLines(segment, labelSource, inner.width).slice(0, inner.height - 2);
	const rows = inner.height - shares.length;
	const pictured = Math.min(rows, pictureRows(inner.height));
	const image =
		current?.thumbnail &&
		theme.canShowPictures &&
		rows >= leastPictureRows &&
		inner.width - columnsOf(current.thumbnail, pictured) - 1 >= answersWidth
			? picture(current.thumbnail, pictured)
			: undefined;
	const imageWidth = image?.[0]?.length ?? 0;
	const width = image ? inner.width - imageWidth - 1 : inner.width;
	const said = fitBlock(answerLines(snapshot, width, theme), width, rows);
	return panel(
		{
			title: current ? `Frame ${current.file}` : 'Frame',
			note: segment.accuracy.cumulative.n === 0 ? '' : passText(segment),
			lines: [
				...(image ? beside(said, fitBlock([], 1, rows), fitBlock(image, imageWidth, rows)) : said),
				...shares,
			],
			...look,
		},
		size,
		theme,
	);
};
