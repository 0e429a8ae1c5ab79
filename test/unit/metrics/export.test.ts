import {spawn} from 'node:child_process';
import {createServer} from 'node:http';
import {type AddressInfo} from 'node:net';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {light} from '../../../scripts/soak/run.js';
import {type Summary} from '../../../source/record/summary.js';
import {makeHome, onlyLine} from '../../e2e/cli/run-cli.js';
import {waitFor} from '../engine/processes.js';
import {whereIs} from './tools.js';

const home = makeHome();
afterAll(() => {
	home.remove();
});

const freePort = async (): Promise<number> => {
	const server = createServer();
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const {port} = server.address() as AddressInfo;
	await new Promise<void>(resolve => {
		server.close(() => {
			resolve();
		});
	});
	return port;
};

type Answer = {readonly data: {readonly result: ReadonlyArray<{readonly value: [number, string]}>}};

/** First value of an instant query; undefined where it has none. */
const query = async (base: string, text: string): Promise<number | undefined> => {
	const response = await fetch(`${base}/api/v1/query?query=${encodeURIComponent(text)}`);
	const {data} = (await response.json()) as Answer;
	const value = data.result[0]?.value[1];
	return value === undefined ? undefined : Number(value);
};

describe('--listen', () => {
	it('a real Prometheus server sees what the summary says', async ctx => {
		const prometheus = whereIs('prometheus');
		if (!prometheus) {
			ctx.skip('prometheus is not installed (Debian: apt install prometheus)');
			return;
		}

		const port = await freePort();
		const webPort = await freePort();
		const config = path.join(home.folder, 'prometheus.yml');
		writeFileSync(
			config,
			`global: {scrape_interval: 1s}\nscrape_configs:\n  - job_name: edgetop\n    static_configs: [{targets: ['127.0.0.1:${port}']}]\n`,
		);
		const server = spawn(
			prometheus,
			[
				`--config.file=${config}`,
				`--storage.tsdb.path=${path.join(home.folder, 'tsdb')}`,
				`--web.listen-address=127.0.0.1:${webPort}`,
			],
			{stdio: 'ignore'},
		);
		try {
			const run = home.start(['--json', ...light, '--duration', '8s', '--listen', String(port)]);
			const {code, stdout} = await run.ended;
			expect(code).toBe(0);
			const {segments} = JSON.parse(stdout) as Summary;
			const {infer} = segments[0]!.stages;
			const base = `http://127.0.0.1:${webPort}`;
			const frames = await query(base, 'max_over_time(edgetop_frames_total[1m])');
			expect(frames).toBeGreaterThan(0);
			expect(frames).toBeLessThanOrEqual(segments[0]!.frames);
			expect(frames).toBeGreaterThan(segments[0]!.frames / 2);
			const count = await query(
				base,
				'max_over_time(edgetop_stage_latency_seconds_count{stage="infer"}[1m])',
			);
			expect(count).toBe(frames);
			const median = await query(
				base,
				'histogram_quantile(0.5, max_over_time(edgetop_stage_latency_seconds_bucket{stage="infer"}[1m]))',
			);
			// As fine as the buckets around it are: one is at most twice the one before.
			expect(median! * 1000).toBeGreaterThan(infer!.p50 / 2);
			expect(median! * 1000).toBeLessThan(infer!.p50 * 2);
		} finally {
			server.kill('SIGKILL');
		}
	}, 60_000);

	it('a port in use ends it before anything is measured', async () => {
		const taken = createServer();
		await new Promise<void>(resolve => {
			taken.listen(0, '127.0.0.1', resolve);
		});
		const {port} = taken.address() as AddressInfo;
		const {code, stdout, stderr} = await home.run('--json', '--listen', String(port));
		taken.close();
		expect([code, stdout]).toEqual([2, '']);
		expect(onlyLine(stderr)).toMatch(/cannot listen on 127\.0\.0\.1:\d+: the port is in use/);
		expect(home.leftovers()).toEqual([]);
	});

	it('says the port that was free, and that others can reach it', async () => {
		const {child, ended} = home.start([
			'--json',
			'--backend',
			'null',
			'--duration',
			'30s',
			'--listen',
			'0.0.0.0:0',
		]);
		let told = '';
		child.stderr.on('data', chunk => {
			told += String(chunk);
		});
		await waitFor(
			'the address',
			() => told.includes('/metrics') || child.exitCode !== null,
			50_000,
		);
		child.kill('SIGINT');
		const {stderr} = await ended;
		expect(stderr).toMatch(/http:\/\/0\.0\.0\.0:\d+\/metrics, open to every machine/);
	});
});

type Otlp = {
	readonly resourceMetrics: ReadonlyArray<{
		readonly resource: {
			readonly attributes: ReadonlyArray<{readonly key: string; readonly value: object}>;
		};
		readonly scopeMetrics: ReadonlyArray<{
			readonly metrics: ReadonlyArray<{
				readonly name: string;
				readonly sum?: {readonly dataPoints: ReadonlyArray<{readonly asDouble: number}>};
				readonly histogram?: {
					readonly dataPoints: ReadonlyArray<{
						readonly count: number;
						readonly bucketCounts: readonly number[];
						readonly attributes: ReadonlyArray<{
							readonly key: string;
							readonly value: {readonly stringValue: string};
						}>;
					}>;
				};
			}>;
		}>;
	}>;
};

describe('--otlp', () => {
	it('sends the last figures at the end, the same as in the summary', async () => {
		const bodies: Otlp[] = [];
		const paths: Array<string | undefined> = [];
		const collector = createServer((request, response) => {
			let body = '';
			paths.push(request.url);
			request.on('data', chunk => {
				body += String(chunk);
			});
			request.on('end', () => {
				bodies.push(JSON.parse(body) as Otlp);
				response.writeHead(200, {'content-type': 'application/json'}).end('{}');
			});
		});
		await new Promise<void>(resolve => {
			collector.listen(0, '127.0.0.1', resolve);
		});
		const {port} = collector.address() as AddressInfo;
		const {code, stdout} = await home.run(
			'--json',
			'--frames',
			'30',
			'--otlp',
			`http://127.0.0.1:${port}`,
		);
		collector.close();
		expect(code).toBe(0);
		const {id, segments} = JSON.parse(stdout) as Summary;
		expect(new Set(paths)).toEqual(new Set(['/v1/metrics']));
		const [{resource, scopeMetrics}] = bodies.at(-1)!.resourceMetrics as [
			Otlp['resourceMetrics'][number],
		];
		expect(resource.attributes).toContainEqual({
			key: 'service.instance.id',
			value: {stringValue: id},
		});
		const {metrics} = scopeMetrics[0]!;
		const frames = metrics.find(({name}) => name === 'edgetop_frames_total')!;
		expect(frames.sum!.dataPoints[0]!.asDouble).toBe(30);
		const latency = metrics.find(({name}) => name === 'edgetop_stage_latency_seconds')!;
		const infer = latency.histogram!.dataPoints.find(({attributes}) =>
			attributes.some(({value}) => value.stringValue === 'infer'),
		)!;
		expect(Number(infer.count)).toBe(segments[0]!.stages.infer!.count);
		expect(infer.bucketCounts.reduce((sum, count) => sum + Number(count), 0)).toBe(30);
	});

	it('a collector that cannot be reached is an event, and the run goes on', async () => {
		const port = await freePort();
		const {code, stdout} = await home.run(
			'--json',
			...light,
			'--duration',
			'12s',
			'--otlp',
			`http://127.0.0.1:${port}/v1/metrics`,
		);
		expect(code).toBe(0);
		const {events} = JSON.parse(stdout) as Summary;
		const told = events.filter(({kind}) => kind === 'otlpFailed');
		expect(told).toHaveLength(1);
		expect(told[0]!.text).toContain(`http://127.0.0.1:${port}/v1/metrics`);
	}, 60_000);

	it('what is no URL ends it before anything is measured', async () => {
		const {code, stderr} = await home.run('--json', '--otlp', 'collector');
		expect(code).toBe(2);
		expect(onlyLine(stderr)).toBe(
			'edgetop: --otlp collector: expected a URL such as http://localhost:4318',
		);
	});
});
