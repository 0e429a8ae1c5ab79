import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {type Summary} from '../../../source/record/summary.js';
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

const whole = tinyClassifier({classes: 10});

/** Its scores divided by nothing: 0 ÷ 0, or 1 ÷ 0. */
const broken = (kind: 'NaN' | 'infinite'): Uint8Array =>
	onnxBytes({
		nodes: [
			{op: 'Flatten', in: ['picture'], out: ['flat']},
			{op: 'Sub', in: ['flat', 'flat'], out: ['zeros']},
			...(kind === 'NaN' ? [] : [{op: 'Exp', in: ['zeros'], out: ['ones']}]),
			{op: 'Div', in: [kind === 'NaN' ? 'zeros' : 'ones', 'zeros'], out: ['scores']},
		],
		inputs: whole.inputs,
		outputs: [{name: 'scores', dims: [1, 3072]}],
	});

describe('a model whose scores are no numbers', () => {
	it.each(['NaN', 'infinite'] as const)(
		'%s: its speed is measured, accuracy is n/a with the reason, exit code 1',
		async kind => {
			const model = file(`${kind}.onnx`, broken(kind));
			const output = path.join(home.folder, `${kind}.json`);
			const args = ['--headless', '--model', model, '--frames', '20', '--output', output];
			const {code, stdout, stderr} = await home.run(...args);
			expect(code).toBe(1);
			const why = `the scores are ${kind}; the preprocessing, the weights or 16-bit arithmetic may be at fault`;
			expect(stdout).toContain(`n/a (${why})`);
			expect(stderr).toContain(`edgetop: ${kind.toLowerCase()}: accuracy is n/a: ${why}`);
			const {segments} = JSON.parse(readFileSync(output, 'utf8')) as Summary;
			expect(segments).toMatchObject([
				{
					frames: 20,
					faultyFrames: 20,
					accuracyMissing: why,
					accuracy: {cumulative: {n: 0}, rolling: {n: 0}},
				},
			]);
		},
	);
});
