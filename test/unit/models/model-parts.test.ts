/*
Models of several files: which belong to them, what is said where one is missing, and that the identity changes with each of them.
*/
import {createHash} from 'node:crypto';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeEach, describe, expect, test} from 'vitest';
import {assertParts, modelSha256} from '../../../source/models/model-parts.js';
import {type FormatName} from '../../../source/models/manifest.js';
import {resolveModel} from '../../../source/models/resolve-model.js';
import {temporaryFolder} from '../frames/images.js';
import {onnxBytes, tinyClassifier} from './onnx/onnx-bytes.js';

const root = temporaryFolder();
afterAll(root.remove);

const sketch = tinyClassifier({classes: 10});
const [kernels, bias, matrix] = sketch.tensors!;
const {raw: _, ...shape} = matrix!;
const external = onnxBytes({
	...sketch,
	tensors: [kernels!, bias!, {...shape, location: 'weights.bin'}],
});
const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n';
const xml =
	'<?xml version="1.0"?><net name="a" version="11"><layers><layer type="Const"/></layers></net>';

const cases: ReadonlyArray<{
	readonly format: FormatName;
	/** What names the model; empty: the folder. */
	readonly named: string;
	readonly files: Readonly<Record<string, string | Uint8Array>>;
	/** Each part beside the named file. */
	readonly parts: readonly string[];
}> = [
	{
		format: 'onnx',
		named: 'a.onnx',
		files: {'a.onnx': external, 'weights.bin': matrix!.raw!, 'other.bin': 'x'},
		parts: ['weights.bin'],
	},
	{
		format: 'openvino',
		named: 'a.xml',
		files: {'a.xml': xml, 'a.bin': 'weights', 'b.bin': 'x'},
		parts: ['a.bin'],
	},
	{
		format: 'saved-model',
		named: '',
		files: {
			'saved_model.pb': 'VarHandleOp',
			'variables/variables.index': 'i',
			'variables/variables.data-00000-of-00002': 'a',
			'variables/variables.data-00001-of-00002': 'b',
			'labels.txt': 'cat',
		},
		parts: [
			'variables/variables.index',
			'variables/variables.data-00000-of-00002',
			'variables/variables.data-00001-of-00002',
		],
	},
];

describe.each(cases)('$format', ({format, named, files, parts}) => {
	const folder = path.join(root.path, format);
	const file = path.join(folder, named);
	const write = (name: string, content: string | Uint8Array): void => {
		mkdirSync(path.dirname(path.join(folder, name)), {recursive: true});
		writeFileSync(path.join(folder, name), content);
	};

	beforeEach(() => {
		rmSync(folder, {recursive: true, force: true});
		for (const [name, content] of Object.entries(files)) {
			write(name, content);
		}
	});

	test('whole: the same sum each time, another one when any part changes, and none but these count', async () => {
		const sum = await modelSha256(file, format);
		expect(sum).toMatch(/^[\da-f]{64}$/);
		expect(await modelSha256(file, format)).toBe(sum);
		for (const name of parts) {
			write(name, 'something else');
			expect(await modelSha256(file, format), name).not.toBe(sum);
			write(name, files[name]!);
			expect(await modelSha256(file, format), name).toBe(sum);
		}

		for (const name of Object.keys(files)) {
			if (!parts.includes(name) && name !== named && name !== 'saved_model.pb') {
				write(name, 'something else');
			}
		}

		expect(await modelSha256(file, format)).toBe(sum);
	});

	test.each(parts)('%s missing, or a git-lfs pointer: one line with what to do', async name => {
		rmSync(path.join(folder, name));
		await expect(assertParts(file, format)).rejects.toThrow(
			`${file}: its weights lie in ${name}, which is missing ${named === '' ? 'in it' : 'beside it'}; put that file there`,
		);
		write(name, pointer);
		await expect(assertParts(file, format)).rejects.toThrow(
			`its weights in ${name}, it is a git-lfs pointer, not the file itself; \`git lfs pull\` fetches it`,
		);
	});
});

test("a model of one file has that file's own sum", async () => {
	const file = path.join(root.path, 'plain.onnx');
	const bytes = onnxBytes(sketch);
	writeFileSync(file, bytes);
	const sum = createHash('sha256').update(bytes).digest('hex');
	expect(await modelSha256(file, 'onnx')).toBe(sum);
});

test('models without variables and without weights are whole', async () => {
	const folder = path.join(root.path, 'frozen');
	mkdirSync(folder);
	writeFileSync(path.join(folder, 'saved_model.pb'), 'Const');
	await expect(assertParts(folder, 'saved-model')).resolves.toBeUndefined();
	const file = path.join(root.path, 'bare.xml');
	writeFileSync(file, '<net name="a" version="11"><layers/></net>');
	await expect(assertParts(file, 'openvino')).resolves.toBeUndefined();
});

test('what runs has the identity of all files, also with a manifest beside it', async () => {
	const folder = path.join(root.path, 'run');
	mkdirSync(folder);
	const file = path.join(folder, 'a.onnx');
	writeFileSync(file, external);
	writeFileSync(path.join(folder, 'weights.bin'), matrix!.raw!);
	const {sha256, manifest} = await resolveModel(file);
	expect(sha256).toBe(await modelSha256(file, 'onnx'));
	writeFileSync(path.join(folder, 'a.json'), JSON.stringify(manifest));
	const told = await resolveModel(file);
	expect(told.sha256).toBe(sha256);
	rmSync(path.join(folder, 'weights.bin'));
	await expect(resolveModel(path.join(folder, 'a.json'))).rejects.toThrow(
		'weights.bin, which is missing',
	);
});
