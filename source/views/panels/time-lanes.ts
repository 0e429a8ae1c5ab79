import {type Snapshot, type ThermalReading} from '../../record/snapshot.js';
import {framesPerSecond} from '../../format/numbers.js';
import {roundTop} from '../canvas/column-chart.js';
import {type NamedRole} from '../canvas/lines.js';
import {chartedClock, chartedPower, chartedTemperature} from './charted-readings.js';
import {heatRole} from './heat-words.js';

/** One curve over the shared time axis. */
export type Lane = {
	readonly name: string;
	readonly values: ReadonlyArray<number | undefined>;
	readonly floor: number;
	readonly top: number;
	/** A limit that is drawn as a line. */
	readonly limit?: number;
	readonly format: (value: number) => string;
	/** @param share Where on the time axis, 0 (begin) … 1 (now). */
	readonly roleOf: (value: number, share: number) => NamedRole;
};

const known = (values: ReadonlyArray<number | undefined>): number[] =>
	values.filter(value => value !== undefined);

const neutral = (): NamedRole => 'chart';

/** Green where nothing slowed it down, yellow where something was suspected, red while it was throttled. */
const speedRole =
	({thermal, elapsedMs}: Snapshot, windowMs: number): Lane['roleOf'] =>
	(_value, share) => {
		const atMs = elapsedMs - windowMs * (1 - share);
		const spell = thermal.throttle.spells.find(
			({onsetMs, endedMs = Number.POSITIVE_INFINITY}) => onsetMs <= atMs && atMs <= endedMs,
		);
		if (!spell) {
			return 'good';
		}

		return spell.verdict === 'throttled' ? 'bad' : 'warn';
	};

const temperatureLane = (snapshot: Snapshot, points: number, windowMs: number): Lane[] => {
	const {thermal} = snapshot;
	const reading = chartedTemperature(snapshot);
	const values = reading ? thermal.history(reading.id, points, windowMs) : [];
	const present = known(values);
	if (!reading || present.length === 0) {
		return [];
	}

	const {passive, hot, critical} = reading.limits ?? {};
	const limit = passive ?? hot ?? critical;
	const high = Math.max(...present);
	// A limit far above says more as a number than as an empty chart.
	const isNear = limit !== undefined && limit - high < 30;
	return [
		{
			name: 'temp',
			values,
			floor: Math.floor((Math.min(...present) - 1) / 10) * 10,
			top: Math.ceil((Math.max(high, isNear ? limit : high) + 1) / 10) * 10,
			...(isNear && {limit}),
			format: value => `${value.toFixed(0)}°C`,
			roleOf(value) {
				const role = heatRole(value, limit);
				return role === 'plain' ? 'chart' : role;
			},
		},
	];
};

const fromZero = (
	snapshot: Snapshot,
	reading: ThermalReading | undefined,
	{name, format}: Pick<Lane, 'name' | 'format'>,
	{points, windowMs}: {readonly points: number; readonly windowMs: number},
): Lane[] => {
	const values = reading ? snapshot.thermal.history(reading.id, points, windowMs) : [];
	const present = known(values);
	return present.length === 0
		? []
		: [{name, values, floor: 0, top: roundTop(Math.max(...present)), format, roleOf: neutral}];
};

/** FPS first, then temperature, power and clock as far as they are read; all over the same time. */
export const timeLanes = (snapshot: Snapshot, points: number, windowMs: number): Lane[] => {
	const fps = snapshot.fpsHistory(points, windowMs);
	const room = {points, windowMs};
	return [
		{
			name: 'FPS',
			values: fps,
			floor: 0,
			top: roundTop(Math.max(0, ...known(fps))),
			format: value => (value === 0 ? '0' : framesPerSecond(value).replace(/\.0+$/, '')),
			roleOf: speedRole(snapshot, windowMs),
		},
		...temperatureLane(snapshot, points, windowMs),
		...fromZero(
			snapshot,
			chartedPower(snapshot),
			{name: 'power', format: value => `${value.toFixed(value < 10 ? 1 : 0)}W`},
			room,
		),
		...fromZero(
			snapshot,
			chartedClock(snapshot),
			{
				name: 'clock',
				format: value =>
					value >= 1e9 ? `${(value / 1e9).toFixed(1)}GHz` : `${(value / 1e6).toFixed(0)}MHz`,
			},
			room,
		),
	];
};
