import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type z} from 'zod';
import {type Summary, summarySchema} from '../../../source/record/summary.js';
import {makeHome, onlyLine} from './run-cli.js';

const home = makeHome();
const place = (name: string): string => path.join(home.folder, name);
const read = (name: string): Summary =>
	summarySchema.parse(JSON.parse(readFileSync(place(name), 'utf8')));

const common = ['--headless', '--classes', '281,282,285,291,340', '--shuffle-seed', '7'];
// A slow backend: a run that is to be interrupted must not be over before a second of it is told.
const images = [
	'--classes',
	'366,99,350,373,299,376,339,129,47,368,362,337,294,367,97,354,130,8,344,39,291,292,315,336,148',
];
const source = [
	...images,
	'--shuffle-seed',
	'7',
	'--headless',
	'--backend',
	'wasm',
	'--threads',
	'1',
];

let whole: Summary;

beforeAll(async () => {
	await home.run(...source, '--passes', '1', '--output', place('whole.json'));
	whole = read('whole.json');
	await home.run(...source, '--frames', '11', '--output', place('first.json'));
}, 120_000);

afterAll(() => {
	home.remove();
});

describe('--resume', () => {
	it('goes on where two runs stopped, one of them by Ctrl-C, and gets the accuracy of one whole pass', async () => {
		const {child, ended} = home.start([
			...source,
			'--format',
			'ndjson',
			'--resume',
			place('first.json'),
			'--output',
			place('second.json'),
		]);
		child.stdout.on('data', text => {
			if (/"frames":[1-9]/.test(String(text))) {
				child.kill('SIGINT');
			}
		});
		await ended;
		const second = read('second.json');
		const [middle] = second.segments;
		expect(second.end.reason).not.toBe('completed');
		expect(middle!.positions).toEqual({first: 0, next: 11 + middle!.frames});
		expect(middle!.resumed).toMatchObject({session: read('first.json').id, runs: 2, frames: 11});

		const {code, stdout} = await home.run(
			...source,
			'--resume',
			place('second.json'),
			'--output',
			place('third.json'),
		);
		expect(code).toBe(0);
		const [last] = read('third.json').segments;
		const all = whole.segments[0]!;
		expect(last!.frames).toBe(all.frames - 11 - middle!.frames);
		expect(last!.stages.infer!.count).toBe(last!.frames);
		expect(last!.accuracy.cumulative).toEqual(all.accuracy.cumulative);
		expect(last!.passes).toEqual({complete: 1, partial: 0});
		expect(last!.resumed).toEqual({session: second.id, runs: 3, frames: 11 + middle!.frames});
		expect(stdout).toMatch(/made of +3 runs/);
	});

	const withChange = (
		name: string,
		change: (summary: z.infer<typeof summarySchema>) => void,
	): string => {
		const summary = summarySchema.parse(read('first.json'));
		change(summary);
		writeFileSync(place(name), JSON.stringify(summary));
		return place(name);
	};

	const cases: Array<[string, () => string[], RegExp]> = [
		[
			'another seed',
			() => [...images, '--resume', place('first.json')],
			/--shuffle-seed must be the same: then 7, now 1/,
		],
		[
			'other images',
			() => [...common, '--resume', place('first.json')],
			/the images must be the same/,
		],
		[
			'another backend option',
			() => [
				...source,
				'--backend-option',
				'graph-optimization=basic',
				'--resume',
				place('first.json'),
			],
			/--backend-option must be the same: then \{\}/,
		],
		[
			'another model file',
			() => [
				...source,
				'--resume',
				withChange('other-model.json', ({segments}) => {
					segments[0]!.modelSha256 = '0'.repeat(64);
				}),
			],
			/the model's file must be the same: then 0000/,
		],
		[
			'a run that counted nothing',
			() => [
				...source,
				'--resume',
				withChange('nothing.json', ({segments}) => {
					segments[0]!.frames = 0;
				}),
			],
			/no frame was counted/,
		],
		[
			'a pass that is done',
			() => [...source, '--resume', place('whole.json')],
			/end of pass 1; --passes 2/,
		],
		['a file that is not there', () => ['--resume', place('nowhere.json')], /nowhere\.json/],
	];
	for (const [name, args, message] of cases) {
		it(`refuses ${name} in one line`, async () => {
			const {code, stderr} = await home.run(...args());
			expect(code).toBe(2);
			expect(onlyLine(stderr)).toMatch(message);
		});
	}
});
