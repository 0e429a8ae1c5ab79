import {createHash} from 'node:crypto';
import {
	appendFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {packagedModelsFolder} from '../../../source/system/folders.js';
import {rememberedSha256} from '../../../source/downloads/hash-file.js';
import {findModel, listModels, readLibrary} from '../../../source/models/library.js';
import {resolveModel} from '../../../source/models/resolve-model.js';
import {onnxBytes, tinyClassifier} from './onnx/onnx-bytes.js';

let home: string;

beforeEach(() => {
	home = mkdtempSync(path.join(os.tmpdir(), 'edgetop-zoo-'));
	vi.stubEnv('XDG_DATA_HOME', path.join(home, 'data'));
	vi.stubEnv('XDG_CACHE_HOME', path.join(home, 'cache'));
});

afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(home, {recursive: true, force: true});
});

const bytes = onnxBytes(tinyClassifier({classes: 3}));
const sum = createHash('sha256').update(bytes).digest('hex');

const manifestOf = (name: string, format: object, more: object = {}) => ({
	schemaVersion: 1,
	name,
	title: name,
	family: 'tests',
	licence: 'MIT',
	origin: 'made by a test',
	formats: {onnx: {file: `${name}.onnx`, precision: 'float32', ...format}},
	input: {layout: 'NCHW', height: 32, width: 32},
	preprocessing: {resize: 'squash', scale: 1},
	output: {kind: 'logits', classes: 3},
	labels: 'labels.txt',
	...more,
});

const put = (name: string, content: string | Uint8Array): string => {
	const file = path.join(home, 'data/edgetop/models', name);
	mkdirSync(path.dirname(file), {recursive: true});
	writeFileSync(file, content);
	return file;
};

describe('the packaged model', () => {
	test('is found by name, verified and labelled', async () => {
		const model = await resolveModel('efficientnet-b0', {formats: ['onnx']});
		const file = path.join(packagedModelsFolder, 'efficientnet-b0.onnx');
		expect(model.path).toBe(file);
		expect(model.sha256).toBe(createHash('sha256').update(readFileSync(file)).digest('hex'));
		expect(model.guesses).toEqual([]);
		expect(model.labels.id).toBe('imagenet1k');
		expect(model.labels.names[1]).toBe('goldfish, Carassius auratus');
		expect(model.labels.wnids?.[999]).toBe('n15075141');
	});

	test('unknown names name their neighbours', async () => {
		await expect(resolveModel('eficientnet-b0')).rejects.toThrow(
			'unknown model "eficientnet-b0"; did you mean efficientnet-b0',
		);
		await expect(resolveModel('qqqqqqqqqqqqqqq')).rejects.toThrow('edgetop models list');
	});

	test('a backend that reads other formats', async () => {
		await expect(resolveModel('efficientnet-b0', {formats: ['tflite']})).rejects.toThrow(
			'efficientnet-b0 is a onnx model; the backend reads tflite',
		);
	});
});

describe("models of the user's data folder", () => {
	test('are listed after the packaged ones were read; a broken one is a problem, not an end', async () => {
		put('mine.json', JSON.stringify(manifestOf('mine', {})));
		put('broken.json', '{');
		const {models, problems} = await readLibrary();
		expect(models.map(({manifest}) => manifest.name)).toContain('mine');
		expect(models.map(({manifest}) => manifest.name)).toContain('efficientnet-b0');
		expect(problems).toHaveLength(1);
		expect(problems[0]).toContain('broken.json: not JSON');
	});

	test('state and path of an absent file', async () => {
		put('mine.json', JSON.stringify(manifestOf('mine', {urls: ['https://example.org/m.onnx']})));
		const models = await listModels();
		expect(models.find(({manifest}) => manifest.name === 'mine')?.files.onnx).toEqual({
			path: path.join(home, 'data/edgetop/models/mine.onnx'),
			state: 'absent',
		});
		await expect(resolveModel('mine')).rejects.toThrow('`edgetop models pull mine` fetches it');
	});

	test('takes the place of a packaged one of the same name', async () => {
		const file = put('b0.json', JSON.stringify(manifestOf('efficientnet-b0', {})));
		const found = await findModel('efficientnet-b0');
		expect(found.manifestPath).toBe(file);
	});

	test('a right checksum, then a wrong one after the file changed', async () => {
		const file = put('mine.onnx', bytes);
		put('labels.txt', 'cat\nhen\ndog\n');
		put('mine.json', JSON.stringify(manifestOf('mine', {sha256: sum})));
		const model = await resolveModel('mine');
		expect(model.sha256).toBe(sum);
		expect(model.labels.names).toEqual(['cat', 'hen', 'dog']);

		appendFileSync(file, 'x');
		const changed = createHash('sha256').update(readFileSync(file)).digest('hex');
		await expect(resolveModel('mine')).rejects.toThrow(
			`checksum mismatch: the file has ${changed}, mine.json says ${sum}`,
		);
	});

	test('a pin stands in for a checksum that the manifest has not', async () => {
		const file = put('mine.onnx', bytes);
		put('labels.txt', 'cat\nhen\ndog');
		put('mine.json', JSON.stringify(manifestOf('mine', {})));
		writeFileSync(`${file}.sha256`, `${'0'.repeat(64)}  mine.onnx\n`);
		await expect(resolveModel('mine')).rejects.toThrow('its first download had 0000');
	});
});

describe('a path', () => {
	test('with a sidecar', async () => {
		const file = path.join(home, 'own.onnx');
		writeFileSync(file, bytes);
		writeFileSync(path.join(home, 'own.json'), JSON.stringify(manifestOf('own', {})));
		writeFileSync(path.join(home, 'labels.txt'), 'cat\nhen\ndog');
		const model = await resolveModel(file);
		expect(model.manifest.preprocessing.resize).toBe('squash');
		expect(model.guesses).toEqual([]);
		expect(model.labels.id).toBe(path.join(home, 'labels.txt'));
	});

	test('alone: guessed, and every guess is said', async () => {
		const file = path.join(home, 'own.onnx');
		writeFileSync(file, bytes);
		const model = await resolveModel(file);
		expect(model.guesses.length).toBeGreaterThan(2);
		expect(model.labels).toEqual({id: 'numbered', names: ['class 0', 'class 1', 'class 2']});
	});

	test('--labels replace numbers, and must fit', async () => {
		const file = path.join(home, 'own.onnx');
		writeFileSync(file, bytes);
		const labels = path.join(home, 'names.txt');
		writeFileSync(labels, 'cat\nh\u001B[31men\ndog\n');
		const model = await resolveModel(file, {labels});
		expect(model.labels.names).toEqual(['cat', 'hen', 'dog']);

		writeFileSync(labels, 'cat\nhen\n');
		await expect(resolveModel(file, {labels})).rejects.toThrow(
			`${labels}: 2 labels do not fit a model of 3 classes`,
		);
		await expect(resolveModel(file, {labels: `${labels}.not`})).rejects.toThrow(
			'labels cannot be read',
		);
	});

	test('missing, of an unknown kind, or no ONNX', async () => {
		await expect(resolveModel(path.join(home, 'no.onnx'))).rejects.toThrow('no such file');
		const text = path.join(home, 'text.doc');
		writeFileSync(text, 'hello');
		await expect(resolveModel(text)).rejects.toThrow('unknown kind of model');
		const fake = path.join(home, 'fake.onnx');
		writeFileSync(fake, 'hello there');
		await expect(resolveModel(fake)).rejects.toThrow('not an ONNX model');
	});
});

describe('remembered sums', () => {
	test('are reused while the file stays the same, and only then', async () => {
		const file = put('a.bin', 'one');
		const first = await rememberedSha256(file);
		const cache = path.join(home, 'cache/edgetop/sha256.json');
		expect(existsSync(cache)).toBe(true);

		// A planted sum shows that the cache is believed.
		const planted = readFileSync(cache, 'utf8').replace(first, 'f'.repeat(64));
		writeFileSync(cache, planted);
		expect(await rememberedSha256(file)).toBe('f'.repeat(64));

		// Same size: the change of time alone must be enough.
		writeFileSync(file, 'two');
		expect(await rememberedSha256(file)).toBe(createHash('sha256').update('two').digest('hex'));
	});

	test('a damaged or unwritable cache costs nothing but time', async () => {
		const file = put('a.bin', 'one');
		mkdirSync(path.join(home, 'cache/edgetop'), {recursive: true});
		writeFileSync(path.join(home, 'cache/edgetop/sha256.json'), '{"not');
		const right = createHash('sha256').update('one').digest('hex');
		expect(await rememberedSha256(file)).toBe(right);
		vi.stubEnv('XDG_CACHE_HOME', file);
		expect(await rememberedSha256(file)).toBe(right);
	});
});
