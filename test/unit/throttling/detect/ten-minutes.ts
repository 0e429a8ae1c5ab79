import {
	ThrottleDetector,
	type ThrottleSample,
} from '../../../../source/throttling/detect/throttle.js';

export type Second = Omit<ThrottleSample, 'atMs'>;

/** Feeds ten minutes in which `change` begins at second 300; the ripple keeps sigma above zero. */
export const run = (
	before: Second,
	change: Second,
	detector = new ThrottleDetector(),
): ThrottleDetector => {
	for (let second = 0; second < 600; second++) {
		const now = second < 300 ? before : {...before, ...change};
		const ripple = 1 + 0.003 * ((second % 3) - 1);
		const fps = now.fps === undefined ? undefined : now.fps * ripple;
		detector.add({...now, ...(fps !== undefined && {fps}), atMs: second * 1000});
	}

	return detector;
};

export const signal = (
	kind: 'flag' | 'counter' | 'sticky' | 'cooling',
	cause: 'thermal' | 'power' | 'undervoltage' | 'overcurrent' | 'unknown',
	value: number,
) => [{id: 'one', label: 'the signal', kind, cause, value}] as const;

export const clock = (hertz: number) => [{id: 'cpu', label: 'cpu clock', hertz, use: 1}] as const;

export const zone = (tempCelsius: number) =>
	[{id: 'zone', label: 'cpu-thermal', tempCelsius, passiveTripCelsius: 80}] as const;

export const calm: Second = {
	fps: 40,
	clocks: clock(1.8e9),
	temperatures: zone(60),
	stealFraction: 0.01,
	quotaThrottles: 0,
	inferencesPerCpuSecond: 20,
};

/** A lowered clock lowers the work per CPU-second, too. */
export const slow: Second = {fps: 28, inferencesPerCpuSecond: 14};
