import {createHash} from 'node:crypto';
import {appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {runModels} from '../../../source/commands/models.js';
import {type Flags} from '../../../source/flags.js';
import {serve, startServer} from '../downloads/flaky-server.js';
import {onnxBytes, tinyClassifier} from './onnx/onnx-bytes.js';

let home: string;
let out = '';
let talk = '';
const bytes = onnxBytes(tinyClassifier());

const collect = (add: (text: string) => void) => (chunk: unknown) => {
	add(String(chunk));
	return true;
};

beforeEach(() => {
	home = mkdtempSync(path.join(os.tmpdir(), 'edgetop-models-'));
	vi.stubEnv('XDG_DATA_HOME', home);
	vi.stubEnv('XDG_CACHE_HOME', path.join(home, 'cache'));
	for (const name of ['EDGETOP_MIRROR', 'http_proxy', 'HTTP_PROXY']) {
		vi.stubEnv(name, undefined);
	}

	out = '';
	talk = '';
	vi.spyOn(process.stdout, 'write').mockImplementation(
		collect(text => {
			out += text;
		}),
	);
	vi.spyOn(process.stderr, 'write').mockImplementation(
		collect(text => {
			talk += text;
		}),
	);
});

afterEach(() => {
	vi.restoreAllMocks();
	vi.unstubAllEnvs();
	rmSync(home, {recursive: true, force: true});
});

const run = async (line: string, flags: Partial<Flags> = {}): Promise<number> =>
	runModels(line.split(' '), {json: false, ...flags} as Flags);

test('list: a line a model, and the same as JSON', async () => {
	expect(await run('list')).toBe(0);
	expect(out).toMatch(
		/^efficientnet-b0 +present +onnx +float16-weights +10\.7 MB +224×224 +77\.1\/93\.3/m,
	);
	expect(out).toMatch(/^resnet50 +absent/m);
	out = '';
	await run('list', {json: true});
	const {models} = JSON.parse(out) as {models: Array<{manifest: {name: string}}>};
	expect(models.map(({manifest}) => manifest.name)).toContain('vit-tiny');
});

test('inspect a file of no image: what is in it, and why edgetop cannot run it', async () => {
	const file = path.join(home, 'text.onnx');
	writeFileSync(file, onnxBytes(tinyClassifier({dims: [1, 128], inputType: 7})));
	expect(await run(`inspect ${file}`)).toBe(0);
	expect(out).toContain('picture int64 [1, 128]');
	expect(out).toContain('edgetop cannot run it');
});

test('pull, verify, damage, verify, rm', async () => {
	const server = await startServer(serve(bytes));
	const folder = path.join(home, 'edgetop/models');
	mkdirSync(folder, {recursive: true});
	writeFileSync(
		path.join(folder, 'mine.json'),
		JSON.stringify({
			schemaVersion: 1,
			name: 'mine',
			title: 'Mine',
			family: 'tests',
			licence: 'MIT',
			origin: 'a test',
			formats: {
				onnx: {file: 'mine.onnx', precision: 'float32', urls: [`${server.url}mine.onnx`]},
			},
			input: {layout: 'NCHW', height: 32, width: 32},
			preprocessing: {resize: 'squash', scale: 1},
		}),
	);
	try {
		expect(await run('pull mine', {json: true})).toBe(0);
		const sum = createHash('sha256').update(bytes).digest('hex');
		expect(JSON.parse(out)).toMatchObject([{name: 'mine', files: [{sha256: sum}]}]);
		expect(talk).toContain('could not be verified');
		expect(talk).toContain('100 %');

		out = '';
		expect(await run('verify mine')).toBe(0);
		expect(out).toContain(`mine: right:`);

		const file = path.join(folder, 'mine.onnx');
		appendFileSync(file, 'x');
		out = '';
		expect(await run('verify mine')).toBe(1);
		expect(out).toContain(`mine: wrong: ${file}`);
		expect(out).toContain(sum);

		out = '';
		expect(await run('rm mine')).toBe(0);
		expect(existsSync(file)).toBe(false);
		expect(existsSync(path.join(folder, 'mine.json'))).toBe(true);
		await expect(run('rm mine')).rejects.toThrow('nothing of it lies in');
	} finally {
		await server.close();
	}
});

test('the packaged model stays', async () => {
	await expect(run('rm efficientnet-b0')).rejects.toThrow('part of the package');
});

test.each([['fly away'], ['pull'], ['inspect'], ['check'], ['rm']])('%s: usage', async line => {
	await expect(run(line)).rejects.toThrow('edgetop models list | pull NAME');
});
