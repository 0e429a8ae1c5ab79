import {type Figure} from '../measure/figure.js';
import {choosePower} from '../sensors/sources/power.js';
import {
	hasValue,
	type PresentReading,
	type Reading,
	type TelemetrySample,
} from '../sensors/sensor.js';
import {type HostFigures} from './live-schema.js';

/** Dies that compute; boards, batteries, power chips and drives come second. */
const processorPattern = /cpu|gpu|soc|package|tctl|tdie|tj|core|npu|x86_pkg|apex/i;
/** Constant or unrelated by what is known of the boards. */
const ignoredPattern = /pmic-die|fan-est|battery|nvme|wifi|iwl/i;

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

/** The temperature that stands for the machine: its hottest processor die. */
export const chooseTemperature = (readings: readonly Reading[]): Reading | undefined => {
	const temperatures = readings.filter(
		({quantity, label}) => quantity === 'temperature' && !ignoredPattern.test(label),
	);
	const present = temperatures.filter(reading => hasValue(reading));
	return (
		hottest(present.filter(({label, id}) => processorPattern.test(`${label} ${id}`))) ??
		hottest(present) ??
		temperatures[0]
	);
};

const fastestClock = (readings: readonly Reading[]): Reading | undefined => {
	const clocks = readings.filter(({quantity}) => quantity === 'clock');
	return hottest(clocks.filter(reading => hasValue(reading))) ?? clocks[0];
};

/** The few host figures of the main screen, from one telemetry sample. */
export const hostFigures = (sample: TelemetrySample | undefined): HostFigures => {
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
	const temperature = chooseTemperature(readings);
	const power = choosePower(readings);
	const clock = fastestClock(readings);
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
