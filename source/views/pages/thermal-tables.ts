import {type Snapshot} from '../../record/snapshot.js';
import {bar} from '../canvas/bar.js';
import {hertz, na, percent} from '../../format/numbers.js';
import {cut, type Line, line, span} from '../canvas/lines.js';
import {type Theme} from '../canvas/theme.js';

export type ThermalReading = Snapshot['thermal']['readings'][number];

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

const nothing: Readonly<Record<'temperature' | 'power' | 'clock', string>> = {
	temperature: 'temperatures',
	power: 'power',
	clock: 'clocks',
};

const section = (
	quantity: 'temperature' | 'power' | 'clock',
	readings: readonly ThermalReading[],
	theme: Theme,
): Line[] => {
	const rows = readings.filter(reading => reading.quantity === quantity);
	if (rows.length === 0) {
		return [missingRow(nothing[quantity], 'no sensor; edgetop doctor tells why')];
	}

	// What has a value first; what lacks one says so after it.
	const sorted = [...rows].sort((a, b) => Number('missing' in a) - Number('missing' in b));
	return sorted.map(reading => {
		switch (quantity) {
			case 'temperature': {
				return temperatureRow(reading, theme);
			}

			case 'power': {
				return powerRow(reading);
			}

			default: {
				return clockRow(reading, theme);
			}
		}
	});
};

/** Rows for three sections in a height: each has a fair part, what one does not need the others get. */
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

/** Temperatures against their trips, power by scope, clocks against their maximum; at most `height` rows. */
export const thermalTables = (snapshot: Snapshot, height: number, theme: Theme): Line[] => {
	const {readings} = snapshot.thermal;
	const sections = (['temperature', 'power', 'clock'] as const).map(quantity =>
		section(quantity, readings, theme),
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
