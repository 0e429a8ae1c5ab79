/*
Files that are known by their content before any runtime is asked, and how a description is printed.
*/
import path from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {usualBackend} from '../../../../source/commands/run/find-model.js';
import {type FileDescription} from '../../../../source/models/inspect/file-description.js';
import {openModelFile} from '../../../../source/models/model-file.js';
import {formatDescription} from '../../../../source/models/model-text.js';
import {writtenFiles} from './written-files.js';

const {write, remove} = writtenFiles();
afterAll(remove);

/** A string as it stands in a TensorFlow Lite file. */
const flat = (text: string): Uint8Array =>
	Buffer.concat([
		Buffer.from('    TFL3'),
		Buffer.from([text.length, 0, 0, 0]),
		Buffer.from(`${text}\0`),
	]);

describe('files that were compiled for an accelerator', () => {
	test('Vela: one line with what to do', async () => {
		const folder = write({'net.tflite': flat('ethos-u')});
		await expect(openModelFile(path.join(folder, 'net.tflite'))).rejects.toThrow(
			'compiled by Vela for an Arm Ethos-U',
		);
	});

	test('Edge TPU: known by its content, not by its name alone', () => {
		const folder = write({'net.tflite': flat('edgetpu-custom-op'), 'plain.tflite': flat('CONV')});
		expect(usualBackend(path.join(folder, 'net.tflite'))).toBe('tflite:edgetpu');
		expect(usualBackend(path.join(folder, 'plain.tflite'))).toBe('tflite:cpu');
	});
});

test.each(['onnx', 'tflite', 'pt', 'keras', 'h5'])(
	'a git-lfs pointer named .%s',
	async extension => {
		const folder = write({
			[`m.${extension}`]: 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
		});
		await expect(openModelFile(path.join(folder, `m.${extension}`))).rejects.toThrow(
			'git lfs pull',
		);
	},
);

test('what a runtime tells of a file; what it does not tell is n/a', () => {
	const description: FileDescription = {
		inputs: [{name: 'image', dtype: 'float32', dims: [null, 28, 28, 1]}],
		outputs: [{name: 'out', dtype: 'float32', dims: [1, 10]}],
		operators: {FULLY_CONNECTED: 2, SOFTMAX: 1},
		parameters: 7850,
		precision: 'float32',
		metadata: {},
		assumptions: [],
	};
	const text = formatDescription('m.tflite', description);
	expect(text).toContain('image float32 [?, 28, 28, 1]');
	expect(text).toContain('FULLY_CONNECTED 2, SOFTMAX 1');
	expect(text).toMatch(/parameters +7\.8 k|parameters +7\.9 k/);
	expect(text).toMatch(/MACs +n\/a/);
});
