import {setTimeout as sleep} from 'node:timers/promises';
import {theilSen} from '../../../test/unit/run/random-flips.js';
import {endBySignal} from '../endings.js';
import {Home} from '../home.js';
import {longestGapMs} from '../journal-lines.js';
import {descriptors, residentBytes, type Role} from '../processes.js';
import {light, type Run, startHeadless} from '../run.js';
import {type Setting, type TrialKind} from '../trial.js';

const factor = 10;
const preload = new URL('../faster-clock.mjs', import.meta.url);
/** A process may grow by this much in an hour of the run. */
const mostBytesAnHour = 1e6;
/** So much of the run's time is watched at least, after as much in which caches, compiled code and the heap of a young process settle: a slope over less is one of single collections of garbage. */
const leastHours = 1;
const msPerHour = 3_600_000;

type Sample = {readonly hours: number; readonly bytes: number; readonly descriptors: number};

/** The run's processes sampled evenly over the second half of the time. */
const watch = async (run: Run, seconds: number): Promise<Map<Role, Sample[]>> => {
	const samples = new Map<Role, Sample[]>();
	const beganMs = performance.now();
	const wholeMs = seconds * 1000;
	const settlingMs = wholeMs / 2;
	await sleep(settlingMs);
	const periodMs = Math.max(500, (wholeMs - settlingMs) / 200);
	while (performance.now() - beganMs < wholeMs) {
		for (const {role, pid} of run.processes()) {
			const bytes = residentBytes(pid);
			const open = descriptors(pid);
			if (bytes !== undefined && open !== undefined) {
				const hours = ((performance.now() - beganMs) * factor) / msPerHour;
				samples.set(role, [...(samples.get(role) ?? []), {hours, bytes, descriptors: open}]);
			}
		}

		await sleep(periodMs);
	}

	return samples;
};

const hoursOf = (samples: readonly Sample[]): number => samples.at(-1)!.hours - samples[0]!.hours;

const demandConstantDescriptors = (
	{tally}: Setting,
	role: Role,
	samples: readonly Sample[],
): void => {
	const counts = samples.map(sample => sample.descriptors);
	// Something may be open at the moment it is looked at: what grows is open at each.
	const half = Math.floor(counts.length / 2);
	const grown = Math.min(...counts.slice(half)) - Math.min(...counts.slice(0, half));
	if (grown > 0) {
		tally.leak(grown, `${role}: ${grown} descriptors more than before`);
	}
};

/** Megabytes that a process grew by in an hour, and where the slope surely lies. */
const judge = ({tally}: Setting, role: Role, samples: readonly Sample[]): string => {
	const hours = hoursOf(samples);
	const perSample = theilSen(samples.map(({bytes}) => bytes));
	const perHour = (bytes: number): number => (bytes * (samples.length - 1)) / hours;
	if (perHour(perSample.low) > mostBytesAnHour) {
		tally.fault(`${role} grows by ${Math.round(perHour(perSample.slope) / 1000)} kB an hour`);
	}

	const inMegabytes = (bytes: number): string => (perHour(bytes) / 1e6).toFixed(2);
	return `${role} ${inMegabytes(perSample.slope)} (${inMegabytes(perSample.low)} to ${inMegabytes(perSample.high)})`;
};

export const day: readonly TrialKind[] = [
	{
		name: `a long run, its clocks ${factor} times as fast`,
		async trial(setting) {
			const {tally} = setting;
			const home = new Home();
			const run = startHeadless(home, light, {
				env: {CLOCK_FACTOR: String(factor), NODE_OPTIONS: `--import ${preload.href}`},
			});
			try {
				await run.measures();
				const beganMs = run.lastMs();
				const samples = await watch(run, Math.max(20, setting.seconds));
				tally.lose(longestGapMs(run.lines(), beganMs) / factor, 2000, 'a long run');
				const hours = run.lastMs() / 3_600_000;
				for (const [role, list] of samples) {
					demandConstantDescriptors(setting, role, list);
				}

				const watched = Math.max(...Array.from(samples.values(), hoursOf));
				const memory =
					watched >= 0.95 * leastHours
						? `memory over the last ${watched.toFixed(1)} h, MB an hour: ${[...samples].map(([role, list]) => judge(setting, role, list)).join(', ')}`
						: `too short for a slope of memory (${leastHours} h to settle and ${leastHours} h to watch: --hours ${((2 * leastHours) / factor).toFixed(1)})`;
				await endBySignal(tally, run, 'a long run');
				return `${hours.toFixed(2)} h of the run; ${memory}; descriptors constant`;
			} finally {
				await run.kill();
				home.remove();
			}
		},
	},
];
