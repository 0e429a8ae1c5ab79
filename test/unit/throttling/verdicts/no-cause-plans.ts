import {randomOf, type Curve} from './play.js';
import {
	cooling,
	intel,
	policy,
	quota,
	series,
	silent,
	steadyClock,
	zone,
	type Plan,
	type Point,
} from './board-builders.js';

/** Frames that vary by themselves, second by second. */
const noisy = (fps: number, share: number, seed: number): Curve => {
	const random = randomOf(seed);
	return Array.from(
		{length: 420},
		(_, second) =>
			[second, fps * (1 + share * (random() + random() + random() - 1.5) * 2)] as const,
	);
};

const cpuZone = (milli: string) => zone(0, 'cpu-thermal', milli, 80);

/** Nothing that slows the run down, but what might be taken for it. */
export const noCausePlans: Readonly<Record<string, Plan>> = {
	'o92-noisy-frames-on-a-warm-board': {
		fps: noisy(20, 0.08, 7),
		files: {...cpuZone(series([0, 70_000], [400, '~78500'])), ...policy(0, steadyClock)},
		expectation: silent,
	},
	'o93-one-hiccup-beside-a-flag': {
		fps: [
			[0, 20],
			[239, 20],
			[240, 4],
			[248, 4],
			[249, 20],
		],
		files: {...cpuZone(series([0, 70_000])), ...policy(0, steadyClock)},
		expectation: silent,
	},
	'o100-quota-from-the-start': {
		fps: 12,
		cpu: 3,
		files: {
			'proc/self/cgroup': '0::/',
			'sys/fs/cgroup/cpu.stat.series': quota(0, 0.25),
			...policy(0, steadyClock),
		},
		expectation: silent,
	},
	'o103-limit-of-the-start-ends': {
		fps: [
			[0, 14],
			[120, 14],
			[122, 20],
		],
		files: {
			...cpuZone(series([0, 82_000], [120, '~70000'])),
			...cooling(0, 'cpufreq-cpu0', series([0, 4], [120, 0])),
			...policy(0, series([0, 1_680_000], [120, 2_400_000])),
		},
		expectation: {
			family: 'limited from the start',
			verdicts: ['limited, impact not known'],
			reasons: ['thermal'],
			never: /no impact|no FPS lost|at state 0|^throttled/,
		},
	},
	'o106-clock-that-jitters': {
		fps: 50,
		files: {
			...intel([[0, 25]], series([0, 28e6])),
			...policy(
				0,
				series(
					...Array.from({length: 420}, (_, second): Point => [
						second,
						3_000_000 + ((second * 7919) % 11) * 60_000,
					]),
				),
			),
		},
		expectation: silent,
	},
	'o108-slow-drift-of-three-percent': {
		seconds: 900,
		fps: [
			[0, 20],
			[900, 19.4],
		],
		files: {...cpuZone(series([0, 60_000], [900, '~76000'])), ...policy(0, steadyClock)},
		expectation: silent,
	},
};
