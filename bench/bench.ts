/*
`npm run bench`: every figure in pairs within one run, since machines are noisy; ratios are medians over the pairs, with the smallest and the largest. Prints the table and writes it to docs/benchmarks/.

Arguments: `--seconds N` of each measured stretch (default 10; at most 12 for the sensors), `--pairs N` (default 5), `--no-save`.
*/
import {mkdirSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import meow from 'meow';
import {chooseThreads} from '../source/backends/threads.js';
import {edgetopVersion} from '../source/system/version.js';
import {runHeadless, runScript} from './edgetop-run.js';
import {runScreen, type ScreenCost} from './screen-run.js';
import {median, pairedRatio} from './statistics.js';
import {timeToFirstFrame} from './start-time.js';
import {runWatched} from './watched-run.js';
import {runTelemetry, type TelemetryPair} from './telemetry-run.js';

const {flags} = meow('Usage: npm run bench -- [--seconds N] [--pairs N] [--no-save]', {
	importMeta: import.meta,
	allowUnknownFlags: false,
	flags: {
		seconds: {type: 'number', default: 10},
		pairs: {type: 'number', default: 5},
		save: {type: 'boolean', default: true},
	},
});

type Bare = {readonly fps: number; readonly p50: number};
type Row = {
	readonly what: string;
	readonly value: string;
	readonly bar: string;
	readonly isKept: boolean;
};

const model = fileURLToPath(new URL('../models/efficientnet-b0.onnx', import.meta.url));
const {threads} = chooseThreads();
const duration = `${flags.seconds}s`;
const cached = ['--frames-cache', '256M', '--threads', String(threads)];
const progress = (text: string): void => {
	process.stderr.write(`${text}\n`);
};

const fixed = (value: number, digits = 3): string => value.toFixed(digits);
const range = ({median: middle, low, high}: ReturnType<typeof pairedRatio>): string =>
	`${fixed(middle)} × (${fixed(low)} to ${fixed(high)})`;

/** (a) The engine against the smallest possible loop. */
const compareLoop = async (): Promise<Row[]> => {
	const fps = [];
	const p50 = [];
	for (let pair = 0; pair < flags.pairs; pair++) {
		progress(`loop, pair ${pair + 1} of ${flags.pairs}`);
		const bare = async () =>
			runScript<Bare>(
				new URL('bare-loop.ts', import.meta.url),
				model,
				String(threads),
				String(flags.seconds),
				'32',
			);
		const engine = async () => {
			const {segments} = await runHeadless(...cached, '--limit', '32', '--duration', duration);
			const segment = segments.at(-1)!;
			return {fps: segment.fps.session!, p50: segment.stages.infer!.p50};
		};

		// The order alternates, so that a drift of the machine favours neither.
		const isEngineFirst = pair % 2 === 0;
		const first = isEngineFirst ? await engine() : await bare();
		const second = isEngineFirst ? await bare() : await engine();
		const [ours, theirs] = isEngineFirst ? [first, second] : [second, first];
		fps.push({ours: ours.fps, theirs: theirs.fps});
		p50.push({ours: ours.p50, theirs: theirs.p50});
	}

	const fpsRatio = pairedRatio(fps);
	const p50Ratio = pairedRatio(p50);
	return [
		{
			what: `(a) engine FPS ÷ bare loop FPS (bare: ${fixed(median(fps.map(({theirs}) => theirs)), 1)} FPS)`,
			value: range(fpsRatio),
			bar: '≥ 0.97 ×',
			isKept: fpsRatio.median >= 0.97,
		},
		{
			what: `(a) engine infer p50 ÷ bare loop p50 (bare: ${fixed(median(p50.map(({theirs}) => theirs)), 2)} ms)`,
			value: range(p50Ratio),
			bar: '≤ 1.03 ×',
			isKept: p50Ratio.median <= 1.03,
		},
	];
};

/** (b) The screen against none, (c) what it costs, (e) how soon it answers a key. */
const compareScreen = async (): Promise<Row[]> => {
	const fps: Array<{ours: number; theirs: number}> = [];
	const costs: ScreenCost[] = [];
	const length = [...cached, '--duration', `${flags.seconds}s`];
	for (let pair = 0; pair < flags.pairs; pair++) {
		progress(`screen, pair ${pair + 1} of ${flags.pairs}`);
		const isScreenFirst = pair % 2 === 0;
		const first = await (isScreenFirst ? runWatched : runHeadless)(...length);
		const second = await (isScreenFirst ? runHeadless : runWatched)(...length);
		const [screen, none] = isScreenFirst ? [first, second] : [second, first];
		fps.push({
			ours: screen.segments[0]!.fps.session!,
			theirs: none.segments[0]!.fps.session!,
		});
		costs.push(await runScreen(flags.seconds, 20, ...cached));
	}

	const ratio = pairedRatio(fps);
	const cpu = median(costs.map(({cpuPercent}) => cpuPercent));
	const rss = median(costs.map(cost => cost.rssMegabytes));
	const bytes = median(costs.map(({bytesPerSecond}) => bytesPerSecond));
	const keyMs = median(costs.map(cost => cost.keyMs));
	return [
		{
			what: '(b) FPS with the screen ÷ headless',
			value: range(ratio),
			bar: '≥ 0.99 ×',
			isKept: ratio.median >= 0.99,
		},
		{
			what: '(c) screen process, CPU of one core, 120×40',
			value: `${fixed(cpu, 2)} %`,
			bar: '≤ 2 %',
			isKept: cpu <= 2,
		},
		{
			what: '(c) screen process, resident memory',
			value: `${fixed(rss, 0)} MiB`,
			bar: '≤ 110 MB',
			isKept: rss * 1.048_576 <= 110,
		},
		{
			what: '(c) bytes to the terminal',
			value: `${fixed(bytes / 1000, 2)} kB/s`,
			bar: '≤ 5 kB/s',
			isKept: bytes <= 5000,
		},
		{
			what: '(e) key to screen, p95, while the model runs',
			value: `${fixed(keyMs, 0)} ms`,
			bar: '≤ 150 ms',
			isKept: keyMs <= 150,
		},
	];
};

/** (d) From the start of the program to the first counted frame. */
const measureStart = async (): Promise<Row[]> => {
	const times = [];
	for (let count = 0; count < flags.pairs; count++) {
		progress(`start, ${count + 1} of ${flags.pairs}`);
		times.push(await timeToFirstFrame());
	}

	const whole = median(times.map(({totalMs}) => totalMs)) / 1000;
	const warmup = median(times.map(({warmupMs}) => warmupMs)) / 1000;
	return [
		{
			what: `(d) start to first counted frame, of which ${fixed(warmup, 2)} s are the warm-up that the rules ask for`,
			value: `${fixed(whole, 2)} s (${fixed(whole - warmup, 2)} s without the warm-up)`,
			bar: '≤ 2 s',
			isKept: whole <= 2,
		},
	];
};

/** (f) What the sensors cost: their own process, what receiving and judging them takes, and frames. */
const compareTelemetry = async (): Promise<Row[]> => {
	const pairs = await runTelemetry(
		flags.seconds,
		flags.pairs,
		pair => {
			progress(`sensors, pair ${pair + 1} of ${flags.pairs}`);
		},
		...cached,
	);
	const mean = (pick: (pair: TelemetryPair) => number): number =>
		pairs.reduce((sum, pair) => sum + pick(pair), 0) / pairs.length;
	// A difference of two noisy figures may come out below zero: it is shown as it is.
	const receiving = mean(pair => pair.with.ownPercent - pair.without.ownPercent);
	const sensors = mean(pair => pair.with.sensorsPercent);
	const ratio = pairedRatio(pairs.map(pair => ({ours: pair.with.fps, theirs: pair.without.fps})));
	return [
		{
			what: '(f) sensors at 1 Hz beside their process (receiving and judging), CPU of one core',
			value: `${fixed(receiving, 2)} %`,
			bar: '≤ 0.5 %',
			isKept: receiving <= 0.5,
		},
		{
			what: `(f) sensors at 1 Hz with their process (${fixed(sensors, 2)} %), CPU of one core`,
			value: `${fixed(receiving + sensors, 2)} %`,
			bar: '≤ 1.5 %',
			isKept: receiving + sensors <= 1.5,
		},
		{
			what: '(f) FPS with the sensors ÷ without',
			value: range(ratio),
			bar: '≥ 0.99 ×',
			isKept: ratio.median >= 0.99,
		},
	];
};

const rows = [
	...(await compareLoop()),
	...(await compareScreen()),
	...(await measureStart()),
	...(await compareTelemetry()),
];
const cpu = os.cpus()[0]?.model ?? os.arch();
const date = new Date().toISOString().slice(0, 10);
const table = [
	`# ${date}, ${cpu}, ${os.cpus().length} CPUs, ${os.platform()}-${os.arch()}, Node ${process.version}`,
	'',
	`edgetop ${edgetopVersion}, EfficientNet-B0 on onnxruntime:cpu, ${threads} threads, ${flags.pairs} pairs of ${flags.seconds} s; medians, in brackets the smallest and the largest pair. Made by \`npm run bench\`.`,
	'',
	'| what | measured | bar | kept |',
	'| --- | --- | --- | --- |',
	...rows.map(
		({what, value, bar, isKept}) => `| ${what} | ${value} | ${bar} | ${isKept ? 'yes' : 'NO'} |`,
	),
	'',
].join('\n');
process.stdout.write(table);
if (flags.save) {
	const folder = fileURLToPath(new URL('../docs/benchmarks/', import.meta.url));
	mkdirSync(folder, {recursive: true});
	const name = `${date}-${cpu.toLowerCase().replaceAll(/[^a-z\d]+/g, '-')}.md`;
	writeFileSync(`${folder}${name}`, table);
}
