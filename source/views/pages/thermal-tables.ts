import {type Snapshot, type ThermalReading} from '../../record/snapshot.js';
import {bar} from '../canvas/bar.js';
import {bytes, hertz, na, percent} from '../../format/numbers.js';
import {cut, type Line, line, span} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';

const labelWidth = 16;
const valueWidth = 9;
const barWidth = 10;

const labelSpan = (text: string) => span(cut(text, labelWidth - 1).padEnd(labelWidth), 'dim');

const missingRow = (label: string, reason: string): Line =>
	line(labelSpan(label), span(`${na} (${reason})`, 'dim'));

const celsius = (value: number): string => `${value.toFixed(0)} °C`;

const tripText = ({limits = {}}: ThermalReading): string => {
	const {passive, active, hot, critical, max} = limits;
	const parts = [
		passive === undefined ? '' : `passive ${celsius(passive)}`,
		active === undefined ? '' : `active ${celsius(active)}`,
		hot === undefined ? '' : `hot ${celsius(hot)}`,
		critical === undefined ? '' : `critical ${celsius(critical)}`,
		max === undefined ? '' : `max ${celsius(max)}`,
	].filter(Boolean);
	return parts.length > 0 ? parts.join(', ') : 'no trip told';
};

const temperatureRow = (reading: ThermalReading, {glyphs}: Theme): Line => {
	if ('missing' in reading) {
		return missingRow(reading.label, reading.missing);
	}

	const {value, limits = {}} = reading;
	const trip = limits.passive ?? limits.hot ?? limits.critical ?? limits.max;
	const role = trip !== undefined && value >= trip - 3 ? 'bad' : 'plain';
	return line(
		labelSpan(reading.label),
		span(`${value.toFixed(1)} °C`.padStart(valueWidth), role),
		span(
			trip === undefined ? ' '.repeat(barWidth + 2) : ` ${bar(value / trip, barWidth, glyphs)} `,
			role === 'bad' ? 'bad' : 'chart',
		),
		span(tripText(reading), 'dim'),
	);
};

const powerRow = (reading: ThermalReading): Line =>
	'missing' in reading
		? missingRow(reading.label, reading.missing)
		: line(
				labelSpan(reading.label),
				span(`${reading.value.toFixed(2)} W`.padStart(valueWidth)),
				span(
					`  ${reading.scope ?? 'scope unknown'}${reading.detail === undefined ? '' : `, ${reading.detail}`}`,
					'dim',
				),
			);

const clockRow = (reading: ThermalReading, {glyphs}: Theme): Line => {
	if ('missing' in reading) {
		return missingRow(reading.label, reading.missing);
	}

	const {value, limits, detail} = reading;
	const max = limits?.max;
	const note = detail === undefined ? '' : `, ${detail}`;
	return line(
		labelSpan(reading.label),
		span(hertz(value).padStart(valueWidth)),
		...(max === undefined
			? [span('  maximum not told', 'dim')]
			: [
					span(` ${bar(value / max, barWidth, glyphs)} `, 'chart'),
					span(`${percent(value / max, 0)} of ${hertz(max)}${note}`, 'dim'),
				]),
	);
};

/** Load and memory of accelerators, and fans: a share of what there is, where that is known. */
const deviceRow = (reading: ThermalReading, {glyphs}: Theme): Line => {
	if ('missing' in reading) {
		return missingRow(reading.label, reading.missing);
	}

	const {value, unit, limits} = reading;
	const top = unit === 'fraction' ? 1 : limits?.max;
	const text =
		unit === 'bytes'
			? bytes(value)
			: unit === 'fraction'
				? percent(value, 0)
				: `${value.toFixed(0)}${unit === 'rpm' ? ' rpm' : ''}`;
	const note =
		top === undefined || unit === 'fraction'
			? ''
			: `of ${unit === 'bytes' ? bytes(top) : top.toFixed(0)}`;
	return line(
		labelSpan(reading.label),
		span(text.padStart(valueWidth)),
		...(top === undefined ? [] : [span(` ${bar(value / top, barWidth, glyphs)} `, 'chart')]),
		span(note, 'dim'),
	);
};

type Section = 'temperature' | 'power' | 'clock' | 'device';

const nothing: Readonly<Record<Section, string>> = {
	temperature: 'temperatures',
	power: 'power',
	clock: 'clocks',
	device: 'load, fans',
};

const quantities: Readonly<Record<Section, readonly string[]>> = {
	temperature: ['temperature'],
	power: ['power'],
	clock: ['clock'],
	device: ['load', 'memory', 'fan'],
};

const section = (name: Section, readings: readonly ThermalReading[], theme: Theme): Line[] => {
	const rows = readings.filter(reading => quantities[name].includes(reading.quantity));
	if (rows.length === 0) {
		return [missingRow(nothing[name], 'no sensor; edgetop doctor tells why')];
	}

	// What has a value first; what lacks one says so after it.
	const sorted = [...rows].sort((a, b) => Number('missing' in a) - Number('missing' in b));
	return sorted.map(reading => {
		switch (name) {
			case 'temperature': {
				return temperatureRow(reading, theme);
			}

			case 'power': {
				return powerRow(reading);
			}

			case 'device': {
				return deviceRow(reading, theme);
			}

			default: {
				return clockRow(reading, theme);
			}
		}
	});
};

/** Rows for the sections in a height: each has a fair part, what one does not need the others get. */
const share = (counts: readonly number[], height: number): number[] => {
	const given = counts.map(() => 0);
	for (let left = height; left > 0;) {
		const open = counts.findIndex(
			(count, index) =>
				given[index]! < count &&
				given[index]! === Math.min(...given.filter((_, other) => given[other]! < counts[other]!)),
		);
		if (open === -1) {
			break;
		}

		given[open]!++;
		left--;
	}

	return given;
};

/** Temperatures against their trips, power by scope, clocks against their maximum, accelerators and fans; at most `height` rows. */
export const thermalTables = (snapshot: Snapshot, height: number, theme: Theme): Line[] => {
	const {readings} = snapshot.thermal;
	const sections = (['temperature', 'power', 'clock', 'device'] as const).map(name =>
		section(name, readings, theme),
	);
	const rows = share(
		sections.map(({length}) => length),
		height,
	);
	return sections.flatMap((lines, index) => {
		const kept = rows[index]!;
		const hidden = lines.length - kept;
		return hidden > 0 && kept > 1
			? [...lines.slice(0, kept - 1), line(span(`  and ${hidden + 1} more`, 'dim'))]
			: lines.slice(0, kept);
	});
};
