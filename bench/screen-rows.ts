import {runHeadless} from './edgetop-run.js';
import {samples} from './large-folder.js';
import {runBareLoop} from './loop-rows.js';
import {runScreen, type ScreenCost} from './screen-run.js';
import {median} from './statistics.js';
import {fixed, progress, runPairs, type Row} from './table.js';
import {runWatched} from './watched-run.js';

/** The mean of ratios with its 95 % interval is wanted this narrow. */
const wantedHalfWidth = 0.01;
/** Pairs are added until the interval is narrow enough, up to so many times those asked for. */
const mostRounds = 6;

type Interval = {readonly mean: number; readonly half: number; readonly n: number};

/** Mean with its 95 % interval, by Student's t (to 1 % from five values on). */
export const intervalOf = (values: readonly number[]): Interval => {
	const n = values.length;
	const mean = values.reduce((sum, value) => sum + value, 0) / n;
	const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
	const t = 1.96 + 2.4 / (n - 1) + 5 / (n - 1) ** 2;
	return {mean, half: n < 2 ? Number.POSITIVE_INFINITY : t * Math.sqrt(variance / n), n};
};

/** (c) The screen against none, in as many pairs as an interval of ± 1 % takes. */
const compareFps = async (seconds: number, pairs: number): Promise<Row> => {
	const length = ['--duration', `${seconds}s`];
	const ratios: number[] = [];
	let interval: Interval = {mean: Number.NaN, half: Number.POSITIVE_INFINITY, n: 0};
	for (let round = 0; round < mostRounds && interval.half > wantedHalfWidth; round++) {
		const results = await runPairs(
			`screen, round ${round + 1}`,
			pairs,
			async () => {
				const {segments} = await runWatched(...length);
				return segments[0]!.fps.session!;
			},
			async () => {
				const {segments} = await runHeadless(...length);
				return segments[0]!.fps.session!;
			},
		);
		ratios.push(...results.map(({ours, theirs}) => ours / theirs));
		interval = intervalOf(ratios);
	}

	const {mean, half, n} = interval;
	const isNarrow = half <= wantedHalfWidth;
	const doubt = isNarrow ? '' : '; the machine is too noisy for ± 1 %';
	return {
		what: '(c) FPS with the screen ÷ headless, mean of pairs',
		value: `${fixed(mean)} × (95 %: ${fixed(mean - half)} to ${fixed(mean + half)}, ${n} pairs${doubt})`,
		bar: '≥ 0.99 ×',
		isKept: mean >= 0.99,
	};
};

/** What the screen costs beside frames, and how soon it answers a key. */
const screenCosts = async (seconds: number, pairs: number): Promise<Row[]> => {
	const costs: ScreenCost[] = [];
	for (let count = 0; count < pairs; count++) {
		progress(`cost of the screen, ${count + 1} of ${pairs}`);
		costs.push(await runScreen(seconds, 20));
	}

	const middle = (pick: (cost: ScreenCost) => number): number =>
		median(costs.map(cost => pick(cost)));
	const cpu = middle(({cpuPercent}) => cpuPercent);
	const rss = middle(cost => cost.rssMegabytes);
	const sensorsRss = middle(cost => cost.sensorsMegabytes);
	const both = (rss + sensorsRss) * 1.048_576;
	const together = middle(cost => cost.togetherMegabytes) * 1.048_576;
	const engineRss = middle(cost => cost.engineMegabytes);
	const {rssMegabytes: bareRss} = await runBareLoop(seconds, samples, 'memory');
	const more = (engineRss - bareRss) * 1.048_576;
	const bytes = middle(({bytesPerSecond}) => bytesPerSecond);
	const keyMs = middle(cost => cost.keyMs);
	return [
		{
			what: '(d) screen process, CPU of one core, 120×40',
			value: `${fixed(cpu, 2)} %`,
			bar: '≤ 1 %',
			isKept: cpu <= 1,
		},
		{
			what: `(d) screen and sensors, resident memory (${fixed(rss, 0)} + ${fixed(sensorsRss, 0)} MiB)`,
			value: `${fixed(both, 0)} MB`,
			bar: '≤ 120 MB',
			isKept: both <= 120,
		},
		{
			what: '(d) the same with what both processes map (the program of Node) counted once',
			value: `${fixed(together, 0)} MB`,
			bar: '≤ 120 MB',
			isKept: together <= 120,
		},
		{
			what: `(d) engine, resident memory above the bare loop's (${fixed(engineRss, 0)} and ${fixed(bareRss, 0)} MiB)`,
			value: `${fixed(more, 0)} MB`,
			bar: '≤ 40 MB',
			isKept: more <= 40,
		},
		{
			what: '(d) bytes to the terminal',
			value: `${fixed(bytes / 1000, 2)} kB/s`,
			bar: '≤ 3 kB/s',
			isKept: bytes <= 3000,
		},
		{
			what: '(d) key to screen, p95, while the model runs',
			value: `${fixed(keyMs, 0)} ms`,
			bar: '≤ 30 ms',
			isKept: keyMs <= 30,
		},
	];
};

export const compareScreen = async ({
	seconds,
	pairs,
}: {
	readonly seconds: number;
	readonly pairs: number;
}): Promise<Row[]> => [await compareFps(seconds, pairs), ...(await screenCosts(seconds, pairs))];
