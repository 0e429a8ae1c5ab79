import {type ThrottleEpisode} from '../../../../source/record/thermal-schema.js';
import {type Played} from './play.js';

/* What is right for a recording, and whether what was told is that. */

export type Expectation = {
	/** The kind of event, for the score: `heat`, `power`, `healthy`, … */
	readonly family: string;
	/** Nothing may be told: no drop and no limit. */
	readonly isSilent?: boolean;
	/** Verdicts that are right for the drop (or, without `onsetSeconds`, for the limit). */
	readonly verdicts?: readonly string[];
	readonly reasons?: readonly string[];
	/** ± 15 s. */
	readonly onsetSeconds?: number;
	/** ± 3 points. */
	readonly lossFraction?: number;
	/** Must be found in the line that is told. */
	readonly text?: RegExp;
	/** Must not be said of anything in this recording. */
	readonly never?: RegExp;
};

export type Mark = 'right' | 'missed' | 'false';

const onsetWithinMs = 15_000;
const lossWithin = 0.03;

const saidOf = ({verdict, reason, text}: ThrottleEpisode): string =>
	`${verdict} | ${reason} | ${text}`;

const isOfSlowdown = (note: string): boolean => note.startsWith('slowdown');

const isRight = (spell: ThrottleEpisode, wanted: Expectation): boolean =>
	(wanted.verdicts?.includes(spell.verdict) ?? true) &&
	(wanted.reasons?.includes(spell.reason) ?? true) &&
	(wanted.text?.test(`${spell.text}, ${spell.evidence.join(', ')}`) ?? true) &&
	(wanted.onsetSeconds === undefined ||
		Math.abs(spell.onsetMs - wanted.onsetSeconds * 1000) <= onsetWithinMs) &&
	(wanted.lossFraction === undefined ||
		Math.abs((spell.lossFraction ?? 0) - wanted.lossFraction) <= lossWithin);

/** `false`: something was told that is not so; `missed`: it was not told, or not wholly. */
export const judge = (
	{figures, notes}: Played,
	wanted: Expectation,
): {mark: Mark; said: string} => {
	const {spells} = figures.throttle;
	const said = spells.map(spell => saidOf(spell)).join('; ') || 'nothing';
	// What was told for a while only was told all the same.
	const told = [...spells.map(spell => saidOf(spell)), ...notes.filter(isOfSlowdown)];
	const wrong = told.find(line => wanted.never?.test(line));
	if (wrong !== undefined) {
		return {mark: 'false', said: `${said}; once told: ${wrong}`};
	}

	if (wanted.isSilent) {
		return {mark: spells.length === 0 ? 'right' : 'false', said};
	}

	if (spells.some(spell => isRight(spell, wanted))) {
		return {mark: 'right', said};
	}

	const drops = spells.filter(({lossFraction}) => lossFraction !== undefined);
	const isWrong = drops.some(
		({verdict, reason}) =>
			verdict !== 'unexplained slowdown' &&
			!((wanted.verdicts?.includes(verdict) ?? true) && (wanted.reasons?.includes(reason) ?? true)),
	);
	return {mark: isWrong ? 'false' : 'missed', said};
};
