/*
Files whose runtimes answer in Python, asked, loaded and run: a second input that is a size, detectors, and a file that XNNPACK refuses. The files are made by the scripts in test/fixtures/model-files.
*/
import {fileURLToPath} from 'node:url';
import {expect, test, type TestContext} from 'vitest';
import {backendById} from '../../../source/backends/index.js';
import {boxesOf} from '../../../source/engine/detect/count-boxes.js';
import {createTensor} from '../../../source/frames/preprocess.js';
import {openModelFile} from '../../../source/models/model-file.js';
import {type FormatName} from '../../../source/models/manifest.js';
import {messageOf} from '../../../source/text/user-error.js';

const fixture = (name: string): string =>
	fileURLToPath(new URL(`../../fixtures/model-files/${name}`, import.meta.url));

/** Opens a file through its runtime and runs one frame of sevens. */
const answerOf = async (context: TestContext, id: string, file: string) => {
	const backend = backendById(id);
	const opened = await openModelFile(file, async (model, format) =>
		backend.describeFile!(model, format, {}),
	).catch((error: unknown) => {
		const message = messageOf(error);
		if (message.includes('has no module')) {
			context.skip(`skipped: ${message}`);
		}

		throw error;
	});
	const {manifest, files} = opened;
	const [format] = Object.keys(files) as FormatName[];
	const {input, output, detection} = manifest;
	const model = await backend.load({
		modelPath: file,
		format: format!,
		input,
		...(output && {output}),
		...(detection && {detection}),
		options: {},
	});
	try {
		const {scores, outputs} = await model.run(createTensor(input).fill(7));
		return {...opened, device: model.device, scores: [...scores], outputs};
	} finally {
		await model.dispose();
	}
};

test('TensorFlow Lite: a second input that is the size of the picture', async context => {
	const found = await answerOf(context, 'tflite:cpu', fixture('second-input.tflite'));
	expect(found.scores).toEqual([7, 7, 7, 16, 24]);
	expect(found.guesses.join('\n')).toContain('input image_shape: ');
	expect(found.device).toMatch(/, XNNPACK$/);
});

test("TensorFlow Lite: the boxes of SSD's post-process, which chooses them itself", async context => {
	const found = await answerOf(context, 'tflite:cpu', fixture('ssd-post-process.tflite'));
	const {manifest, outputs} = found;
	expect(manifest).toMatchObject({task: 'detection', detection: {form: 'ssd'}});
	expect(outputs!.map(({dims}) => dims)).toEqual([[1, 5, 4], [1, 5], [1, 5], [1]]);
	// Of four the second lies over the first, and the last has a score of 0.2.
	expect([...outputs![3]!.data]).toEqual([3]);
	expect(boxesOf(outputs, manifest.detection)).toBe(2);
});

test('TensorFlow Lite: a file that XNNPACK refuses runs on the plain kernels, which the device says', async context => {
	const found = await answerOf(context, 'tflite:cpu', fixture('without-xnnpack.tflite'));
	expect(found.device).toContain('without XNNPACK, which does not take the model');
	expect(found.manifest.output).toMatchObject({classes: 4});
	expect(found.scores).toHaveLength(4);
	expect(found.scores.every(score => Number.isFinite(score))).toBe(true);
});

test(
	'TensorFlow: a SavedModel of a detector that takes the size beside the picture',
	{timeout: 120_000},
	async context => {
		const file = fixture('detector-saved');
		const {manifest, outputs} = await answerOf(context, 'tensorflow:cpu', file);
		expect(manifest).toMatchObject({
			detection: {
				form: 'ssd',
				outputs: ['detection_boxes', 'detection_classes', 'detection_scores', 'num_detections'],
			},
			input: {others: [{name: 'image_shape'}]},
		});
		const scores = [...outputs![2]!.data];
		expect(scores[0]).toBeCloseTo(0.5, 5);
		expect(scores[1]).toBeCloseTo(0.7, 5);
		expect(boxesOf(outputs, manifest.detection)).toBe(2);
	},
);

test('PyTorch: a detector whose output is of YOLOv8', {timeout: 60_000}, async context => {
	const file = fixture('detector.pt');
	const {manifest, outputs} = await answerOf(context, 'pytorch:cpu', file);
	expect(manifest.detection).toMatchObject({form: 'yolov8', classes: 2});
	expect(outputs![0]!.data[4 * 1029]).toBeCloseTo(0.7, 5);
	expect(boxesOf(outputs, manifest.detection)).toBe(2);
});
