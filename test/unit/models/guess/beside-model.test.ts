/*
What exporters put beside a model: Teachable Machine, Edge Impulse, TensorFlow's assets.
*/
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {type FileDescription} from '../../../../source/models/inspect/file-description.js';
import {openModelFile} from '../../../../source/models/model-file.js';
import {type ZooModel} from '../../../../source/models/zoo-model.js';
import {temporaryFolder} from '../../frames/images.js';

const root = temporaryFolder();
afterAll(root.remove);
let count = 0;

/** Opens a file, or a folder of a SavedModel, of which its runtime would say this. */
const open = async (
	name: string,
	files: Readonly<Record<string, string>>,
	input: Partial<FileDescription['inputs'][number]> = {},
): Promise<ZooModel> => {
	const folder = path.join(root.path, String(count++));
	for (const [file, content] of Object.entries(files)) {
		mkdirSync(path.dirname(path.join(folder, file)), {recursive: true});
		writeFileSync(path.join(folder, file), content);
	}

	return openModelFile(path.join(folder, name), async () => ({
		inputs: [{name: 'image', dtype: 'float32', dims: [1, 224, 224, 3], ...input}],
		outputs: [{name: 'Identity', dtype: 'float32', dims: [1, 3], addsToOne: true}],
		precision: 'float32',
		metadata: {},
		assumptions: [],
	}));
};

const numbered = '0 Class 1\n1 my cat\n2 dog\n';
const bytes = {dtype: 'uint8', quantisation: {scale: 1 / 127.5, zeroPoint: 127}} as const;
const wholeSide = {resize: 'shorter-side', cropFraction: 1} as const;
const signed = {scale: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1]} as const;

describe('Teachable Machine', () => {
	test.each([
		['keras_model.h5', {'keras_model.h5': 'model_config'}, {}],
		['model_unquant.tflite', {'model_unquant.tflite': 'x'}, {}],
		['model.tflite', {'model.tflite': 'x'}, bytes],
		['model.savedmodel', {'model.savedmodel/saved_model.pb': 'x'}, {}],
	] as const)('%s', async (name, files, input) => {
		const {manifest, guesses, ownLabels} = await open(
			name,
			{...files, 'labels.txt': numbered},
			input,
		);
		expect(ownLabels).toEqual(['Class 1', 'my cat', 'dog']);
		expect(manifest.preprocessing).toMatchObject({
			...wholeSide,
			...signed,
			interpolation: 'lanczos3',
		});
		expect(guesses.join('\n')).toContain("Teachable Machine's export, known by its labels.txt");
	});

	test('a model of another name, or a list without numbers, is none', async () => {
		for (const [name, labels] of [
			['my.tflite', numbered],
			['model.tflite', 'cat\ndog\nbird\n'],
		] as const) {
			const {manifest, guesses} = await open(name, {[name]: 'x', 'labels.txt': labels});
			expect(manifest.preprocessing.cropFraction).toBe(0.875);
			expect(guesses.join('\n')).not.toContain('Teachable');
		}
	});
});

const header = `
#define EI_CLASSIFIER_INPUT_WIDTH 96
#define EI_CLASSIFIER_RESIZE_MODE                EI_CLASSIFIER_RESIZE_SQUASH
`;
const variables = String.raw`const char* ei_classifier_inferencing_categories[] = { "cat", "dog", "no \"pet\"" };`;

describe('Edge Impulse', () => {
	test('the C++ library: headers in model-parameters/', async () => {
		const {manifest, guesses, ownLabels} = await open('tflite-model/trained.tflite', {
			'tflite-model/trained.tflite': 'x',
			'model-parameters/model_metadata.h': header,
			'model-parameters/model_variables.h': variables,
		});
		expect(ownLabels).toEqual(['cat', 'dog', 'no "pet"']);
		expect(manifest.preprocessing).toMatchObject({
			resize: 'squash',
			scale: 1 / 255,
			mean: [0, 0, 0],
		});
		expect(guesses.join('\n')).toContain(
			"preprocessing: read from the file (Edge Impulse's export)",
		);
	});

	test('a single file by its name, with labels beside it', async () => {
		const name = 'ei-pets-transfer-learning-tensorflow-lite-float32-model.lite';
		const {manifest, ownLabels} = await open(name, {[name]: 'x', 'labels.txt': 'a\nb\nc\n'});
		expect(ownLabels).toEqual(['a', 'b', 'c']);
		expect(manifest.preprocessing).toMatchObject({...wholeSide, scale: 1 / 255, mean: [0, 0, 0]});
	});

	test('the parameters of its Linux runner', async () => {
		const {manifest, ownLabels} = await open('model.tflite', {
			'model.tflite': 'x',
			'model-parameters.json':
				'{"model_parameters": {"labels": ["x", "y", "z"], "image_resize_mode": "fit-longest"}}',
		});
		expect(ownLabels).toEqual(['x', 'y', 'z']);
		expect(manifest.preprocessing.resize).toBe('letterbox');
	});

	test('an int8 model keeps the numbers that its input says', async () => {
		const {manifest} = await open(
			'ei-pets-int8-quantized-model.lite',
			{'ei-pets-int8-quantized-model.lite': 'x'},
			{dtype: 'int8', quantisation: {scale: 1 / 255, zeroPoint: -128}},
		);
		expect(manifest.preprocessing).toMatchObject({...wholeSide, scale: 1 / 255, mean: [0, 0, 0]});
	});

	test('parameters of somebody else are none', async () => {
		const {manifest} = await open('a.tflite', {
			'a.tflite': 'x',
			'parameters.json': '{"labels": ["x", "y", "z"]}',
		});
		expect(manifest.preprocessing.cropFraction).toBe(0.875);
	});
});

test.each(['assets/my_classes.txt', 'assets.extra/labels.txt', 'labels.txt'])(
	'SavedModel: labels in %s',
	async place => {
		const {ownLabels} = await open('net', {
			'net/saved_model.pb': 'x',
			[`net/${place}`]: 'cat\ndog\nbird\n',
			'net/assets/vocabulary.txt': 'one\ntwo\n',
		});
		expect(ownLabels).toEqual(['cat', 'dog', 'bird']);
	},
);
