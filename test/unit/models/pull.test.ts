import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {findModel} from '../../../source/models/library.js';
import {addressesOf, pullModel} from '../../../source/models/pull.js';
import {resolveModel} from '../../../source/models/resolve-model.js';
import {type FlakyServer, serve, startServer} from '../downloads/flaky-server.js';
import {onnxBytes, tinyClassifier} from './onnx/onnx-bytes.js';

let home: string;
let server: FlakyServer;
const bytes = onnxBytes(tinyClassifier());
const sum = createHash('sha256').update(bytes).digest('hex');
const folder = () => path.join(home, 'edgetop/models');

const declare = (format: object): void => {
	mkdirSync(folder(), {recursive: true});
	writeFileSync(
		path.join(folder(), 'mine.json'),
		JSON.stringify({
			schemaVersion: 1,
			name: 'mine',
			title: 'Mine',
			family: 'tests',
			licence: 'MIT',
			origin: 'a test',
			formats: {onnx: {file: 'mine.onnx', precision: 'float32', ...format}},
			input: {layout: 'NCHW', height: 32, width: 32},
			preprocessing: {resize: 'squash', scale: 1},
			output: {kind: 'logits', classes: 1000},
		}),
	);
};

beforeEach(async () => {
	home = mkdtempSync(path.join(os.tmpdir(), 'edgetop-pull-'));
	vi.stubEnv('XDG_DATA_HOME', home);
	vi.stubEnv('XDG_CACHE_HOME', path.join(home, 'cache'));
	vi.stubEnv('EDGETOP_MIRROR', undefined);
	vi.stubEnv('http_proxy', undefined);
	vi.stubEnv('HTTP_PROXY', undefined);
	server = await startServer(serve(bytes));
});

afterEach(async () => {
	vi.unstubAllEnvs();
	await server.close();
	rmSync(home, {recursive: true, force: true});
});

test('absent, pulled, resolved; a second pull fetches nothing', async () => {
	declare({sha256: sum, bytes: bytes.length, urls: [`${server.url}mine.onnx`]});
	await expect(resolveModel('mine')).rejects.toThrow('edgetop models pull mine');
	const [pulled] = await pullModel(await findModel('mine'));
	expect(pulled).toMatchObject({proof: 'sha256', sha256: sum, bytes: bytes.length});
	const resolved = await resolveModel('mine');
	expect(resolved.sha256).toBe(sum);
	expect(resolved.path).toBe(path.join(folder(), 'mine.onnx'));

	const [again] = await pullModel(await findModel('mine'));
	expect(again?.proof).toBe('was here');
	expect(server.ranges).toHaveLength(1);
});

test('a file that is here but damaged is fetched anew', async () => {
	declare({sha256: sum, urls: [`${server.url}mine.onnx`]});
	writeFileSync(path.join(folder(), 'mine.onnx'), 'damaged');
	const [pulled] = await pullModel(await findModel('mine'));
	expect(pulled?.proof).toBe('sha256');
	expect(readFileSync(path.join(folder(), 'mine.onnx')).equals(bytes)).toBe(true);
});

test('without a known checksum the first download pins it', async () => {
	declare({urls: [`${server.url}mine.onnx`]});
	const [pulled] = await pullModel(await findModel('mine'));
	expect(pulled?.proof).toBe('pinned at first use');
	expect(readFileSync(path.join(folder(), 'mine.onnx.sha256'), 'utf8')).toBe(`${sum}  mine.onnx\n`);
	writeFileSync(path.join(folder(), 'mine.onnx'), onnxBytes(tinyClassifier({classes: 5})));
	await expect(resolveModel('mine')).rejects.toThrow(`its first download had ${sum}`);
});

test('what is no ONNX model never takes the name of one', async () => {
	const wrong = await startServer(serve(Buffer.from('not a model, but 200 OK')));
	declare({urls: [`${wrong.url}mine.onnx`]});
	try {
		await expect(pullModel(await findModel('mine'))).rejects.toThrow('not an ONNX model');
		expect(existsSync(path.join(folder(), 'mine.onnx'))).toBe(false);
	} finally {
		await wrong.close();
	}
});

test('EDGETOP_MIRROR comes first', async () => {
	declare({sha256: sum, urls: ['http://127.0.0.1:9/nowhere']});
	vi.stubEnv('EDGETOP_MIRROR', `${server.url}models`);
	const model = await findModel('mine');
	expect(addressesOf(model.manifest.formats.onnx!)).toEqual([
		`${server.url}models/mine.onnx`,
		'http://127.0.0.1:9/nowhere',
	]);
	const [pulled] = await pullModel(model);
	expect(pulled?.proof).toBe('sha256');

	vi.stubEnv('EDGETOP_MIRROR', 'not an address');
	expect(() => addressesOf(model.manifest.formats.onnx!)).toThrow('EDGETOP_MIRROR');
});

test('a manifest without addresses says so', async () => {
	declare({});
	await expect(pullModel(await findModel('mine'))).rejects.toThrow('names no place');
});
