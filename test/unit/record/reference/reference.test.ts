import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {readReference, readReferences} from '../../../../source/record/reference/read-reference.js';
import {type Reference} from '../../../../source/record/reference/reference.js';
import {modelKey} from '../../../../source/record/reference/model-key.js';
import {rankOf} from '../../../../source/record/reference/rank.js';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-reference-'));
	vi.stubEnv('XDG_DATA_HOME', folder);
});
afterAll(() => {
	vi.unstubAllEnvs();
	rmSync(folder, {recursive: true, force: true});
});

const save = (name: string, text: string): string => {
	const file = path.join(folder, name);
	writeFileSync(file, text);
	return file;
};

const header = 'Device,Framework,Model,Inference time (ms),Top-1 %,Top-5 %';

describe('a table of other boards', () => {
	it('from CSV with the headings of a published table, in percent', () => {
		const file = save(
			'report 2019.csv',
			`\uFEFF${header}\r\n"Board, first",Runtime A,ResNet-50,20.5,75.5,92\r\nBoard 2,Runtime B,ResNet-50,1000,n/a,\r\n\r\n`,
		);
		expect(readReference(file)).toEqual({
			kind: 'edgetop-reference',
			schemaVersion: 1,
			title: 'report 2019',
			caveats: [],
			rows: [
				{
					device: 'Board, first',
					framework: 'Runtime A',
					model: 'ResNet-50',
					inferMs: 20.5,
					top1: 0.755,
					top5: 0.92,
				},
				{device: 'Board 2', framework: 'Runtime B', model: 'ResNet-50', inferMs: 1000},
			],
		});
	});

	it('from the CSV that edgetop report writes, in fractions', () => {
		const file = save(
			'own.csv',
			'device,framework,model,inferMeanMs,inferP50Ms,inferP90Ms,fps,top1,top5,images,isValid,verdict,file\nPi,onnxruntime 1,resnet-50 float32,300,299,310,3.3,0.76,0.93,1000,true,VALID,a.json\n',
		);
		expect(readReference(file).rows).toEqual([
			{
				device: 'Pi',
				framework: 'onnxruntime 1',
				model: 'resnet-50 float32',
				inferMs: 300,
				p50Ms: 299,
				p90Ms: 310,
				fps: 3.3,
				top1: 0.76,
				top5: 0.93,
				images: 1000,
			},
		]);
	});

	it('from JSON, with its source and caveats, and without what could steer a terminal', () => {
		const file = save(
			'a.json',
			JSON.stringify({
				kind: 'edgetop-reference',
				schemaVersion: 1,
				title: 'A\u001B[2J table',
				source: 'https://example.org/table',
				caveats: ['means only'],
				rows: [{device: 'B\u0007', framework: 'F', model: 'M', inferMs: 2}],
			}),
		);
		const table = readReference(file);
		expect(JSON.stringify(table)).not.toMatch(/\\u00(?:1b|07)/i);
		expect(table).toMatchObject({source: 'https://example.org/table', caveats: ['means only']});
	});

	it.each([
		['no-time.csv', 'Device,Framework,Model\nA,B,C\n', /no column for inferMs; wanted: Device/],
		['words.csv', `${header}\nA,B,C,fast,1,2\n`, /words\.csv, line 2: inferMs: /],
		['zero.csv', `${header}\nA,B,C,0,1,2\n`, /zero\.csv, line 2: inferMs: /],
		['share.csv', `${header}\nA,B,C,10,755,2\n`, /share\.csv, line 2: top1: /],
		['short.csv', `${header}\nA,B\n`, /short\.csv, line 2: model: /],
		['empty.csv', `${header}\n`, /a heading, but no row/],
		['torn.json', '{"kind": "edgetop-ref', /torn\.json: no JSON document/],
		['other.json', '{"kind": "edgetop-session"}', /other\.json: field kind: /],
		[
			'newer.json',
			'{"kind": "edgetop-reference", "schemaVersion": 2, "title": "t", "rows": []}',
			/field schemaVersion: .*docs\/report\.md/,
		],
	])('%s is refused in one line', (name, text, message) => {
		const file = save(name, text);
		expect(() => readReference(file)).toThrow(message);
	});

	it('that is not there is refused, and one in the data folder that is broken is passed over', () => {
		expect(() => readReferences([path.join(folder, 'none.csv')], () => undefined)).toThrow(
			/--reference: cannot read .*none\.csv/,
		);
		const shelf = path.join(folder, 'edgetop', 'reference');
		mkdirSync(shelf, {recursive: true});
		writeFileSync(path.join(shelf, 'good.csv'), `${header}\nA,B,C,10,50,60\n`);
		writeFileSync(path.join(shelf, 'bad.csv'), 'nothing\n');
		const troubles: string[] = [];
		const tables = readReferences([], text => {
			troubles.push(text);
		});
		expect(tables.map(({title}) => title)).toEqual(['Edge report 2019', 'good']);
		expect(troubles).toEqual([expect.stringMatching(/bad\.csv: the first line names no column/)]);
	});
});

describe('the standing among other boards', () => {
	const table = (title: string, times: ReadonlyArray<readonly [string, number]>): Reference => ({
		kind: 'edgetop-reference',
		schemaVersion: 1,
		title,
		caveats: [],
		rows: times.map(([model, inferMs]) => ({
			device: `board ${inferMs}`,
			framework: 'runtime',
			model,
			inferMs,
		})),
	});
	const report = table('report', [
		['ResNet-50', 40],
		['ResNet-50', 10],
		['ResNet-50', 160],
		['EfficientNet-B0', 1],
	]);

	it('is the rank by mean time with the same model, and the ratio to the next ones', () => {
		expect(rankOf([report], ['resnet-50'], 20)).toEqual({
			title: 'report',
			model: 'resnet-50',
			inferMs: 20,
			rank: 2,
			of: 4,
			faster: {device: 'board 10', framework: 'runtime', inferMs: 10, ratio: 0.5},
			slower: {device: 'board 40', framework: 'runtime', inferMs: 40, ratio: 2},
			slowestBoard: {device: 'board 160', framework: 'runtime', inferMs: 160, ratio: 8},
		});
	});

	it('at both ends there is one neighbour', () => {
		const first = rankOf([report], ['resnet-50'], 5);
		expect(first).toMatchObject({rank: 1, slower: {ratio: 2}});
		expect(first).toHaveProperty('faster', undefined);
		const last = rankOf([report], ['resnet-50'], 320);
		expect(last).toMatchObject({rank: 4, faster: {ratio: 0.5}});
		expect(last).toHaveProperty('slower', undefined);
	});

	it('over several tables counts all of their rows', () => {
		const more = table('more', [['resnet50', 15]]);
		expect(rankOf([report, more], ['resnet-50'], 20)).toMatchObject({
			title: '2 tables',
			rank: 3,
			of: 5,
		});
	});

	it('is missing with its reason', () => {
		expect(rankOf([report], ['vit-tiny'], 20)).toEqual({
			missing: 'no reference has a row of vit-tiny',
		});
		expect(rankOf([report], ['resnet-50'], undefined)).toEqual({
			missing: 'no counted frame yet',
		});
	});

	it.each([
		['ResNet-50', 'resnet50'],
		['resnet-50 float32', 'resnet50'],
		['EfficientNet-B0 fp16', 'efficientnetb0'],
		['EfficientNet-EdgeTPU-S int8', 'efficientnetedgetpus'],
		['ViT B 16', 'vitb16'],
	])('%s is the model %s', (name, key) => {
		expect(modelKey(name)).toBe(key);
	});
});
