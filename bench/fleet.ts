/*
What a fleet costs: a real Prometheus scrapes simulated boards, each at an address of its own on the loopback network. Their text is that of a run of the built program on this machine, with figures that move at each scrape. Prints what one scrape costs a board, and memory, processor and samples a second of Prometheus.

	npm run bench:fleet -- [BOARDS] [SECONDS] [INTERVAL]

Linux alone: there 127.0.0.0/8 is this machine.
*/
import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {freePort} from '../scripts/soak/ports.js';
import {monotonicMs} from '../source/system/clock.js';

const [boards = 1000, seconds = 240, interval = 5] = process.argv.slice(2).map(Number);
const root = fileURLToPath(new URL('..', import.meta.url));
const ticksASecond = 100;
const scrapesOfOne = 50;

if (spawnSync('prometheus', ['--version']).status !== 0) {
	throw new Error('prometheus is not installed here: apt-get install prometheus');
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-fleet-'));

/** Processor time of a process so far, s. */
const processorSeconds = (pid: number): number => {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /, '')
		.split(' ');
	return (Number(fields[11]) + Number(fields[12])) / ticksASecond;
};

const memoryOf = (pid: number, name: 'VmRSS' | 'VmHWM'): number =>
	Number(
		new RegExp(String.raw`${name}:\s+(\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1],
	) * 1024;

const textOf = async (url: string): Promise<string> => {
	const answer = await fetch(url);
	return answer.text();
};

/** The text of a real run, and what a scrape costs it. */
const realBoard = async () => {
	const port = await freePort();
	const url = `http://127.0.0.1:${port}/metrics`;
	const child = spawn(
		process.execPath,
		[
			path.join(root, 'dist/bundle/cli.js'),
			'--headless',
			'--duration',
			'10m',
			'--listen',
			String(port),
			'--journal',
			'off',
		],
		{stdio: 'ignore', env: {...process.env, XDG_STATE_HOME: folder}},
	);
	try {
		await sleep(45_000);
		const began = {atMs: monotonicMs(), cpu: processorSeconds(child.pid!)};
		await sleep(10_000);
		const idle = (processorSeconds(child.pid!) - began.cpu) / ((monotonicMs() - began.atMs) / 1000);
		const from = {atMs: monotonicMs(), cpu: processorSeconds(child.pid!)};
		const times: number[] = [];
		let text = '';
		for (let scrape = 0; scrape < scrapesOfOne; scrape++) {
			const startMs = monotonicMs();
			text = await textOf(url);
			times.push(monotonicMs() - startMs);
			await sleep(100);
		}

		const wall = (monotonicMs() - from.atMs) / 1000;
		const cpu = processorSeconds(child.pid!) - from.cpu - idle * wall;
		return {
			text,
			medianMs: times.toSorted((a, b) => a - b)[scrapesOfOne / 2]!,
			cpuMs: Math.max(0, (1000 * cpu) / scrapesOfOne),
		};
	} finally {
		child.kill();
		await once(child, 'exit');
	}
};

/** Texts of boards whose gauges waver and whose counters rise. */
const makeTexts = (text: string) => {
	let kind = '';
	const lines = text.split('\n').map(line => {
		kind = /^# TYPE \S+ (\w+)/.exec(line)?.[1] ?? kind;
		const [, series, value] = /^([^#].*) (\S+)$/.exec(line) ?? [];
		return series === undefined ? {line} : {series, value: Number(value), rises: kind !== 'gauge'};
	});
	const startMs = monotonicMs();
	return (board: number): string => {
		const elapsed = (monotonicMs() - startMs) / 1000;
		return lines
			.map(each =>
				each.series === undefined
					? each.line
					: `${each.series} ${each.rises ? Math.round(each.value * (1 + (elapsed + board) / 60)) : Number.isInteger(each.value) && each.value <= 1 ? each.value : each.value * (1 + 0.1 * (Math.random() - 0.5))}`,
			)
			.join('\n');
	};
};

const bytesBelow = (place: string): number =>
	readdirSync(place, {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile())
		.reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);

const inMegabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

let prometheus: ChildProcess | undefined;
try {
	const real = await realBoard();
	const textFor = makeTexts(real.text);
	let scrapes = 0;
	const server = createServer((request, response) => {
		scrapes++;
		const [a, b] = (request.socket.localAddress ?? '').split('.').slice(-2);
		response.setHeader('content-type', 'text/plain; version=0.0.4');
		response.end(textFor(Number(a) * 250 + Number(b)));
	});
	const port = await freePort();
	server.listen(port, '0.0.0.0', 4096);
	await once(server, 'listening');
	const targets = Array.from(
		{length: boards},
		(_, board) => `127.0.${1 + Math.floor(board / 250)}.${1 + (board % 250)}:${port}`,
	);
	const config = path.join(folder, 'prometheus.yml');
	writeFileSync(
		config,
		JSON.stringify({
			global: {scrape_interval: `${interval}s`, evaluation_interval: '15s'},
			rule_files: [path.join(root, 'docs/prometheus-alerts.yml')],
			scrape_configs: [{job_name: 'edgetop', static_configs: [{targets}]}],
		}),
	);
	const own = await freePort();
	const data = path.join(folder, 'data');
	prometheus = spawn(
		'prometheus',
		[
			`--config.file=${config}`,
			`--storage.tsdb.path=${data}`,
			`--web.listen-address=127.0.0.1:${own}`,
			'--log.level=warn',
		],
		{stdio: ['ignore', 'ignore', 'inherit']},
	);
	const pid = prometheus.pid!;
	const valueOf = async (query: string): Promise<number> => {
		const answer = await fetch(
			`http://127.0.0.1:${own}/api/v1/query?query=${encodeURIComponent(query)}`,
		);
		const {data: found} = (await answer.json()) as {
			data: {result: Array<{value: [number, string]}>};
		};
		return Number(found.result[0]?.value[1]);
	};

	const counter = async (name: string): Promise<number> => {
		const text = await textOf(`http://127.0.0.1:${own}/metrics`);
		return Number(new RegExp(String.raw`^${name}(?:\{type="float"\})? (\S+)`, 'm').exec(text)![1]);
	};

	// All boards are known, and series exist, before anything is counted.
	await sleep(1000 * (2 * interval + 20));
	const appended = 'prometheus_tsdb_head_samples_appended_total';
	const from = {
		atMs: monotonicMs(),
		cpu: processorSeconds(pid),
		n: await counter(appended),
		scrapes,
	};
	await sleep(1000 * seconds);
	const took = (monotonicMs() - from.atMs) / 1000;
	const samples = (await counter(appended)) - from.n;
	const cpu = processorSeconds(pid) - from.cpu;
	const series = await counter('prometheus_tsdb_head_series');
	console.log(
		[
			`${os.cpus()[0]!.model.trim()}, ${os.cpus().length} CPUs; ${/prometheus, version \S+/.exec(spawnSync('prometheus', ['--version']).stdout.toString())?.[0]}`,
			`boards            ${boards}, every ${interval} s; up: ${await valueOf('sum(up)')}`,
			`a board's answer  ${real.text.length} bytes, ${real.text.split('\n').filter(line => line !== '' && !line.startsWith('#')).length} samples; real one: ${real.medianMs.toFixed(1)} ms median, ${real.cpuMs.toFixed(1)} ms of a core a scrape`,
			`scrapes           ${((scrapes - from.scrapes) / took).toFixed(0)}/s, median ${(1000 * (await valueOf('quantile(0.5, scrape_duration_seconds)'))).toFixed(1)} ms, slowest ${(1000 * (await valueOf('max(scrape_duration_seconds)'))).toFixed(0)} ms`,
			`samples           ${Math.round(samples / took)}/s in ${series} series`,
			`processor         ${((100 * cpu) / took).toFixed(0)} % of a core`,
			`memory            ${inMegabytes(memoryOf(pid, 'VmRSS'))} now, ${inMegabytes(memoryOf(pid, 'VmHWM'))} at most, after ${Math.round(took)} s`,
			`disk              ${inMegabytes(bytesBelow(data))} (write-ahead log)`,
		].join('\n'),
	);
	server.close();
	server.closeAllConnections();
} finally {
	if (prometheus?.exitCode === null) {
		prometheus.kill();
		await once(prometheus, 'exit');
	}

	rmSync(folder, {recursive: true, force: true});
}
