import {parseShare} from '../text/parse-values.js';
import {UserError} from '../text/user-error.js';
import {type FigureComparison} from './compare-figures.js';

/** A limit of `--fail-if`. */
export type Limit = {
	/** As it was typed. */
	readonly text: string;
	readonly kind: 'slower' | 'less-accurate';
	/** The smallest change that counts, a fraction; 0 takes any proved one. */
	readonly least: number;
};

const figureIds: Readonly<Record<Limit['kind'], readonly string[]>> = {
	slower: ['infer.p50', 'fps'],
	'less-accurate': ['top1'],
};

/**
@throws UserError unless it is `slower`, `slower:5%`, `less-accurate` or `less-accurate:2%`.
*/
export const parseLimit = (text: string): Limit => {
	const [kind, share, ...rest] = text.split(':');
	if ((kind !== 'slower' && kind !== 'less-accurate') || rest.length > 0) {
		throw new UserError(
			`--fail-if ${text}: expected slower or less-accurate, with a limit such as slower:5%`,
		);
	}

	return {text, kind, least: share === undefined ? 0 : parseShare('fail-if', share)};
};

export type LimitResult = {
	readonly hasPassed: boolean;
	/** Why, in words. */
	readonly text: string;
};

/** How much worse: positive is slower, or less accurate. Fewer frames a second are so much more time a frame. */
const worsening = ({id, change = 0}: FigureComparison): number =>
	id === 'fps' ? 1 / (1 + change) - 1 : id === 'top1' ? -change : change;

/**
Whether one comparison keeps a limit. It is missed where the verdict is worse and the change is above the limit; and where nothing could be tested, for a limit that cannot be judged must not pass unseen.
*/
export const judgeLimit = (limit: Limit, figures: readonly FigureComparison[]): LimitResult => {
	const watched = figures.filter(({id}) => figureIds[limit.kind].includes(id));
	const worse = watched.find(
		figure =>
			(figure.verdict === 'slower' || figure.verdict === 'lower') &&
			worsening(figure) > limit.least,
	);
	if (worse) {
		const percent = (100 * worsening(worse)).toFixed(1);
		const words = limit.kind === 'slower' ? `${percent} % more time` : `${percent} points lower`;
		return {hasPassed: false, text: `${worse.title}: ${words}`};
	}

	if (!watched.some(({verdict}) => verdict !== undefined)) {
		return {
			hasPassed: false,
			text: `cannot be judged: ${watched[0]?.reason ?? 'the figure is missing'}`,
		};
	}

	const undecided = watched.find(({verdict}) => verdict === 'undecided');
	return {
		hasPassed: true,
		text: undecided ? `kept: ${undecided.title} is undecided, nothing worse was shown` : 'kept',
	};
};
