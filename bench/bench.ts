/*
`npm run bench`: every figure in pairs within one run, since machines are noisy; ratios are medians over the pairs, with the smallest and the largest. The program runs with the flags of a new user: none. Prints the table and writes it to docs/benchmarks/.

Arguments: `--seconds N` of each measured stretch (default 10; at most 12 for the sensors), `--pairs N` (default 5), `--only a,b,…` of loops, screen, start, paint, sensors, `--peers` (against what people use today, and nothing else: runtimes and monitors; `--tflite FILE` for LiteRT), `--no-save`.
*/
import {mkdirSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import meow from 'meow';
import {edgetopVersion} from '../source/system/version.js';
import {messageOf} from '../source/text/user-error.js';
import {measureFirstPaint} from './first-paint.js';
import {compareLoops, threads} from './loop-rows.js';
import {compareScreens} from './peer-screens.js';
import {comparePeers} from './peers.js';
import {compareScreen} from './screen-rows.js';
import {timeToFirstFrame} from './start-time.js';
import {median, pairedRatio} from './statistics.js';
import {fixed, progress, ratioRow, type Row} from './table.js';
import {runTelemetry, type TelemetryPair} from './telemetry-run.js';

const {flags} = meow(
	'Usage: npm run bench -- [--seconds N] [--pairs N] [--only loops,screen,start,paint,sensors] [--peers [--tflite FILE]] [--no-save]',
	{
		importMeta: import.meta,
		allowUnknownFlags: false,
		flags: {
			seconds: {type: 'number', default: 10},
			pairs: {type: 'number', default: 5},
			only: {type: 'string', default: 'loops,screen,start,paint,sensors'},
			peers: {type: 'boolean', default: false},
			tflite: {type: 'string'},
			save: {type: 'boolean', default: true},
		},
	},
);

const leastWarmupSeconds = 2;

/** (e) From the start of the program to the first counted frame. */
const measureStart = async (): Promise<Row[]> => {
	const times = [];
	for (let count = 0; count < flags.pairs; count++) {
		progress(`start, ${count + 1} of ${flags.pairs}`);
		times.push(await timeToFirstFrame());
	}

	const whole = median(times.map(({totalMs}) => totalMs)) / 1000;
	const warmup = median(times.map(({warmupMs}) => warmupMs)) / 1000;
	const rest = whole - leastWarmupSeconds;
	return [
		{
			what: `(e) start to first counted frame; the warm-up took ${fixed(warmup, 2)} s, of which the rules ask for ${leastWarmupSeconds}`,
			value: `${fixed(whole, 2)} s (${fixed(rest, 2)} s beside those)`,
			bar: '≤ 0.6 s beside those',
			isKept: rest <= 0.6,
		},
	];
};

/** (f) What the sensors cost: their own process, what receiving and judging them takes, and frames. */
const compareTelemetry = async (): Promise<Row[]> => {
	const pairs = await runTelemetry(flags.seconds, flags.pairs, pair => {
		progress(`sensors, pair ${pair + 1} of ${flags.pairs}`);
	});
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
		ratioRow('(f) FPS with the sensors ÷ without', ratio, {least: 0.99}),
	];
};

const parts: Readonly<Record<string, () => Promise<Row[]>>> = {
	loops: async () => compareLoops(flags),
	screen: async () => compareScreen(flags),
	start: measureStart,
	paint: async () => measureFirstPaint(flags.pairs),
	sensors: compareTelemetry,
	peers: async () => comparePeers(flags, flags.tflite),
	monitors: async () => compareScreens(flags.seconds, flags.pairs),
};

const wanted = flags.peers ? ['peers', 'monitors'] : flags.only.split(',');
const unknown = wanted.find(name => !Object.hasOwn(parts, name));
if (unknown !== undefined) {
	process.stderr.write(`--only ${unknown}: there are ${Object.keys(parts).join(', ')}\n`);
	process.exit(2);
}

const rows: Row[] = [];
for (const name of wanted) {
	try {
		rows.push(...(await parts[name]!()));
	} catch (error) {
		// What the other parts measured is not lost with it.
		const [reason = ''] = messageOf(error).split('\n');
		rows.push({what: name, value: `failed: ${reason}`, bar: '—'});
		process.exitCode = 1;
	}
}

const cpu = os.cpus()[0]?.model ?? os.arch();
const date = new Date().toISOString().slice(0, 10);
const mark = ({isKept}: Row): string => (isKept === undefined ? '—' : isKept ? 'yes' : 'NO');
const table = [
	`# ${date}, ${cpu}, ${os.cpus().length} CPUs, ${os.platform()}-${os.arch()}, Node ${process.version}`,
	'',
	`edgetop ${edgetopVersion}, EfficientNet-B0 on onnxruntime:cpu with default flags unless a row says otherwise, ${threads} threads, ${flags.pairs} pairs of ${flags.seconds} s; medians, in brackets the smallest and the largest pair. Made by \`npm run bench${flags.peers ? ' -- --peers' : ''}\`.`,
	'',
	'| what | measured | bar | kept |',
	'| --- | --- | --- | --- |',
	...rows.map(row => `| ${row.what} | ${row.value} | ${row.bar} | ${mark(row)} |`),
	'',
].join('\n');
process.stdout.write(table);
if (flags.save) {
	const folder = fileURLToPath(new URL('../docs/benchmarks/', import.meta.url));
	mkdirSync(folder, {recursive: true});
	const kind = flags.peers ? '-peers' : '';
	const name = `${date}-${cpu.toLowerCase().replaceAll(/[^a-z\d]+/g, '-')}${kind}.md`;
	writeFileSync(`${folder}${name}`, table);
}
