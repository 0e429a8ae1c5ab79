import {type Figure} from '../../measure/figure.js';
import {type Snapshot} from '../../record/snapshot.js';
import {bytes, hertz, percent} from '../../format/numbers.js';
import {type NamedRole} from '../canvas/lines.js';
import {heatOf, heatRole, shareRole} from './heat-words.js';

/** One figure of the machine. */
export type HostRow = {
	readonly name: string;
	readonly value: string;
	/** Of its limit, 0…1: a bar is drawn. */
	readonly share?: number;
	/** What the bar ends at: `80`, `918 MHz`. */
	readonly limit?: string;
	/** What the figure is of, shown where there is room. */
	readonly note?: string;
	readonly role: NamedRole;
};

/** A figure that is not there, and why. */
export type AbsentRow = {readonly name: string; readonly reason: string};

type Row = HostRow | AbsentRow;

export const isAbsent = (row: Row): row is AbsentRow => 'reason' in row;

const absent = (name: string, {missing}: {readonly missing: string}): AbsentRow => ({
	name,
	reason: missing,
});

const valueOf = (figure: Figure): number | undefined =>
	'value' in figure ? figure.value : undefined;

/** A gibibyte or mebibyte in few columns: `2.3G`, `945M`. */
const shortBytes = (value: number): string =>
	bytes(value).replace(/ (?<unit>[KMGT])iB$/, '$<unit>');

const temperature = (snapshot: Snapshot): Row => {
	const heat = heatOf(snapshot);
	if (!heat) {
		const {temperatureCelsius} = snapshot.host;
		return absent('temp', 'missing' in temperatureCelsius ? temperatureCelsius : {missing: ''});
	}

	const {celsius, limitCelsius, label} = heat;
	return {
		name: 'temp',
		value: `${celsius.toFixed(1)} °C`,
		note: label,
		role: heatRole(celsius, limitCelsius),
		...(limitCelsius !== undefined && {
			share: celsius / limitCelsius,
			// A mark for who sees no colours.
			limit: `${limitCelsius.toFixed(0)}${heatRole(celsius, limitCelsius) === 'bad' ? ' !' : ''}`,
		}),
	};
};

/** The most of a reading by its label: its limit. */
const limitOf = ({thermal}: Snapshot, quantity: string, label: string | undefined) =>
	thermal.readings.find(
		reading => reading.quantity === quantity && reading.label === label && reading.limits?.max,
	)?.limits?.max;

const clock = (snapshot: Snapshot): Row => {
	const {clockHertz} = snapshot.host;
	const value = valueOf(clockHertz);
	if (value === undefined) {
		return absent('clock', clockHertz as {missing: string});
	}

	const max = limitOf(snapshot, 'clock', clockHertz.label);
	return {
		name: 'clock',
		value: hertz(value),
		note: clockHertz.label,
		role: 'chart',
		...(max !== undefined && {share: value / max, limit: hertz(max).replace(/0 GHz$/, ' GHz')}),
	};
};

const power = ({host: {powerWatts}, thermal}: Snapshot): Row => {
	const value = valueOf(powerWatts);
	if (value === undefined) {
		return absent('power', powerWatts as {missing: string});
	}

	const max = thermal.readings.find(
		reading => reading.quantity === 'power' && 'value' in reading && reading.value === value,
	)?.limits?.max;
	return {
		name: 'power',
		value: `${value.toFixed(2)} W`,
		note: powerWatts.scope,
		role: 'chart',
		...(max !== undefined && {share: value / max, limit: `${max.toFixed(0)} W`}),
	};
};

const acceleratorName = (label = ''): string =>
	/npu|rknn|ipu/i.test(label)
		? 'NPU'
		: /gpu|nvidia|amd|geforce|intel/i.test(label)
			? 'GPU'
			: 'accel';

const accelerator = ({accelerator: {load}}: Snapshot): Row => {
	const value = valueOf(load);
	return value === undefined
		? absent('accelerator', load as {missing: string})
		: {
				name: `${acceleratorName(load.label)} load`,
				value: percent(value, 0),
				share: value,
				note: load.label,
				role: 'chart',
			};
};

const acceleratorMemory = ({accelerator: {memoryUsedBytes, memoryTotalBytes}}: Snapshot): Row[] => {
	const used = valueOf(memoryUsedBytes);
	const total = valueOf(memoryTotalBytes);
	return used === undefined
		? []
		: [
				{
					name: `${acceleratorName(memoryUsedBytes.label)} mem`,
					value: shortBytes(used),
					role: total === undefined ? 'plain' : shareRole(used / total),
					...(total !== undefined && {share: used / total, limit: shortBytes(total)}),
				},
			];
};

const fan = ({accelerator: {fanShare, fanRpm}}: Snapshot): Row => {
	const share = valueOf(fanShare);
	const rpm = valueOf(fanRpm);
	if (share === undefined && rpm === undefined) {
		return absent('fan', fanRpm as {missing: string});
	}

	const turns = rpm === undefined ? undefined : `${rpm.toFixed(0)} rpm`;
	return {
		name: 'fan',
		value: share === undefined ? turns! : percent(share, 0),
		role: 'chart',
		...(share !== undefined && {share, ...(turns !== undefined && {note: turns})}),
	};
};

const cpu = ({host: {cpuLoad}}: Snapshot): Row => {
	const value = valueOf(cpuLoad);
	return value === undefined
		? absent('CPU', cpuLoad as {missing: string})
		: {name: 'CPU', value: percent(value, 0), share: value, role: 'chart'};
};

const memory = ({host: {memoryUsedBytes, memoryTotalBytes}}: Snapshot): Row => {
	const used = valueOf(memoryUsedBytes);
	const total = valueOf(memoryTotalBytes);
	return used === undefined
		? absent('memory', memoryUsedBytes as {missing: string})
		: {
				name: 'memory',
				value: shortBytes(used),
				role: total === undefined ? 'plain' : shareRole(used / total),
				...(total !== undefined && {share: used / total, limit: shortBytes(total)}),
			};
};

/** All figures of the machine in the order in which a reader looks for them. */
export const hostRows = (snapshot: Snapshot): Row[] => [
	temperature(snapshot),
	accelerator(snapshot),
	power(snapshot),
	clock(snapshot),
	cpu(snapshot),
	memory(snapshot),
	...acceleratorMemory(snapshot),
	fan(snapshot),
];
