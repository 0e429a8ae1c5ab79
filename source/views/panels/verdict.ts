import {type Phase} from '../../record/live-schema.js';
import {type Snapshot} from '../../record/snapshot.js';
import {framesPerSecond, withUnit} from '../../format/numbers.js';
import {bar} from '../canvas/bar.js';
import {cut, type Line, line, type NamedRole, span} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';
import {heatOf, heatRole} from './heat-words.js';

/** FPS can be judged after so long, s. */
const baselineSeconds = 90;
const progressWidth = 12;

/** Steps that are done before the first counted frame, of `startSteps`. */
const stepsDone: Readonly<Partial<Record<Phase, number>>> = {
	starting: 0,
	loading: 1,
	'warming up': 2,
};
const startSteps = 3;

/** `40 s`, `12 min`, `3 h`. */
export const roughly = (seconds: number): string => {
	if (seconds < 90) {
		return `${Math.max(0, Math.round(seconds))} s`;
	}

	return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
};

type Said = {readonly text: string; readonly role: NamedRole};

/** The temperature against its limit: "61 °C, 24 °C below the trip of cpu-thermal". */
const heatText = (snapshot: Snapshot): Said => {
	const heat = heatOf(snapshot);
	if (!heat) {
		return {text: 'no temperature sensor', role: 'dim'};
	}

	const {celsius, limitCelsius, label} = heat;
	const role = heatRole(celsius, limitCelsius);
	const degrees = `${celsius.toFixed(0)} °C`;
	if (limitCelsius === undefined) {
		return {text: `${label} ${degrees}`, role: 'plain'};
	}

	const distance = Math.round(limitCelsius - celsius);
	const limit = `its limit of ${limitCelsius.toFixed(0)} °C`;
	const where =
		distance > 0
			? `${distance} °C below ${limit}`
			: distance === 0
				? `at ${limit}`
				: `${-distance} °C above ${limit}`;
	return {text: `${role === 'bad' ? 'HOT: ' : ''}${label} ${degrees}, ${where}`, role};
};

/** Seconds since which nothing has slowed the segment down. */
const holdingSeconds = ({segment, thermal, elapsedMs}: Snapshot): number => {
	const lastEnd = thermal.throttle.spells.at(-1)?.endedMs;
	return lastEnd === undefined
		? segment.seconds
		: Math.min(segment.seconds, (elapsedMs - lastEnd) / 1000);
};

/** What can be said of the speed while nothing is known to slow it down. */
const speedText = (snapshot: Snapshot): Said => {
	const {segment, thermal, phase} = snapshot;
	const fps = withUnit(framesPerSecond(segment.fps.last10s ?? segment.fps.session), 'FPS');
	if (phase === 'comparing') {
		return {text: 'comparing two in turns: speed is not judged meanwhile', role: 'plain'};
	}

	switch (thermal.throttle.dropState) {
		case 'finding baseline': {
			const left = baselineSeconds - segment.seconds;
			return left > 0
				? {text: `settling: ${roughly(left)} to the first judgement of the speed`, role: 'plain'}
				: {text: 'settling: the speed still varies by over 2 %', role: 'plain'};
		}

		case 'baseline unstable': {
			return {text: `${fps}, too unsteady to judge drops`, role: 'plain'};
		}

		case 'dropped': {
			return {
				text: `${fps}, below the ${framesPerSecond(thermal.throttle.baselineFps)} at the start`,
				role: 'warn',
			};
		}

		default: {
			return {
				text: `holding ${fps} for ${roughly(holdingSeconds(snapshot))}`,
				role: 'good',
			};
		}
	}
};

const starting = ({phase, phaseText}: Snapshot, {glyphs}: Theme): Line | undefined => {
	const done = stepsDone[phase];
	if (done === undefined) {
		return undefined;
	}

	const [left, right] = glyphs.barEnds;
	return line(
		span(`${left}${bar((done + 0.5) / startSteps, progressWidth, glyphs)}${right} `, 'chart'),
		span(`step ${done + 1} of ${startSteps}: ${phaseText}`),
	);
};

/** The state of the run in one line of plain words. */
export const verdictLine = (snapshot: Snapshot, width: number, theme: Theme): Line => {
	const {glyphs} = theme;
	const {thermal, phase, phaseText} = snapshot;
	const begun = starting(snapshot, theme);
	if (begun) {
		return begun;
	}

	if (phase === 'failed' || phase === 'restarting') {
		return line(span(`${glyphs.miss} ${phaseText}`, 'bad'));
	}

	const {current} = thermal.throttle;
	if (current) {
		const role = current.verdict === 'throttled' ? 'bad' : 'warn';
		const mark = current.lossFraction === undefined ? '!' : glyphs.down;
		const more = '  t: why';
		return line(
			span(`${mark} ${cut(current.text, width - more.length - 2, glyphs.ellipsis)}`, role),
			span(more, 'dim'),
		);
	}

	const speed = speedText(snapshot);
	const heat = heatText(snapshot);
	const isHot = heat.role === 'bad';
	const parts = isHot ? [heat, speed] : [speed, heat];
	return line(
		span(`${isHot ? '!' : glyphs.alive} `, parts[0]!.role),
		span(parts[0]!.text, parts[0]!.role),
		span('; ', 'dim'),
		span(parts[1]!.text, parts[1]!.role),
	);
};
