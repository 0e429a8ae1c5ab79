import {type Snapshot} from '../../record/snapshot.js';
import {
	type Preset,
	type PresetRule,
	presets,
	batchText,
	shortWarmupText,
} from '../../measure/validity.js';
import {bar} from '../canvas/bar.js';
import {type Line, line, type Span, span, wholeItems} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {roughly} from './verdict.js';

/** Columns of the bar; a narrow screen has a shorter one. */
const widths = {roomy: 16, narrow: 8} as const;
const roomyWidth = 100;

/** `valid in 59 min`: what follows stands still. */
const wordsWidth = 15;

/** In as many columns as the number to be reached. */
const padded = (value: number, goal: number): string => String(value).padStart(String(goal).length);

const ruleOf = (preset: string): PresetRule | undefined =>
	Object.hasOwn(presets, preset) ? presets[preset as Preset] : undefined;

type Progress = {
	/** 0…1 */
	readonly share: number;
	readonly rule: PresetRule;
	readonly hasQueries: boolean;
	readonly hasSeconds: boolean;
	/** Until both are there, s; undefined where the speed is not known. */
	readonly leftSeconds?: number;
};

const progressOf = ({segment, preset}: Snapshot): Progress | undefined => {
	const rule = ruleOf(preset);
	if (!rule) {
		return undefined;
	}

	const {frames, seconds, fps} = segment;
	const queriesLeft = Math.max(0, rule.queries - frames);
	const speed = fps.last10s ?? fps.session;
	const forQueries = queriesLeft === 0 ? 0 : speed ? queriesLeft / speed : undefined;
	return {
		share: Math.min(1, frames / rule.queries, seconds / rule.seconds),
		rule,
		hasQueries: queriesLeft === 0,
		hasSeconds: seconds >= rule.seconds,
		...(forQueries !== undefined && {
			leftSeconds: Math.max(forQueries, rule.seconds - seconds),
		}),
	};
};

/** What is said of a segment's length: progress while it goes on, the verdict once it is due. */
export const validityWords = (snapshot: Snapshot): string => {
	const {segment, phase} = snapshot;
	const progress = progressOf(snapshot);
	if (segment.validity.isValid || phase === 'ended' || phase === 'failed' || !progress) {
		return segment.validity.text;
	}

	const {hasQueries, hasSeconds, leftSeconds} = progress;
	const shortWarmup = shortWarmupText(segment.warmup);
	const never = shortWarmup ?? batchText(segment.batch);
	if (never !== undefined) {
		return `never VALID: ${never}`;
	}

	if (hasQueries && hasSeconds) {
		return 'VALID';
	}

	return leftSeconds === undefined ? 'counting' : `valid in ${roughly(Math.ceil(leftSeconds))}`;
};

const steady = ({segment, thermal}: Snapshot): Span | undefined => {
	const {dropState, current} = thermal.throttle;
	if (current?.lossFraction !== undefined && current.lossFraction > 0) {
		return span(`not steady (${current.reason})`, 'warn');
	}

	if (segment.isUnstable) {
		return span('not steady (CV > 2.5 %)', 'warn');
	}

	return dropState === 'steady' ? span('steady', 'good') : undefined;
};

/** Whether the run is long and steady enough to count as a result, as a bar that fills. */
export const resultLine = (snapshot: Snapshot, width: number, theme: Theme): Line => {
	const {glyphs} = theme;
	const {segment, phase, preset} = snapshot;
	const progress = progressOf(snapshot);
	const isOver = phase === 'ended' || phase === 'failed';
	const words = validityWords(snapshot);
	if (!progress) {
		return line(span('result ', 'dim'), span(words));
	}

	const {share, rule, hasQueries, hasSeconds} = progress;
	const isValid = segment.validity.isValid || (hasQueries && hasSeconds);
	const [left, right] = glyphs.barEnds;
	const isRoomy = width >= roomyWidth;
	const drawn = bar(isValid ? 1 : share, isRoomy ? widths.roomy : widths.narrow, glyphs);
	const roleOf = (isDone: boolean) => (isDone ? 'good' : 'plain');
	const unsteady = steady(snapshot);
	return wholeItems(
		[
			line(
				span(isRoomy ? 'counts as a result ' : 'result ', 'dim'),
				span(`${left}${drawn}${right} `, isValid ? 'good' : 'chart'),
			),
			line(
				span(
					isValid || isOver ? words : words.padEnd(wordsWidth),
					isValid ? 'good' : isOver ? 'warn' : 'plain',
				),
				span('  '),
			),
			line(
				span(
					`${padded(segment.frames, rule.queries)} of ${rule.queries} frames`,
					roleOf(hasQueries),
				),
				span('  '),
			),
			line(
				span(
					`${padded(Math.floor(segment.seconds), rule.seconds)} of ${rule.seconds} s`,
					roleOf(hasSeconds),
				),
				span('  '),
			),
			...(unsteady ? [line(unsteady, span('  '))] : []),
			line(span(`preset ${preset}`, 'dim')),
		],
		width,
	);
};
