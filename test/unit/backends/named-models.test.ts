/*
Models by name from Python packages (torchvision, timm, keras), with random weights: nothing is fetched. Each test needs its package in EDGETOP_PYTHON, an active virtual environment or python3 (scripts/runtimes/install.sh).
*/
import {spawnSync} from 'node:child_process';
import path from 'node:path';
import {afterAll, expect, test, type TestContext} from 'vitest';
import {findPython} from '../../../source/backends/find-python.js';
import {backendById} from '../../../source/backends/index.js';
import {decodeImage} from '../../../source/frames/decode.js';
import {createTensor, makePreprocess} from '../../../source/frames/preprocess.js';
import {makeConfig} from '../../../source/run/choice.js';
import {type SessionOptions} from '../../../source/run/options.js';
import {summarySchema} from '../../../source/record/summary.js';
import {
	assertRuns,
	backendOfNamed,
	isNamedModel,
	namedModelSchema,
	resolveNamed,
	type NamedModel,
} from '../../../source/models/named-model.js';
import {makeHome, onlyLine} from '../../e2e/cli/run-cli.js';
import {projectRoot} from './forms.js';

const home = makeHome();
afterAll(() => {
	home.remove();
});

const random = {weights: 'none'};

/** What the package says; the test is skipped where it is not installed. */
const describeOrSkip = async (context: TestContext, name: string): Promise<NamedModel> => {
	try {
		return await backendById(backendOfNamed(name)!).describeModel!(name, random);
	} catch (error) {
		const {message} = error as Error;
		expect(message).toMatch(/has no module \w+; (?:.+ && )?\/\S+ -m pip install \S+$/);
		context.skip(`skipped: ${name}: ${message}`);
		throw error;
	}
};

const imagenet = {mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]};

test('names are told from files, and from backends that do not have them', () => {
	expect(isNamedModel('torchvision:resnet50')).toBe(true);
	expect(isNamedModel('keras:')).toBe(false);
	expect(isNamedModel('C:/models/x.onnx')).toBe(false);
	expect(isNamedModel('resnet50')).toBe(false);
	expect(backendOfNamed('timm:vit_tiny_patch16_224')).toBe('pytorch:cpu');
	expect(backendOfNamed('efficientnet-b0')).toBeUndefined();
	expect(() => {
		assertRuns('keras:MobileNetV2', 'pytorch:cuda');
	}).toThrow('which pytorch:cuda does not run; use --backend tensorflow:cpu');
	expect(() => {
		assertRuns('keras:MobileNetV2', 'exec:ssh board worker.py');
	}).not.toThrow();
});

test('torchvision tells the preprocessing of its weights', async context => {
	const model = await describeOrSkip(context, 'torchvision:resnet18');
	expect(model.package).toMatch(/^torchvision \d/);
	expect(model.weights).toBeUndefined();
	expect(model.input).toMatchObject({layout: 'NCHW', height: 224, width: 224, dtype: 'float32'});
	expect(model.output).toMatchObject({kind: 'logits', classes: 1000});
	expect(model.preprocessing).toMatchObject({
		resize: 'shorter-side',
		cropFraction: 0.875,
		interpolation: 'linear',
		...imagenet,
	});
	const large = await describeOrSkip(context, 'torchvision:inception_v3');
	expect(large.input.height).toBe(299);
	expect(Math.round(299 / large.preprocessing.cropFraction)).toBe(342);
	await expect(
		backendById('pytorch:cpu').describeModel!('torchvision:resnet1', random),
	).rejects.toThrow(/has no image classifier resnet1; near it are resnet18/);
});

test('a picture comes to the model as through torchvision itself', async context => {
	const model = await describeOrSkip(context, 'torchvision:resnet18');
	const file = path.join(projectRoot, 'data/samples/public-domain/german-shepherd.jpg');
	const code = `
import sys
from PIL import Image
from torchvision import models
image = models.get_model_weights('resnet18').DEFAULT.transforms()(Image.open(sys.argv[1]).convert('RGB'))
sys.stdout.buffer.write(image.numpy().tobytes())
`;
	const {stdout, stderr, status} = spawnSync(findPython(), ['-c', code, file], {
		maxBuffer: 2 ** 22,
	});
	expect(status, stderr.toString()).toBe(0);
	const wanted = new Float32Array(new Uint8Array(stdout).buffer);
	const tensor = createTensor(model.input) as Float32Array;
	makePreprocess(model.input, model.preprocessing)(
		await decodeImage(file, model.input, model.preprocessing),
		tensor,
	);
	expect(tensor).toHaveLength(wanted.length);
	let difference = 0;
	for (const [index, value] of tensor.entries()) {
		difference += Math.abs(value - wanted[index]!) / tensor.length;
	}

	// In units of the standard deviation; resampling kernels differ a little, a wrong order of channels gives ten times this.
	expect(difference).toBeLessThan(0.05);
});

test('timm tells its data configuration', async context => {
	const model = await describeOrSkip(context, 'timm:mobilenetv3_small_050');
	expect(model.package).toMatch(/^timm \d/);
	expect(model.preprocessing).toMatchObject({
		resize: 'shorter-side',
		cropFraction: 0.875,
		interpolation: 'cubic',
		...imagenet,
	});
	expect(model.output.classes).toBe(1000);
});

test(
	'what preprocess_input of Keras does is found in all its kinds',
	{timeout: 180_000},
	async context => {
		const of = async (name: string) => {
			const {preprocessing, guesses, input} = await describeOrSkip(context, `keras:${name}`);
			expect(guesses[0]).toContain('names no resize');
			expect(input).toMatchObject({layout: 'NHWC', height: 224});
			return preprocessing;
		};

		expect(await of('MobileNetV2')).toMatchObject({
			channelOrder: 'rgb',
			scale: 2 / 255,
			mean: [1, 1, 1],
			std: [1, 1, 1],
		});
		expect(await of('ResNet50')).toMatchObject({
			channelOrder: 'bgr',
			scale: 1,
			mean: [103.939, 116.779, 123.68],
			std: [1, 1, 1],
		});
		expect(await of('DenseNet121')).toMatchObject({scale: 1 / 255, ...imagenet});
		await expect(
			backendById('tensorflow:cpu').describeModel!('keras:mobilenet', random),
		).rejects.toThrow(/keras\.applications has no mobilenet/);
	},
);

const described: NamedModel = namedModelSchema.parse({
	package: 'torchvision 1',
	input: {layout: 'NCHW', height: 224, width: 224},
	preprocessing: {resize: 'shorter-side', scale: 1 / 255},
	output: {kind: 'logits', classes: 1000},
	published: {top1: 0.7},
});

test('random weights have no accuracy, published ones have', async () => {
	const untrained = await resolveNamed('torchvision:resnet18', described);
	expect(untrained.manifest).toMatchObject({isUntrained: true, labels: 'imagenet1k'});
	expect(untrained.manifest.published).toBeUndefined();
	expect(untrained.guesses).toEqual(['torchvision:resnet18 has random weights: accuracy is n/a']);
	const trained = await resolveNamed('torchvision:resnet18', {...described, weights: 'V1'});
	expect(trained.manifest.published).toMatchObject({top1: 0.7, source: 'torchvision 1, V1'});
	const options = {
		dataset: {entries: [{file: 'a.jpg', classes: [1]}]},
		backendOptions: {},
	} as unknown as SessionOptions;
	const entries = (model: typeof trained) =>
		makeConfig({model, backendId: 'pytorch:cpu'}, options).entries[0]!.classes;
	expect(entries(untrained)).toEqual([]);
	expect(entries(trained)).toEqual([1]);
});

test(
	'a run by name says what ran, and why there is no accuracy',
	{timeout: 120_000},
	async context => {
		await describeOrSkip(context, 'torchvision:squeezenet1_1');
		const {code, stdout, stderr} = await home.run(
			'--model',
			'torchvision:squeezenet1_1',
			'--backend-option',
			'weights=none',
			'--frames',
			'3',
			'--json',
		);
		expect(code, stderr).toBe(0);
		const [segment] = summarySchema.parse(JSON.parse(stdout)).segments;
		expect(segment).toMatchObject({
			modelName: 'torchvision:squeezenet1_1',
			backendId: 'pytorch:cpu',
			backendOptions: {weights: 'none'},
			accuracyMissing: expect.stringMatching(/^random weights/) as string,
			preprocessing: imagenet,
			frames: 3,
		});
		expect(segment!.accuracy.cumulative).toEqual({n: 0});
	},
);

test('the wrong backend and the wrong option are one line', async () => {
	const wrong = await home.run('--model', 'timm:x', '--backend', 'wasm', '--headless');
	expect(wrong.code).toBe(2);
	expect(onlyLine(wrong.stderr)).toBe(
		'edgetop: timm:x is a model of a Python package, which wasm does not run; use --backend pytorch:cpu',
	);
});
