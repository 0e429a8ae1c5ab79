import {setTimeout as sleep} from 'node:timers/promises';
import {monotonicMs} from '../system/clock.js';
import {type TelemetrySample} from '../sensors/sensor.js';
import {SensorsClient, type SensorsOptions} from '../sensors/sensors-client.js';
import {chooseTemperature} from '../record/host-figures.js';
import {coolWithinCelsius} from '../run/ab-test/cool-down.js';

export type Temperature = {readonly celsius: number; readonly source: string};

/** The pause where there is no temperature. */
export const blindPauseMs = 3000;
/** The first sample waits for the slowest source. */
const firstSampleMs = 8000;

export type CoolDown =
	| {readonly kind: 'cool'; readonly celsius: number; readonly waitedMs: number}
	| {readonly kind: 'still warm'; readonly celsius: number; readonly waitedMs: number}
	| {readonly kind: 'blind'; readonly reason: string; readonly waitedMs: number};

type SensorPlace = Pick<SensorsOptions, 'sensorRoot' | 'powerInput'>;

/** Gives each temperature of the sensors process to `isEnough`, until that is content or the time is over. The process runs for that long alone: nothing of it is left while a slice is measured. */
const watchTemperature = async (
	place: SensorPlace,
	{mostMs, signal}: {readonly mostMs: number; readonly signal: AbortSignal},
	isEnough: (temperature: Temperature) => boolean,
): Promise<{readonly last?: Temperature; readonly missing?: string}> => {
	const over = new AbortController();
	let last: Temperature | undefined;
	let missing = 'the sensors did not answer';
	const onSample = ({readings}: TelemetrySample): void => {
		const reading = chooseTemperature(readings);
		if (reading && 'value' in reading) {
			last = {celsius: reading.value, source: reading.label};
			if (isEnough(last)) {
				over.abort();
			}
		} else {
			missing = reading && 'missing' in reading ? reading.missing : 'no temperature sensor';
			over.abort();
		}
	};

	const client = new SensorsClient({...place, onSample});
	try {
		await sleep(mostMs, undefined, {signal: AbortSignal.any([over.signal, signal])});
	} catch {
		// Content, or asked to end.
	} finally {
		await client.close();
	}

	return last ? {last} : {missing};
};

/** The temperature now, or why there is none. */
export const readTemperature = async (place: SensorPlace, signal: AbortSignal) =>
	watchTemperature(place, {mostMs: firstSampleMs, signal}, () => true);

/** Waits until it is as cool as at the start (within 2 °C), for `mostMs` at most; without a sensor for a short fixed time. */
export const coolDown = async (
	place: SensorPlace,
	start: Temperature | undefined,
	options: {
		readonly mostMs: number;
		readonly signal: AbortSignal;
		readonly onTemperature?: (celsius: number, target: number) => void;
	},
): Promise<CoolDown> => {
	const beganAtMs = monotonicMs();
	const waited = () => monotonicMs() - beganAtMs;
	const target = (start?.celsius ?? 0) + coolWithinCelsius;
	let reason = 'no temperature sensor';
	if (start) {
		const {last, missing} = await watchTemperature(place, options, ({celsius}) => {
			options.onTemperature?.(celsius, target);
			return celsius <= target;
		});
		if (last) {
			const kind = last.celsius <= target ? 'cool' : 'still warm';
			return {kind, celsius: last.celsius, waitedMs: waited()};
		}

		reason = missing!;
	}

	const rest = Math.max(0, Math.min(options.mostMs, blindPauseMs) - waited());
	await sleep(rest, undefined, {signal: options.signal}).catch(() => undefined);
	return {kind: 'blind', reason, waitedMs: waited()};
};
