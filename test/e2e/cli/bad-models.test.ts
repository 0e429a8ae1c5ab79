import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {onnxBytes, tinyClassifier} from '../../unit/models/onnx/onnx-bytes.js';
import {makeHome, onlyLine} from './run-cli.js';

const home = makeHome();
afterAll(() => {
	home.remove();
});

/** Writes a file into the test's own folder. */
const file = (name: string, content: string | Uint8Array): string => {
	const whole = path.join(home.folder, name);
	mkdirSync(path.dirname(whole), {recursive: true});
	writeFileSync(whole, content);
	return whole;
};

const words = onnxBytes({
	nodes: [{op: 'Identity', in: ['tokens'], out: ['scores']}],
	inputs: [{name: 'tokens', type: 7, dims: ['batch', 128]}],
	outputs: [{name: 'scores', dims: ['batch', 128]}],
});

const twoClasses = onnxBytes(tinyClassifier({classes: 2}));

const cases: ReadonlyArray<readonly [string, () => string[], RegExp]> = [
	[
		'an ONNX whose input is no image, with its shapes',
		() => ['--model', file('words.onnx', words)],
		/words\.onnx.*tokens.*128/,
	],
	[
		'an ONNX that was cut off',
		() => ['--model', file('cut.onnx', onnxBytes(tinyClassifier()).subarray(0, 400))],
		/cut\.onnx/,
	],
	['an empty file', () => ['--model', file('empty.onnx', '')], /empty\.onnx/],
	[
		'a model that is not there',
		() => ['--model', path.join(home.folder, 'nowhere.onnx')],
		/nowhere\.onnx/,
	],
	[
		'labels that are too few',
		() => [
			'--model',
			file('two.onnx', twoClasses),
			'--labels',
			file('three.txt', 'cat\ndog\nfish\n'),
		],
		/three\.txt.*3.*2/,
	],
	[
		'labels for the embedded model that do not fit',
		() => ['--labels', file('few.txt', 'cat\ndog\n')],
		/few\.txt.*2.*1000/,
	],
	[
		'a label file that is not there',
		() => ['--labels', path.join(home.folder, 'no-labels.txt')],
		/no-labels\.txt/,
	],
	[
		'a manifest that is none',
		() => {
			file('odd/odd.json', '{"schemaVersion": 1, "name": 7}');
			return ['--model', file('odd/odd.onnx', twoClasses)];
		},
		/odd\.json/,
	],
];

describe('a model that cannot run is one line and exit code 2', () => {
	it.each(cases)('%s', async (_name, makeArgs, message) => {
		const {code, stdout, stderr} = await home.run('--headless', ...makeArgs());
		expect(onlyLine(stderr)).toMatch(message);
		expect(stderr).not.toMatch(/this is a bug/);
		expect(code).toBe(2);
		expect(stdout).toBe('');
		expect(home.leftovers()).toEqual([]);
	});
});
