import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Summary} from '../../../source/record/summary.js';
import {fpsOf, seekEarlier, type Alike} from '../../../source/run/earlier-sessions.js';
import {latencies, segmentOf, summaryOf} from '../report/summaries.js';

const segment = segmentOf(latencies(200, 10, 1), {
	framesMode: 'cached in memory',
	startedAtMs: 3000,
	endedAtMs: 60_000,
});
const present = summaryOf([segment]);
const alike: Alike = {id: 'now', context: present.context, segment};
const fps = segment.fps.session!;

const spell = (onsetMs: number, endedMs?: number) => ({
	verdict: 'throttled' as const,
	reason: 'thermal' as const,
	onsetMs,
	...(endedMs !== undefined && {endedMs}),
	evidence: [],
	text: '',
});

const throttling = (spells: ReadonlyArray<ReturnType<typeof spell>>): Partial<Summary> => ({
	throttling: {dropState: 'steady', spells: [...spells], idleWatts: {missing: 'none'}},
});

test('an earlier session counts where it is the same and nothing held it back', () => {
	expect(fpsOf(present, alike)).toBe(fps);
	expect(fpsOf({...present, ...throttling([spell(70_000)])}, alike)).toBe(fps);
	expect(fpsOf({...present, ...throttling([spell(0, 2000)])}, alike)).toBe(fps);
});

const withSegment = (change: Partial<typeof segment>): Summary =>
	summaryOf([{...segment, ...change}]);

test.each<readonly [string, Summary]>([
	['this very run', {...present, id: 'now'}],
	['limited to its end', {...present, ...throttling([spell(1000)])}],
	['slowed for a while', {...present, ...throttling([spell(10_000, 20_000)])}],
	['a replayed board', {...present, replay: {root: 'x', speed: 1, isPaced: true}}],
	['INVALID', withSegment({validity: {isValid: false, text: 'INVALID'}})],
	['other threads', withSegment({threads: 2})],
	['another precision', withSegment({precision: 'int8'})],
	['another backend', withSegment({backendId: 'openvino:cpu'})],
	['another model file', withSegment({modelSha256: 'bb'.repeat(32)})],
	['another rule for frames', withSegment({framesMode: 'decoded between'})],
	['another version of the runtime', withSegment({runtime: {name: 'onnxruntime', version: '1'}})],
	['other options', withSegment({backendOptions: {precision: 'fast'}})],
	['another board', summaryOf([segment], {board: 'Raspberry Pi 5 Model B'})],
	['another governor', summaryOf([segment], {governor: 'powersave'})],
	['another power mode', {...present, telemetry: [mode(1)]}],
])('%s is not compared with', (_name, summary) => {
	expect(fpsOf(summary, alike)).toBeUndefined();
});

function mode(last: number): Summary['telemetry'][number] {
	return {
		id: 'jetson/power-mode',
		label: 'power mode',
		unit: 'state',
		source: 'nvpmodel',
		samples: 1,
		last,
	};
}

test('frames that are decoded between inferences must be the same frames', () => {
	const between = {...segment, framesMode: 'decoded between' as const};
	const same = summaryOf([between]);
	const other = summaryOf([between], {}, {hash: 'ee'.repeat(32)});
	expect(fpsOf(same, {...alike, segment: between})).toBe(fps);
	expect(fpsOf(other, {...alike, segment: between})).toBeUndefined();
});

let folder = '';
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'edgetop-sessions-'));
});
afterEach(() => {
	rmSync(folder, {recursive: true, force: true});
});

test('among many files the fastest of the newest of this model is found; what cannot be read is passed over', async () => {
	const save = (name: string, content: string): void => {
		writeFileSync(path.join(folder, name), content);
	};

	for (let index = 0; index < 600; index++) {
		save(`2026-02-01T00-00-${String(index).padStart(3, '0')}Z-mobilenet-v2-1.json`, '{');
	}

	const startedAt = '2026-01-03T00:00:00.000Z';
	const faster = withSegment({fps: {session: fps + 5}});
	save('2026-01-02T00-00-00Z-efficientnet-b0-1.json', JSON.stringify(present));
	save('2026-01-03T00-00-00Z-efficientnet-b0-1.json', JSON.stringify({...faster, startedAt}));
	save('2026-01-04T00-00-00Z-efficientnet-b0-1.json', 'not JSON');
	expect(await seekEarlier(alike, folder)).toEqual({fps: fps + 5, startedAt});
	expect(await seekEarlier(alike, path.join(folder, 'none'))).toBeUndefined();
});
