import {readFileSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {sharedFolder} from '../../../shared.js';
import {type Expectation} from './judge.js';
import {type Recording, type Scenario} from './play.js';

/* The recordings made from public dumps of boards, and what is right for each. They are not in this repository. */

const folder = path.join(sharedFolder, 'fixtures/boards-public/recordings');

const heat = {
	family: 'heat',
	verdicts: ['throttled'],
	reasons: ['thermal'],
	onsetSeconds: 300,
} as const satisfies Expectation;

const power = {
	family: 'power',
	verdicts: ['throttled', 'suspected'],
	reasons: ['power'],
	onsetSeconds: 300,
} as const satisfies Expectation;

const healthy = {family: 'healthy', isSilent: true} as const satisfies Expectation;

export const publicExpectations: Readonly<Record<string, Expectation>> = {
	'v02-pi4-sticky-then-heat': {...heat, lossFraction: 0.3, never: /voltage/},
	'v03-orin-overcurrent': {...power, verdicts: ['throttled'], lossFraction: 0.22},
	'v04-intel-pl2-28s': {...power, onsetSeconds: 28, lossFraction: 0.267},
	'v04b-intel-pl2-300s': {...power, lossFraction: 0.267},
	'v05-intel-mmio-pl1': {...power, lossFraction: 0.4, text: /13\.5 W/},
	'v06-nvidia-swthermal': {...heat, lossFraction: 0.225},
	'v07-nvidia-cap-constant-other-cause': {
		family: 'other cause',
		verdicts: ['unexplained slowdown', 'slowed, not throttled'],
		onsetSeconds: 300,
		lossFraction: 0.25,
		never: /^throttled|^suspected|\| power \| −/,
	},
	'v08-cpu-run-idle-gpu-cap': healthy,
	'v11b-rk3588-one-cluster': {...heat, onsetSeconds: 310, lossFraction: 0.3},
	'v13-ceiling-from-start': healthy,
	'v13b-ceiling-in-run': {
		family: 'user',
		verdicts: ['slowed, not throttled'],
		reasons: ['set by the user'],
		onsetSeconds: 300,
		lossFraction: 0.472,
		text: /ceiling.* 1200 MHz/,
	},
	'v14-fan': healthy,
	'v15-quota': {
		family: 'contention',
		verdicts: ['contention'],
		reasons: ['CPU quota'],
		onsetSeconds: 300,
		lossFraction: 0.333,
	},
	'v16-heat-and-one-quota-tick': {...heat, onsetSeconds: 310, lossFraction: 0.278},
	'v19-gpu-run-one-cpu-tick': {
		family: 'other cause',
		verdicts: ['unexplained slowdown'],
		reasons: ['unexplained'],
		onsetSeconds: 300,
		lossFraction: 0.25,
		never: /throttle events/,
	},
	'v20-ambient-warmup': healthy,
	'v22b-sensor-dies': healthy,
	'v24b-boost-decay-only': {family: 'healthy', isSilent: true},
	'v26-thermald-from-start': {
		family: 'limited from the start',
		verdicts: ['limited, impact not known'],
		reasons: ['unexplained', 'external'],
		text: /before the start/,
		never: /\| thermal/,
	},
	'v35-slow-source': {
		family: 'other cause',
		verdicts: ['slowed, not throttled'],
		reasons: ['waiting for frames'],
		onsetSeconds: 300,
		lossFraction: 0.333,
		never: /another process/,
	},
	'v39-fanless-drop-at-80s': {...heat, onsetSeconds: 80, lossFraction: 0.278},
	'v40-cooling-without-near-trip': {...heat, lossFraction: 0.278},
};

export const publicRecordings = (): ReadonlyMap<string, Recording> =>
	new Map(
		readdirSync(folder)
			.filter(name => name.endsWith('.json'))
			.map(name => {
				const {'scenario.json': scenario, ...files} = JSON.parse(
					readFileSync(path.join(folder, name), 'utf8'),
				) as Record<string, string>;
				return [
					name.slice(0, -'.json'.length),
					{
						scenario: (typeof scenario === 'string' ? JSON.parse(scenario) : scenario) as Scenario,
						files,
					},
				];
			}),
	);
