import {type Snapshot} from '../../record/snapshot.js';
import {bar} from '../canvas/bar.js';
import {percent} from '../../format/numbers.js';
import {beside, cut, fitBlock, type Line, line, span, widthOf} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {innerSize, panel, type Size} from './frame.js';
import {picture} from './picture.js';

/** Columns that the answers need: they matter more than the picture. */
const answersWidth = 34;

/** The newest frame: file, truth, and the model's five best answers. */
export const currentFrame = (snapshot: Snapshot, size: Size, theme: Theme): Line[] => {
	const {current} = snapshot;
	const inner = innerSize(size);
	const {glyphs} = theme;
	if (!current) {
		return panel({title: 'Frame', lines: [line(span('no counted frame yet', 'dim'))]}, size, theme);
	}

	const image =
		current.thumbnail && theme.canShowPictures ? picture(current.thumbnail, inner.height) : [];
	const imageWidth = image[0]?.length ?? 0;
	const isPictured = imageWidth > 0 && inner.width - imageWidth - 1 >= answersWidth;
	const width = isPictured ? inner.width - imageWidth - 1 : inner.width;
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
	const said = [
		line(
			span('truth ', 'dim'),
			span(truth, 'strong'),
			...(isMiss ? [span(` ${glyphs.miss} not in the top 5`, 'bad')] : []),
		),
		...answers,
	];
	return panel(
		{
			title: `Frame ${current.file}`,
			lines: isPictured
				? beside(fitBlock(said, width, inner.height), fitBlock([], 1, inner.height), image)
				: said,
		},
		size,
		theme,
	);
};
