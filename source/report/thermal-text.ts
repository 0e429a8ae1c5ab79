import {type SummarySegment} from '../record/segment-schema.js';
import {type Summary} from '../record/summary.js';

const row = (name: string, value: string): string =>
	name.length < 16 ? `  ${name.padEnd(16)}${value}` : `  ${name}: ${value}`;

type Thermal = NonNullable<SummarySegment['thermal']>;
type Figure = Thermal['sustained']['ratio'];

const text = (figure: Figure, format: (value: number) => string): string =>
	'value' in figure ? format(figure.value) : `n/a (${figure.missing})`;

const energyText = ({energy}: Thermal): string => {
	const {grossMillijoules, netMillijoules, fpsPerWatt, meanWatts, coverage, scope, label} = energy;
	if (scope === undefined) {
		return text(meanWatts, value => `${value.toFixed(2)} W`);
	}

	return [
		`${text(grossMillijoules, value => value.toFixed(1))} mJ/inference gross`,
		`net ${text(netMillijoules, value => value.toFixed(1))}`,
		text(fpsPerWatt, value => `${value.toFixed(2)} FPS/W`),
		text(meanWatts, value => `mean ${value.toFixed(2)} W`),
		`${scope} (${label ?? 'one reading'}), ${(100 * coverage).toFixed(0)} % covered; not MLPerf Power`,
	].join(', ');
};

const sustainedText = ({sustained}: Thermal): string => {
	const {firstMinuteFps, lastMinutesFps, ratio, steadyAfterSeconds} = sustained;
	if ('missing' in ratio) {
		return `n/a (${ratio.missing})`;
	}

	const fps = (figure: Figure) => text(figure, value => value.toFixed(1));
	return [
		`${(100 * ratio.value).toFixed(1)} %: minute 1 ${fps(firstMinuteFps)} FPS`,
		`last 5 min ${fps(lastMinutesFps)} FPS`,
		`steady after ${text(steadyAfterSeconds, value => `${value.toFixed(0)} s`)}`,
	].join(', ');
};

/** Sustained speed and energy of a segment. */
export const segmentThermalRows = ({thermal}: SummarySegment): string[] =>
	thermal ? [row('sustained', sustainedText(thermal)), row('energy', energyText(thermal))] : [];

const stateText = ({dropState, baselineFps}: NonNullable<Summary['throttling']>): string => {
	switch (dropState) {
		case 'finding baseline': {
			return 'not judged: the run was too short for a baseline of 90 steady seconds';
		}

		case 'baseline unstable': {
			return 'not judged: FPS varied by more than 2 % from the start (baseline unstable)';
		}

		default: {
			return `watched against a baseline of ${baselineFps?.toFixed(1) ?? 'n/a'} FPS`;
		}
	}
};

/** What the absence of spells is worth. */
const nothingText = ({telemetry, throttling}: Summary): string => {
	const units = new Set(['celsius', 'watts', 'hertz', 'state']);
	const hasSensors = telemetry.some(({unit, samples}) => samples > 0 && units.has(unit));
	const sensors = hasSensors
		? 'no flag, counter or cooling device moved'
		: 'n/a for flags and clocks: no sensor of heat, power or clocks here';
	return throttling?.baselineFps === undefined ? sensors : `no drop of FPS; ${sensors}`;
};

/** Why it slowed down: one block for the whole run. */
export const throttlingLines = (summary: Summary): string[] => {
	const {throttling, replay} = summary;
	if (!throttling) {
		return [];
	}

	const {spells} = throttling;
	return [
		'',
		'heat and throttling',
		...(replay
			? [
					row(
						'replay',
						`sensors are the recorded board ${replay.root} at ${replay.speed}x speed${replay.isPaced ? '; frames were slowed to it: their FPS is no measurement' : ''}`,
					),
				]
			: []),
		row('drops of FPS', stateText(throttling)),
		...(spells.length === 0
			? [row('found', nothingText(summary))]
			: spells.slice(-10).map(spell => row(spell.verdict, spell.text))),
	];
};
