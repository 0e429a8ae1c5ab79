import {type Figure} from '../measure/figure.js';
import {clocksInUse, isCpuClock} from '../sensors/cpu-clusters.js';
import {partOf} from '../sensors/parts.js';
import {choosePower} from '../sensors/sources/power.js';
import {usageOf, type Usage} from '../sensors/usage.js';
import {
	hasValue,
	type PresentReading,
	type Reading,
	type TelemetrySample,
} from '../sensors/sensor.js';
import {type HostFigures} from './live-schema.js';

const noSample: Figure = {missing: 'no reading yet'};

const figureOf = (reading: Reading | undefined, missing: string): Figure => {
	if (!reading) {
		return {missing};
	}

	return hasValue(reading) ? {value: reading.value} : {missing: reading.missing};
};

const hottest = (readings: readonly PresentReading[]): PresentReading | undefined => {
	let best: PresentReading | undefined;
	for (const reading of readings) {
		if (!best || reading.value > best.value) {
			best = reading;
		}
	}

	return best;
};

/** Of what has a value, the highest; else the first that says why it has none. */
const first = (...groups: ReadonlyArray<readonly Reading[]>): Reading | undefined => {
	for (const group of groups) {
		const best = hottest(group.filter(reading => hasValue(reading)));
		if (best) {
			return best;
		}
	}

	return groups.flat()[0];
};

/**
The temperature that stands for the run: the hottest of the part that it computes on, then of its package, then what other chips say of that part. Never a charger, a battery, skin, board or drive.

@param usage What the run uses. @default the CPU
*/
export const chooseTemperature = (
	readings: readonly Reading[],
	usage: Usage = usageOf(undefined, readings),
): Reading | undefined => {
	const temperatures = readings.filter(({quantity}) => quantity === 'temperature');
	const own = temperatures.filter(reading => usage.isOwn(reading));
	const shared = temperatures.filter(reading => usage.isShared(reading));
	const isDirect = (reading: Reading) => !partOf(reading).isIndirect;
	const {isApart} = usage;
	return first(
		own.filter(reading => isDirect(reading)),
		shared.filter(reading => partOf(reading).kind === 'package'),
		shared.filter(reading => isDirect(reading)),
		// On a SoC every die is on the same silicon.
		isApart
			? []
			: temperatures.filter(
					reading => /^[gnt]pu$/.test(partOf(reading).kind) && partOf(reading).device === undefined,
				),
		isApart ? [] : temperatures.filter(reading => partOf(reading).kind === 'unknown'),
		own,
		shared,
	);
};

/** A clock that the firmware measures. */
export const isMeasuredClock = ({quantity, id}: Reading): boolean =>
	quantity === 'clock' && id.startsWith('raspberry-pi/');

/** The clock that stands for the run: the highest of its part (of the CPUs, of the clusters that are in use); a clock that the firmware measures before one that the kernel believes. */
export const chooseClock = (
	readings: readonly Reading[],
	usage: Usage = usageOf(undefined, readings),
): Reading | undefined => {
	const own = readings.filter(reading => reading.quantity === 'clock' && usage.isOwn(reading));
	const ofClusters = own.filter(reading => isCpuClock(reading) && hasValue(reading));
	return first(
		own.filter(reading => isMeasuredClock(reading)),
		clocksInUse(ofClusters, readings),
		own,
	);
};

/**
The few host figures of the main screen, from one telemetry sample: those of what the run uses.

@param backendId What computes. @default a CPU
*/
export const hostFigures = (
	sample: TelemetrySample | undefined,
	backendId?: string,
): HostFigures => {
	if (!sample) {
		return {
			cpuLoad: noSample,
			memoryUsedBytes: noSample,
			memoryTotalBytes: noSample,
			temperatureCelsius: noSample,
			powerWatts: noSample,
			clockHertz: noSample,
		};
	}

	const {readings} = sample;
	const load = readings.find(({quantity, id}) => quantity === 'load' && id.startsWith('host/'));
	const memory = readings.find(({quantity, id}) => quantity === 'memory' && id.startsWith('host/'));
	const usage = usageOf(backendId, readings);
	const temperature = chooseTemperature(readings, usage);
	const power = choosePower(readings, usage);
	const clock = chooseClock(readings, usage);
	return {
		cpuLoad: figureOf(load, 'no sensor'),
		memoryUsedBytes: figureOf(memory, 'no sensor'),
		memoryTotalBytes:
			memory?.limits?.max === undefined ? {missing: 'no sensor'} : {value: memory.limits.max},
		temperatureCelsius: {
			...figureOf(temperature, 'no sensor'),
			...(temperature && {label: temperature.label}),
		},
		powerWatts:
			'missing' in power ? {missing: power.missing} : {value: power.watts, scope: power.scope},
		clockHertz: {...figureOf(clock, 'no sensor'), ...(clock && {label: clock.label})},
	};
};
