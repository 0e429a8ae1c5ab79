import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {checkFile, handedIn} from '../../../scripts/references/check-references.js';
import {type Reference} from '../../../source/record/reference/reference.js';
import {readReference} from '../../../source/record/reference/read-reference.js';
import {referenceProblems} from '../../../source/report/check-reference.js';
import {shareOf} from '../../../source/report/share.js';
import {latencies, segmentOf, summaryOf} from './summaries.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-share-'));
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

const names = ['grace', 'jetson'];
const ofHost = (
	host: Parameters<typeof summaryOf>[1],
	segment: Parameters<typeof segmentOf>[1] = {},
	frames: Parameters<typeof summaryOf>[2] = {},
) => ({
	file: '/home/grace/secret/run.json',
	summary: summaryOf([segmentOf(latencies(300, 20, 1), segment)], host, frames),
});
const shared = (...sessions: Array<ReturnType<typeof ofHost>>) => shareOf(sessions, names);

describe('a report to hand on', () => {
	it('is read by --reference, and stands the check', () => {
		const {reference, leftOut} = shared(ofHost({}), ofHost({board: 'ROCK 5B'}, {threads: 2}));
		const file = path.join(folder, 'rock-2026-01.json');
		writeFileSync(file, JSON.stringify(reference));
		const read = readReference(file);
		expect(read.title).toBe('Raspberry Pi 4 Model B and ROCK 5B');
		expect(read.source).toBe('edgetop 0.1.0, 2026-01-02');
		expect(read.rows).toHaveLength(2);
		expect(read.rows[1]).toMatchObject({
			device: 'ROCK 5B',
			framework: 'onnxruntime 1.30.0',
			model: 'efficientnet-b0',
			precision: 'float32',
			backend: 'onnxruntime:cpu',
			threads: 2,
			top1: 0.86,
			images: 100,
		});
		expect(leftOut.size).toBe(0);
		expect(checkFile(file)).toEqual([]);
	});

	it.each([
		['the host where there is no board', {name: 'graces-desk', board: undefined}, {}],
		['a host within the device', {name: 'hopper', board: 'hopper 9000'.slice(7)}, {}],
		['the way to a board', {}, {backendId: 'exec:ssh grace@10.0.0.7 worker', runtime: undefined}],
		['folders of a model', {}, {modelName: '/home/grace/models/my-net'}],
		['names in what a runtime says', {}, {runtime: {name: 'ort of grace', version: '1'}}],
		['an address of hardware', {}, {device: 'GPU at 00:1a:2b:3c:4d:5e'}],
	] as const)('holds not %s', (_, host, segment) => {
		const {reference} = shared(ofHost(host, segment, {name: 'grace-holidays'}));
		const text = JSON.stringify(reference);
		expect(text).not.toMatch(/grace|10\.0\.0\.7|secret|hopper|00:1a/i);
		expect(text).toContain('own images');
		expect(reference!.rows[0]!.device).not.toBe('n/a');
		expect(referenceProblems(reference!, 'a.json', 100)).toEqual([]);
	});

	it('keeps the name of a board that its host has too', () => {
		const {reference} = shared(ofHost({name: 'jetson', board: 'NVIDIA Jetson Nano'}));
		expect(reference!.rows[0]!.device).toBe('NVIDIA Jetson Nano');
	});

	it('leaves out what is no measurement of the board, and says so', () => {
		const invalid = ofHost({}, {validity: {isValid: false, text: 'INVALID (1/64 queries)'}});
		const {reference, leftOut} = shared(ofHost({}, {}, {kind: 'live'}), invalid);
		expect(reference).toBeUndefined();
		expect([...leftOut.values()]).toEqual([1, 1]);
	});
});

describe('tables that are handed in', () => {
	it('those of the repository are right', () => {
		expect(handedIn().flatMap(file => checkFile(file))).toEqual([]);
	});

	it.each([
		[{title: 'board of me@example.org'}, 'an address in "board of me@example.org"'],
		[{source: undefined}, 'it does not say where it is from (source)'],
		[{caveats: []}, 'it does not say how it was measured (caveats)'],
		[{p50Ms: 30, p90Ms: 20}, 'row 1: p50 is above p90'],
		[{top1: 0.9, top5: 0.8, images: 10}, 'row 1: top-1 is above top-5'],
		[{top1: 0.9}, 'row 1: an accuracy without its images'],
		[{fps: 100}, 'row 1: 100.0 FPS do not go with 20.00 ms'],
		[{device: 'board 10.1.2.3'}, 'row 1: an address in "board 10.1.2.3"'],
		[{source: 'from /home/ada/x'}, 'a path in "from /home/ada/x"'],
		[{device: 'Orin 1423019A2B3C4D'}, 'row 1: a serial number in "Orin 1423019A2B3C4D"'],
	])('%j is refused', (change, problem) => {
		const row = {device: 'ROCK 5B', framework: 'x', model: 'y', inferMs: 20, ...change};
		const table = {title: 't', source: 's', caveats: ['c'], ...change};
		const reference = {
			kind: 'edgetop-reference',
			schemaVersion: 1,
			...table,
			rows: [row],
		} as unknown as Reference;
		expect(referenceProblems(reference, 'rock.json', 100)).toContain(problem);
	});

	it('a wrong name, a large file, a row twice, and what is no table are refused', () => {
		const row = {device: 'a', framework: 'x', model: 'y', inferMs: 20};
		const reference: Reference = {
			kind: 'edgetop-reference',
			schemaVersion: 1,
			title: 't',
			source: 's',
			caveats: ['c'],
			rows: [row, {...row}],
		};
		expect(referenceProblems(reference, 'My Board.json', 1e6)).toEqual([
			'its name must be small letters, digits and dashes, ending in .json',
			'it is larger than 256 KiB',
			'row 2 is there twice',
		]);
		const file = path.join(folder, 'no.json');
		writeFileSync(file, '{');
		expect(checkFile(file)[0]).toMatch(/no JSON document/);
	});
});
