import {describe, expect, it} from 'vitest';
import {BatchBuilder} from '../../../source/engine/batch.js';
import {families, latencyBounds} from '../../../source/metrics/families.js';
import {exposition} from '../../../source/metrics/prometheus.js';
import {readMetrics} from '../../../source/metrics/read-metrics.js';
import {SessionState} from '../../../source/run/session-state.js';
import {sampleOf} from '../throttling/play-board.js';
import {frame, makeSegment} from '../run/segments.js';
import {runTool, whereIs} from './tools.js';

const makeState = (): SessionState => {
	const segment = makeSegment(10);
	const state = new SessionState(0, segment, {
		dataset: {
			name: 'made up',
			root: '/',
			entries: segment.identity.entries,
			labelSource: 'none',
			labelledCount: 10,
			classCount: 1,
			hash: 'x',
			skipped: [],
		},
		seed: 1,
		preset: 'quick',
	});
	state.segments.push(segment);
	segment.start(0);
	const batch = new BatchBuilder();
	for (const [position, inferMs] of [0.4, 0.5, 0.6, 30, 30, 30.001, 9000].entries()) {
		batch.add(frame(position, {inferMs, decodeMs: Number.NaN, preprocessMs: Number.NaN}));
	}

	segment.record(batch.take());
	state.setPhase('running', 'running', 1000);
	state.receiveSample(
		sampleOf(
			[
				{
					id: 'thermal/cpu',
					label: 'cpu',
					quantity: 'temperature',
					unit: 'celsius',
					source: 'x',
					atMs: 0,
					value: 61.5,
					limits: {passive: 80},
				},
				{
					id: 'rapl/package',
					label: 'package',
					quantity: 'power',
					unit: 'watts',
					source: 'x',
					atMs: 0,
					missing: 'permission',
				},
			],
			1000,
		),
	);
	return state;
};

const lines = async (accept?: string): Promise<string[]> => {
	const {text} = await exposition(readMetrics(makeState(), '1.2.3', 2000), accept);
	return text.split('\n');
};

const valueOf = (all: readonly string[], series: string): number =>
	Number(
		all
			.find(line => line.startsWith(`${series} `))!
			.split(' ')
			.at(-1),
	);

describe('exposition', () => {
	it('has cumulative buckets with inclusive bounds, a sum and a count', async () => {
		const all = await lines();
		const series = 'edgetop_stage_latency_seconds';
		const labels = 'stage="infer",model="net",backend="x"';
		const bucket = (bound: string) => valueOf(all, `${series}_bucket{${labels},le="${bound}"}`);
		expect(bucket('0.0005')).toBe(2);
		expect(bucket('0.001')).toBe(3);
		expect(bucket('0.02')).toBe(3);
		expect(bucket('0.03')).toBe(5);
		expect(bucket('0.05')).toBe(6);
		expect(bucket('5')).toBe(6);
		expect(bucket('+Inf')).toBe(7);
		expect(valueOf(all, `${series}_count{${labels}}`)).toBe(7);
		expect(valueOf(all, `${series}_sum{${labels}}`)).toBeCloseTo(9.091501, 6);
		expect(all.filter(line => line.startsWith(`${series}_bucket{${labels}`))).toHaveLength(
			latencyBounds.length + 1,
		);
	});

	it('has no series for what is missing, and no stage that did not take place', async () => {
		const all = await lines();
		const text = all.join('\n');
		expect(text).not.toContain('edgetop_power_watts');
		expect(text).not.toContain('stage="decode"');
		expect(text).not.toContain('NaN');
		expect(text).toContain('edgetop_temperature_celsius{sensor="thermal/cpu"} 61.5');
		expect(text).toContain(
			'edgetop_temperature_limit_celsius{sensor="thermal/cpu",limit="passive"} 80',
		);
	});

	it('has one state that holds of phases and verdicts', async () => {
		const all = await lines();
		const held = (name: string) =>
			all.filter(line => line.startsWith(`${name}{`) && line.endsWith(' 1'));
		expect(held('edgetop_phase')).toEqual(['edgetop_phase{phase="running"} 1']);
		expect(held('edgetop_throttle_state')).toEqual(['edgetop_throttle_state{verdict="none"} 1']);
	});

	it('has the labels that the table says, and no others', () => {
		for (const [name, points] of readMetrics(makeState(), '1.2.3', 2000)) {
			for (const {labels} of points) {
				expect(Object.keys(labels).toSorted()).toEqual([...families[name].labels].toSorted());
			}
		}
	});

	it('in OpenMetrics ends as it must, and names families without _total', async () => {
		const all = await lines('application/openmetrics-text; version=1.0.0');
		expect(all.at(-2)).toBe('# EOF');
		expect(all).toContain('# TYPE edgetop_frames counter');
		expect(all).toContain('edgetop_frames_total{model="net",backend="x"} 7');
	});

	it('promtool finds no fault with it', async ctx => {
		const promtool = whereIs('promtool');
		if (!promtool) {
			ctx.skip('promtool is not installed (Debian: apt install prometheus)');
			return;
		}

		const {text} = await exposition(readMetrics(makeState(), '1.2.3', 2000));
		expect(runTool(promtool, ['check', 'metrics'], text)).toEqual({code: 0, said: ''});
	});
});
