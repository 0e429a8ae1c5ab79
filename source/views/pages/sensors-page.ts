import {type Snapshot, type ThermalReading} from '../../record/snapshot.js';
import {bytes, hertz, percent} from '../../format/numbers.js';
import {cut, type Line, line, type NamedRole, span, widthOf} from '../canvas/lines.js';
import {heatRole} from '../panels/heat-words.js';
import {type Theme} from '../canvas/theme.js';
import {filterText, isFound, type PageFilter} from './page-filter.js';
import {type ScrolledContent} from './scrolled-page.js';

const quantityWidth = 13;
const valueWidth = 12;

/** Orders that `o` steps through. */
export const sensorOrders = ['quantity', 'name', 'nearest its limit'] as const;

export type SensorOrder = (typeof sensorOrders)[number];

const valueText = (value: number, unit: string): string => {
	switch (unit) {
		case 'celsius': {
			return `${value.toFixed(1)} °C`;
		}

		case 'watts': {
			return `${value.toFixed(2)} W`;
		}

		case 'hertz': {
			return hertz(value);
		}

		case 'fraction': {
			return percent(value, 0);
		}

		case 'bytes': {
			return bytes(value);
		}

		default: {
			return `${Number(value.toPrecision(4))}${unit === 'state' ? '' : ` ${unit}`}`;
		}
	}
};

const limitOf = ({limits = {}}: ThermalReading): number | undefined =>
	limits.passive ?? limits.hot ?? limits.critical ?? limits.max;

const share = (reading: ThermalReading): number => {
	const limit = limitOf(reading);
	return 'value' in reading && limit ? reading.value / limit : -1;
};

const compare: Readonly<Record<SensorOrder, (a: ThermalReading, b: ThermalReading) => number>> = {
	quantity: (a, b) => a.quantity.localeCompare(b.quantity) || a.label.localeCompare(b.label),
	name: (a, b) => a.label.localeCompare(b.label),
	'nearest its limit': (a, b) => share(b) - share(a),
};

const roleOf = (reading: ThermalReading): NamedRole =>
	'value' in reading && reading.quantity === 'temperature'
		? heatRole(reading.value, limitOf(reading))
		: 'plain';

const readingLine = (reading: ThermalReading, width: number, {glyphs}: Theme): Line => {
	const limit = limitOf(reading);
	const isRoomy = width >= 110;
	const nameWidth = isRoomy ? 34 : 26;
	const name = cut(reading.label, nameWidth - 1, glyphs.ellipsis);
	return line(
		span(reading.quantity.padEnd(quantityWidth), 'dim'),
		span(name + ' '.repeat(nameWidth - widthOf(name))),
		...('value' in reading
			? [
					span(valueText(reading.value, reading.unit).padStart(valueWidth), roleOf(reading)),
					span(
						limit === undefined
							? ''.padEnd(18)
							: `  of ${valueText(limit, reading.unit)}`.padEnd(18),
						'dim',
					),
					span(isRoomy ? reading.source : (reading.scope ?? ''), 'dim'),
				]
			: [span(`  n/a (${reading.missing})`, 'dim')]),
	);
};

/** Every reading, in the chosen order; of a recorded run those that were kept. */
export const sensorsContent = (
	{thermal, allReadings}: Snapshot,
	{order, filter}: {readonly order: SensorOrder; readonly filter: PageFilter},
	width: number,
	theme: Theme,
): ScrolledContent => {
	const all = allReadings?.() ?? thermal.readings;
	const readings = all
		.filter(({label, quantity, source, scope = ''}) =>
			isFound(filter, label, quantity, source, scope),
		)
		.sort(compare[order]);
	const nothing =
		all.length > 0 ? 'nothing matches' : 'n/a: no sensor here; edgetop doctor tells why';
	return {
		title: `Sensors: ${readings.length}, by ${order} (o: other order, ${filterText(filter)})`,
		lines:
			readings.length > 0
				? readings.map(reading => readingLine(reading, width, theme))
				: [line(span(nothing, 'dim'))],
	};
};
