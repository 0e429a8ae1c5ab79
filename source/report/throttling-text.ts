import {dropStateText, energyText, sustainedText} from '../format/thermal-text.js';
import {type SummarySegment} from '../record/segment-schema.js';
import {type Summary} from '../record/summary.js';

const row = (name: string, value: string): string =>
	name.length < 16 ? `  ${name.padEnd(16)}${value}` : `  ${name}: ${value}`;

type Energy = NonNullable<SummarySegment['thermal']>['energy'];

const meanText = ({meanWatts, scope}: Energy): string =>
	scope === undefined || 'missing' in meanWatts
		? ''
		: `, mean ${meanWatts.value.toFixed(2)} W; not MLPerf Power`;

/** Sustained speed and energy of a segment. */
export const segmentThermalRows = ({thermal}: SummarySegment): string[] =>
	thermal
		? [
				row('sustained', sustainedText(thermal)),
				row('energy', `${energyText(thermal)}${meanText(thermal.energy)}`),
			]
		: [];

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
		row('drops of FPS', dropStateText(throttling)),
		...(spells.length === 0
			? [row('found', nothingText(summary))]
			: spells.slice(-10).map(spell => row(spell.verdict, spell.text))),
	];
};
