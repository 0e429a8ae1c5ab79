import {
	hasValue,
	type PresentReading,
	type Reading,
	type TelemetrySample,
} from '../sensors/sensor.js';
import {type AcceleratorFigures, type HostFigure} from './live-schema.js';

/** Load and memory of the machine itself and of its operating system. */
const hostPattern = /^(?:host|pressure|cgroup|system-info|thermal-throttle|replay)\//;

type Facts = {readonly id: string; readonly quantity?: string; readonly unit: string};

const isOfDevice = ({id}: Facts): boolean => !hostPattern.test(id);

const isLoad = (reading: Facts): boolean =>
	reading.quantity === 'load' && reading.unit === 'fraction' && isOfDevice(reading);

const isMemory = (reading: Facts): boolean => reading.quantity === 'memory' && isOfDevice(reading);

/** Whether a reading is the load or the memory of an accelerator, or a fan. */
export const isAcceleratorReading = (reading: Facts): boolean =>
	reading.quantity === 'fan' || isLoad(reading) || isMemory(reading);

/** `nvidia/0` of `nvidia/0/load`. */
const deviceOf = ({id}: Reading): string => id.slice(0, id.lastIndexOf('/'));

const most = (
	readings: readonly PresentReading[],
	valueOf: (reading: PresentReading) => number = ({value}) => value,
): PresentReading | undefined => {
	let best: PresentReading | undefined;
	for (const reading of readings) {
		if (!best || valueOf(reading) > valueOf(best)) {
			best = reading;
		}
	}

	return best;
};

const present = (readings: readonly Reading[]): PresentReading[] =>
	readings.filter(reading => hasValue(reading));

/** The chosen one, or the reason of the first that has none, or that there is nothing of the kind. */
const figureOf = (
	chosen: PresentReading | undefined,
	readings: readonly Reading[],
	nothing: string,
): HostFigure => {
	if (chosen) {
		return {value: chosen.value, label: chosen.label};
	}

	const [first] = readings;
	return first && 'missing' in first
		? {missing: first.missing, label: first.label}
		: {missing: nothing};
};

/** A fan's share of full speed, 0…1: as told, or its state of so many; undefined where only its turns are known. */
export const shareOfFan = ({unit, value, limits}: PresentReading): number | undefined => {
	if (unit === 'fraction') {
		return value;
	}

	return unit === 'state' && limits?.max ? value / limits.max : undefined;
};

const fanShare = (fans: readonly Reading[]): HostFigure => {
	const shared = present(fans).filter(reading => shareOfFan(reading) !== undefined);
	const fastest = most(shared, reading => shareOfFan(reading)!);
	return fastest
		? {value: shareOfFan(fastest)!, label: fastest.label}
		: figureOf(
				undefined,
				fans.filter(({unit}) => unit !== 'rpm'),
				'no sensor',
			);
};

const noReading = {missing: 'no reading yet'} as const;

/** The few figures of accelerator and fan for the main screen, from one telemetry sample. */
export const acceleratorFigures = (sample: TelemetrySample | undefined): AcceleratorFigures => {
	if (!sample) {
		return {
			load: noReading,
			memoryUsedBytes: noReading,
			memoryTotalBytes: noReading,
			fanShare: noReading,
			fanRpm: noReading,
		};
	}

	const loads = sample.readings.filter(reading => isLoad(reading));
	const memories = sample.readings.filter(reading => isMemory(reading));
	const fans = sample.readings.filter(({quantity}) => quantity === 'fan');
	const rpm = fans.filter(({unit}) => unit === 'rpm');
	const load = most(present(loads));
	const memory =
		present(memories).find(reading => load && deviceOf(reading) === deviceOf(load)) ??
		(load ? undefined : most(present(memories)));
	const total = memory?.limits?.max;
	const noMemory = load ? 'shares the memory of the board, or does not tell' : 'no sensor';
	return {
		load: figureOf(load, loads, 'no sensor'),
		memoryUsedBytes: figureOf(memory, load ? [] : memories, noMemory),
		memoryTotalBytes: total === undefined ? {missing: noMemory} : {value: total},
		fanShare: fanShare(fans),
		fanRpm: figureOf(most(present(rpm)), rpm, 'no sensor'),
	};
};
