import {type Files} from './memory-root.js';
import {
	cooling,
	falls,
	hot,
	intel,
	policy,
	series,
	silent,
	steadyClock,
	zone,
	type Plan,
} from './board-builders.js';

/** A laptop: its adapter, and a battery that carries it where that is out. */
const laptop = (online: string): Files => ({
	'sys/class/power_supply/AC/type': 'Mains',
	'sys/class/power_supply/AC/online.series': online,
	'sys/class/power_supply/BAT0/type': 'Battery',
	'sys/class/power_supply/BAT0/status.series': online
		.replaceAll(/ 1$/gm, ' Full')
		.replaceAll(/ 0$/gm, ' Discharging'),
	'sys/class/power_supply/BAT0/power_now': '21000000',
});

const unplugged = (lossFraction: number): Plan['expectation'] => ({
	family: 'power',
	verdicts: ['throttled', 'suspected'],
	reasons: ['power'],
	onsetSeconds: 240,
	lossFraction,
	text: /mains adapter plugged in → unplugged/,
	never: /\| thermal|set by the user/,
});

/** An adapter that is pulled in the run. */
export const laptopPlans: Readonly<Record<string, Plan>> = {
	'o70-laptop-unplugged': {
		fps: falls(45, 240, 0.35),
		files: {
			...intel(
				[
					[0, 27],
					[240, 15],
				],
				series([0, 28e6], [240, 15e6]),
			),
			...policy(0, series([0, 3_400_000], [240, 2_200_000])),
			...laptop(series([0, 1], [240, 0])),
		},
		expectation: unplugged(0.35),
	},
	'o71-unplugged-and-the-governor-with-it': {
		fps: falls(45, 240, 0.5),
		files: {
			...policy(0, series([0, 3_400_000], [240, 1_700_000])),
			'sys/devices/system/cpu/cpufreq/policy0/scaling_governor.series': series(
				[0, 'performance'],
				[242, 'powersave'],
			),
			...laptop(series([0, 1], [240, 0])),
		},
		expectation: unplugged(0.5),
	},
	'o72-unplugged-without-effect': {
		fps: 45,
		files: {...policy(0, steadyClock), ...laptop(series([0, 1], [240, 0]))},
		expectation: silent,
	},
	'o73-unplugged-long-before-the-heat': {
		fps: falls(45, 300, 0.3),
		files: {
			...zone(0, 'x86_pkg_temp', series([0, 70_000], [300, '~97000']), 95),
			...cooling(0, 'Processor', series([0, 0], [300, 3])),
			...policy(0, series([0, 3_400_000], [300, 2_400_000])),
			...laptop(series([0, 1], [150, 0])),
		},
		expectation: {...hot(300, 0.3), never: /unplugged/},
	},
};
