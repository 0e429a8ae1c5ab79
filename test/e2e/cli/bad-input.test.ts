import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {afterAll, describe, expect, it} from 'vitest';
import {summarySchema} from '../../../source/record/summary.js';
import {makeHome, onlyLine} from './run-cli.js';

const home = makeHome();
afterAll(() => {
	home.remove();
});

const place = (...names: readonly string[]): string => path.join(home.folder, ...names);
const samples = fileURLToPath(new URL('../../../data/samples/', import.meta.url));
const model = fileURLToPath(new URL('../../../models/efficientnet-b0', import.meta.url));

const folder = (name: string, files: Readonly<Record<string, string | Buffer>>): string => {
	mkdirSync(place(name), {recursive: true});
	for (const [file, content] of Object.entries(files)) {
		writeFileSync(place(name, file), content);
	}

	return place(name);
};

/** Any bundled JPEG. */
const photograph = (): Buffer => {
	const [, row] = readFileSync(path.join(samples, 'labels.csv'), 'utf8')
		.split('\n')
		.filter(line => line.includes('.jpg'));
	return readFileSync(path.join(samples, row!.split(',')[0]!));
};

describe('one line and exit code 2', () => {
	const cases: Array<[string, () => string[], RegExp]> = [
		['an unknown flag', () => ['--bogus'], /bogus/],
		['a flag of another command', () => ['--slices', '3'], /--slices is no flag of edgetop/],
		['an unknown command', () => ['dance'], /unknown command "dance"/],
		['a bad number', () => ['--frames', 'many'], /--frames many: expected a whole number/],
		['a bad time', () => ['--duration', 'soon'], /--duration soon: expected a time/],
		['an unknown preset', () => ['--preset', 'slow'], /--preset slow: expected one of rapid/],
		['an unknown backend', () => ['--backend', 'abacus'], /unknown backend "abacus"/],
		['an unknown model', () => ['--model', 'efficientnet-b00'], /unknown model.*efficientnet-b0/],
		['a missing folder', () => ['--source', place('nowhere')], /no such file or folder/],
		['a folder without images', () => ['--source', folder('texts', {'a.txt': 'x'})], /no .*images/],
		[
			'a trial on a class that the model does not have',
			() => [
				'models',
				'check',
				'efficientnet-b0',
				'--source',
				folder('beyond', {'labels.csv': 'file,class\na.jpg,1000\n', 'a.jpg': photograph()}),
			],
			/line 2: class 1000, but the model's labels are 0 to 999/,
		],
		[
			'a file that is no ONNX',
			() => ['--model', path.join(folder('no-onnx', {'a.onnx': 'not a model'}), 'a.onnx')],
			/onnx/i,
		],
		[
			'a checksum that does not match',
			() => {
				folder('changed', {});
				const manifest = JSON.parse(readFileSync(`${model}.json`, 'utf8')) as {
					formats: {onnx: {file: string; bytes?: number}};
				};
				const bytes = readFileSync(`${model}.onnx`);
				bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
				writeFileSync(place('changed', 'efficientnet-b0.onnx'), bytes);
				writeFileSync(place('changed', 'efficientnet-b0.json'), JSON.stringify(manifest));
				return ['--model', place('changed', 'efficientnet-b0.onnx')];
			},
			/sha-?256|checksum/i,
		],
		[
			'an output in no folder',
			() => ['--output', place('no', 'where', 'x.json')],
			/cannot write .*no such folder/,
		],
		[
			'an output that is a folder',
			() => ['--output', home.folder],
			/cannot write .*it is a folder/,
		],
		['a sensor root that is none', () => ['--sensor-root', place('nowhere')], /sensor-root/],
		['contradicting formats', () => ['--json', '--format', 'text'], /contradict/],
	];

	it.each(cases)('%s', async (_name, makeArgs, message) => {
		const {code, stdout, stderr} = await home.run('--headless', ...makeArgs());
		expect(onlyLine(stderr)).toMatch(message);
		expect(code).toBe(2);
		expect(stdout).toBe('');
		expect(home.leftovers()).toEqual([]);
	});
});

describe('bad images among good ones', () => {
	it('are skipped, counted, and each named once', async () => {
		const good = photograph();
		const source = folder('mixed', {
			'good-1.jpg': good,
			'good-2.jpg': good,
			'truncated.jpg': good.subarray(0, Math.floor(good.length / 3)),
			'zero.jpg': '',
			'text.jpg': 'a shopping list',
		});
		const {code, stdout, stderr} = await home.run('--json', '--frames', '20', '--source', source);
		const summary = summarySchema.parse(JSON.parse(stdout));
		expect(code).toBe(0);
		expect(summary.segments[0]!.frames).toBe(20);
		expect(summary.segments[0]!.skippedFrames).toBe(2);
		for (const name of ['truncated.jpg', 'zero.jpg', 'text.jpg']) {
			expect(stderr.split(name).length - 1, name).toBe(1);
			expect(summary.events.filter(({text}) => text.includes(name))).toHaveLength(1);
		}
	});

	it('a folder of nothing but broken ones fails with one reason', async () => {
		const source = folder('broken', {'a.jpg': 'x', 'b.jpg': 'y'});
		const {code, stderr} = await home.run('--json', '--frames', '20', '--source', source);
		expect(code).toBe(1);
		expect(stderr).toMatch(/no image of this source can be decoded/);
	});
});

describe('a disk that is full while saving', () => {
	it('keeps the result on stdout, says one line, exit code 1', async context => {
		mkdirSync(place('tiny'), {recursive: true});
		try {
			execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', place('tiny')], {
				stdio: 'ignore',
			});
		} catch {
			context.skip('needs the right to mount a tmpfs of 4 kB');
			return;
		}

		try {
			const output = place('tiny', 'run.json');
			const {code, stdout, stderr} = await home.run('--json', '--frames', '10', '--output', output);
			expect(code).toBe(1);
			expect(summarySchema.safeParse(JSON.parse(stdout)).success).toBe(true);
			expect(stderr).toMatch(/cannot save .*no space left/);
		} finally {
			execFileSync('umount', [place('tiny')]);
		}
	});
});

describe('what needs no runtime', () => {
	it.each([
		['bench', '--help'],
		['models', 'rm', 'efficientnet-b0', '-h'],
		['help', 'replay'],
		['--headless', '--frames', '3', '--help'],
	])('%s %s: help is printed, nothing runs', async (...words) => {
		const before = readdirSync(home.folder, {recursive: true}).length;
		const {code, stdout, stderr} = await home.run(...words);
		expect(stdout).toMatch(/^\n {2}Usage\n {4}\$ edgetop/);
		expect(stderr).toBe('');
		expect(code).toBe(0);
		expect(readdirSync(home.folder, {recursive: true})).toHaveLength(before);
	});

	it('--version and --help load neither ink, react nor onnxruntime', () => {
		copyFileSync(fileURLToPath(new URL('loaded-modules.mjs', import.meta.url)), place('hook.mjs'));
		for (const flag of ['--version', '--help']) {
			const text = execFileSync(
				process.execPath,
				[
					'--import',
					place('hook.mjs'),
					fileURLToPath(new URL('../../../dist/cli.js', import.meta.url)),
					flag,
				],
				{
					encoding: 'utf8',
					stdio: ['ignore', 'pipe', 'pipe'],
				},
			);
			expect(text).toMatch(flag === '--version' ? /^\d+\.\d+\.\d+/ : /Usage/);
			const loaded = readFileSync(place('hook.mjs.loaded'), 'utf8');
			expect(loaded).toContain('/meow/');
			expect(loaded).not.toMatch(/\/node_modules\/(?:ink|react|onnxruntime-node|sharp|zod)\//);
		}
	});
});
