import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {BatchBuilder} from '../../../source/engine/batch.js';
import {describeContext} from '../../../source/record/context.js';
import {type Summary} from '../../../source/record/summary.js';
import {buildSummary, type SegmentRecord} from '../../../source/run/build-summary.js';
import {JudgeInputs} from '../../../source/run/judge-inputs.js';
import {type SessionOptions} from '../../../source/run/options.js';
import {type SegmentState} from '../../../source/run/segment.js';
import {SessionState} from '../../../source/run/session-state.js';
import {type Reading} from '../../../source/sensors/sensor.js';
import {sessionsFolder} from '../../../source/system/paths.js';
import {sampleOf} from '../throttling/play-board.js';
import {datasetOf, frame, makeSegment} from './segments.js';

/*
A run of a board that is limited from its start, beside the state folder that earlier runs have left: from the saved file to the line that is told.
*/

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-earlier-'));
	vi.stubEnv('XDG_STATE_HOME', folder);
	mkdirSync(sessionsFolder(), {recursive: true});
});
afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(folder, {recursive: true, force: true});
});

const readingsOf = (second: number, isLimited: boolean): Reading[] => [
	{
		id: 'thermal/cpu-thermal',
		label: 'cpu-thermal',
		quantity: 'temperature',
		unit: 'celsius',
		source: '/sys/class/thermal/thermal_zone0/temp',
		atMs: second * 1000,
		limits: {passive: 80},
		value: isLimited ? 82 : 60,
	},
	{
		id: 'cooling/thermal-cpufreq-0',
		label: 'thermal-cpufreq-0',
		quantity: 'throttle',
		unit: 'state',
		source: '/sys/class/thermal/cooling_device0/cur_state',
		atMs: second * 1000,
		evidence: {kind: 'cooling', cause: 'thermal'},
		value: isLimited ? 4 : 0,
	},
	{
		id: 'clock/cpu0',
		label: 'CPU 0',
		quantity: 'clock',
		unit: 'hertz',
		source: '/sys/devices/system/cpu/cpufreq/policy0/scaling_cur_freq',
		atMs: second * 1000,
		limits: {max: 2e9},
		value: isLimited ? 1.2e9 : 2e9,
	},
];

/** A run of two minutes over decoded frames, as the session leads it. */
const runOf = async (id: string, fps: number, isLimited: boolean) => {
	const segment: SegmentState = makeSegment(100, [1, 2]);
	const dataset = datasetOf(segment);
	const state = new SessionState(0, segment, {dataset, seed: 1, preset: 'quick'});
	state.identity = {
		hostname: 'board',
		board: 'Board 1',
		logicalCores: 4,
		memoryTotalBytes: 4e9,
		os: 'Linux',
		kernel: '6.1',
		arch: 'arm64',
	};
	state.segments.push(segment);
	segment.start(0);
	state.setPhase('running', 'running', 0);
	state.throttling.beginSegment(0, {backendId: 'onnxruntime:cpu', threads: 4});
	const records = new Map<SegmentState, SegmentRecord>();
	const options = {commandLine: [], dataset, seed: 1, preset: 'quick'} as unknown as SessionOptions;
	const inputs = new JudgeInputs(id, options, state);
	let position = 0;
	let cpuSeconds = 0;
	for (let second = 1; second <= 120; second++) {
		const batch = new BatchBuilder();
		for (let count = 1; count <= fps; count++) {
			const endedAtMs = 1000 * (second - 1 + count / fps);
			batch.add(frame(position, {entry: position % 100, endedAtMs, inferMs: 900 / fps}));
			position++;
		}

		segment.record(batch.take());
		cpuSeconds += 4;
		const nowMs = second * 1000;
		state.engineCpu = {seconds: cpuSeconds, atMs: nowMs};
		state.receiveSample(sampleOf(readingsOf(second, isLimited), nowMs));
		state.tick(nowMs);
		inputs.gather(nowMs, {enginePid: undefined, records});
		state.judge(nowMs);
		// The state folder is read meanwhile, a file a turn.
		await new Promise(resolve => {
			setTimeout(resolve, second < 3 ? 5 : 0);
		});
	}

	const context = describeContext(options, state.identity, undefined);
	return buildSummary(
		state,
		records,
		{edgetop: '0', id, end: {reason: 'completed'}, context, gates: []},
		120_000,
	);
};

const save = (summary: Summary): void => {
	const name = `2026-11-20T08-00-00Z-net-${summary.id}.json`;
	writeFileSync(path.join(sessionsFolder(), name), JSON.stringify(summary));
};

const today = new Date().toISOString().slice(0, 10);

test('a board that is limited from its start is held against the session that it saved before', async () => {
	save(await runOf('a', 20, false));
	const {throttling} = await runOf('b', 12, true);
	expect(throttling?.spells).toHaveLength(1);
	expect(throttling?.spells[0]).toMatchObject({
		verdict: 'throttled',
		reason: 'thermal',
		lossFraction: expect.closeTo(0.4, 2) as number,
		baselineFps: expect.closeTo(20, 0) as number,
		earlierSession: expect.stringContaining(today) as string,
		text: expect.stringContaining(`−40 % FPS against an earlier session of ${today}`) as string,
	});
});

test('as fast as then, it has no impact; without such a session none is known', async () => {
	const alone = await runOf('a', 12, true);
	expect(alone.throttling?.spells).toMatchObject([
		{verdict: 'limited, impact not known', text: expect.stringContaining('not known') as string},
	]);
	save(await runOf('b', 12, false));
	const {throttling} = await runOf('c', 12, true);
	expect(throttling?.spells).toMatchObject([
		{
			verdict: 'limited, no impact yet',
			text: expect.stringContaining(
				`no impact on FPS against an earlier session of ${today}`,
			) as string,
		},
	]);
});
