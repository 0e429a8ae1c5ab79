/*
The same photographs through every backend that this machine has, against ONNX Runtime on the CPU: the best class agrees on at least 99 % of the frames, and no probability differs by more than 0.001 (float32 throughout).

The Python runtimes are those of EDGETOP_PYTHON, an active virtual environment or python3; scripts/runtimes/install.sh makes one.
*/
import {readdirSync} from 'node:fs';
import path from 'node:path';
import {beforeAll, expect, test} from 'vitest';
import {type Backend, type InputTensor} from '../../../source/backends/backend.js';
import {onnxruntimeBackends} from '../../../source/backends/onnxruntime.js';
import {ortBackends} from '../../../source/backends/ort.js';
import {openvinoBackends} from '../../../source/backends/openvino.js';
import {pytorchBackends} from '../../../source/backends/pytorch.js';
import {tensorflowBackends} from '../../../source/backends/tensorflow.js';
import {tensorrtBackends} from '../../../source/backends/tensorrt.js';
import {tfliteBackends} from '../../../source/backends/tflite.js';
import {wasmBackend} from '../../../source/backends/wasm.js';
import {decodeImage} from '../../../source/frames/decode.js';
import {placementText} from '../../../source/format/placement-text.js';
import {createTensor, makePreprocess} from '../../../source/frames/preprocess.js';
import {type Manifest} from '../../../source/models/manifest.js';
import {formOf, modelFile, projectRoot, readModelManifest} from './forms.js';

const reference = onnxruntimeBackends.find(({id}) => id === 'onnxruntime:cpu')!;

/** Backends that need a model made for their device alone, and why. */
const exempt: Readonly<Record<string, string>> = {
	'tflite:edgetpu':
		'the Edge TPU takes int8 models compiled for it alone, the embedded model is float32',
};

const candidates: readonly Backend[] = [
	...onnxruntimeBackends.filter(backend => backend !== reference),
	wasmBackend,
	...pytorchBackends,
	...tfliteBackends,
	...openvinoBackends,
	...tensorflowBackends,
	...tensorrtBackends,
	...ortBackends,
];

/** Looser bounds of devices that have no float32, as the greatest difference of a probability. */
const bounds: Readonly<Record<string, number>> = {
	'openvino:npu': 0.05,
	'openvino:myriad': 0.05,
};

/** Every third photograph: an operator or a weight that is wrong changes them all, so that thirty tell what all would. */
const every = 3;
/** Vulkan in software takes seconds a frame. */
const fewFrames = 2;

let manifest: Manifest;
let frames: readonly InputTensor[];
let expected: readonly Float32Array[];

const runAll = async (
	backend: Backend,
	file: string,
	inputs: readonly InputTensor[],
): Promise<Float32Array[]> => {
	const model = await backend.load({
		modelPath: file,
		format: backend.formats[0]!,
		input: manifest.input,
		...(manifest.output && {output: manifest.output}),
		// Speed is not looked at, and two threads that wait for each other suffer most from a busy machine.
		threads: 1,
		options: {},
	});
	try {
		const answerOf = async (frame: InputTensor) => {
			const {scores} = await model.run(frame);
			return Float32Array.from(scores);
		};

		const answers = [await answerOf(inputs[0]!)];
		const placement = await model.measurePlacement?.(inputs[0]!);
		if (placement) {
			console.info(`${backend.id} runs on ${placementText(placement)}`);
			expect(placement.reduce((sum, {operatorShare = 0}) => sum + operatorShare, 0)).toBeCloseTo(1);
		}

		for (const frame of inputs.slice(1)) {
			answers.push(await answerOf(frame));
		}

		return answers;
	} finally {
		await model.dispose();
	}
};

const best = (scores: Float32Array): number => scores.indexOf(Math.max(...scores));

beforeAll(async () => {
	manifest = await readModelManifest();
	const samples = path.join(projectRoot, 'data/samples');
	const files = readdirSync(samples, {recursive: true, encoding: 'utf8'})
		.filter(name => /\.(?:jpg|png|webp)$/.test(name))
		.sort()
		.filter((_, place) => place % every === 0);
	const preprocess = makePreprocess(manifest.input, manifest.preprocessing);
	frames = await Promise.all(
		files.map(async name => {
			const pixels = await decodeImage(
				path.join(samples, name),
				manifest.input,
				manifest.preprocessing,
			);
			const tensor = createTensor(manifest.input);
			preprocess(pixels, tensor);
			return tensor;
		}),
	);
	expected = await runAll(reference, modelFile, frames);
});

test('the reference sees different things in the photographs', () => {
	expect(frames.length).toBeGreaterThanOrEqual(29);
	expect(new Set(expected.map(best)).size).toBeGreaterThan(20);
});

test.for(candidates.map(backend => [backend.id, backend] as const))(
	'%s answers what ONNX Runtime answers on the CPU',
	{timeout: 300_000},
	async ([id, backend], context) => {
		const availability = await backend.probe();
		if (availability.status === 'unavailable') {
			const {reason, mend} = availability;
			context.skip(`skipped: ${id}: ${reason}${mend === undefined ? '' : `; to mend: ${mend}`}`);
			return;
		}

		if (exempt[id] !== undefined) {
			context.skip(`skipped: ${id}: ${exempt[id]}`);
		}

		const form = await formOf(backend.formats[0]!);
		if ('missing' in form) {
			context.skip(`skipped: ${id}: ${form.missing}`);
			return;
		}

		const isSlow =
			/llvmpipe|lavapipe|SwiftShader/i.test(availability.device) || id.endsWith(':webgpu');
		const inputs = isSlow ? frames.slice(0, fewFrames) : frames;
		const answers = await runAll(backend, form.file, inputs);
		let agreeing = 0;
		let difference = 0;
		for (const [frame, answer] of answers.entries()) {
			const wanted = expected[frame]!;
			expect(answer.length).toBe(wanted.length);
			agreeing += best(answer) === best(wanted) ? 1 : 0;
			for (const [index, probability] of answer.entries()) {
				difference = Math.max(difference, Math.abs(probability - wanted[index]!));
			}
		}

		console.info(
			`${id} (${availability.version}): ${agreeing} of ${inputs.length} agree, greatest difference ${difference.toExponential(1)}`,
		);
		expect(agreeing / inputs.length).toBeGreaterThanOrEqual(0.99);
		expect(difference).toBeLessThanOrEqual(bounds[id] ?? 1e-3);
	},
);
