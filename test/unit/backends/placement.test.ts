/*
What ran where, from real profiles: of the CPU everywhere, and of webgpu where there is a Vulkan device (scripts/runtimes/vulkan.sh installs one in software).
*/
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import {afterAll, beforeAll, expect, test, type TestContext} from 'vitest';
import {type LoadRequest} from '../../../source/backends/backend.js';
import {onnxruntimeBackends} from '../../../source/backends/onnxruntime.js';
import {Profile, readProfile} from '../../../source/backends/onnxruntime-profile.js';
import {partialText, placementText} from '../../../source/format/placement-text.js';
import {makeHome} from '../../e2e/cli/run-cli.js';
import {onnxBytes, tinyClassifier, type ModelSketch} from '../models/onnx/onnx-bytes.js';
import {summarySchema} from '../../../source/record/summary.js';

const home = makeHome();
const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-placement-'));
const before = process.env['TMPDIR'];
beforeAll(() => {
	// Profiles are written to the temporary folder: in one of its own it is seen whether they are removed.
	process.env['TMPDIR'] = folder;
});
afterAll(() => {
	if (before === undefined) {
		delete process.env['TMPDIR'];
	} else {
		process.env['TMPDIR'] = before;
	}

	rmSync(folder, {recursive: true});
	home.remove();
});

const write = (name: string, sketch: ModelSketch): string => {
	const file = path.join(home.folder, name);
	writeFileSync(file, onnxBytes(sketch));
	return file;
};

/** An operator that no accelerator's provider has. */
const shrink = (from: string, to: string) => ({op: 'Shrink', in: [from], out: [to]}) as const;

const whole = tinyClassifier({classes: 10});
const split: ModelSketch = {
	...whole,
	nodes: whole.nodes.map(node => (node.op === 'Relu' ? shrink('c', 'r') : node)),
};
const none: ModelSketch = {
	nodes: [shrink('picture', 'scores')],
	inputs: [{name: 'picture', dims: [1, 3, 32, 32]}],
	outputs: [{name: 'scores', dims: [1, 3, 32, 32]}],
};

const request = (modelPath: string, options: LoadRequest['options'] = {}): LoadRequest => ({
	modelPath,
	format: 'onnx',
	input: {layout: 'NCHW', height: 32, width: 32, dtype: 'float32'},
	output: {kind: 'logits', classes: 10, labelOffset: 0},
	options,
});

const image = new Float32Array(3 * 32 * 32).fill(0.5);
const profiles = (): string[] =>
	readdirSync(folder).filter(name => name.startsWith('edgetop-profile-'));

const webgpu = onnxruntimeBackends.find(({id}) => id === 'onnxruntime:webgpu')!;
const needsWebgpu = async (context: TestContext): Promise<void> => {
	const availability = await webgpu.probe();
	if (availability.status === 'unavailable') {
		context.skip(`skipped: webgpu: ${availability.reason}; to mend: scripts/runtimes/vulkan.sh`);
	}
};

test('a real profile of the CPU says that all of it ran there', async () => {
	const profile = new Profile();
	const session = await ort.InferenceSession.create(write('whole.onnx', whole), {
		executionProviders: ['cpu'],
		...profile.sessionOptions,
	});
	const feeds = {picture: new ort.Tensor('float32', image, [1, 3, 32, 32])};
	for (let run = 0; run < 3; run++) {
		await session.run(feeds);
	}

	expect(profiles()).toHaveLength(1);
	const placement = profile.read(session);
	expect(placement).toHaveLength(1);
	expect(placement[0]).toMatchObject({on: 'cpu', operatorShare: 1, timeShare: 1});
	expect(placement[0]!.operators).toBeGreaterThanOrEqual(3);
	expect(placement[0]!.operators).toBeLessThanOrEqual(5);
	expect(profiles()).toEqual([]);
	// The session goes on, and nothing of it is written any more.
	await session.run(feeds);
	await session.release();
	expect(profiles()).toEqual([]);
});

test('webgpu tells the share of a model that it takes in part', async context => {
	await needsWebgpu(context);
	const model = await webgpu.load(request(write('split.onnx', split)));
	await model.run(image);
	const placement = await model.measurePlacement!(image);
	expect(placement.map(({on}) => on)).toEqual(['webgpu', 'cpu']);
	expect(placement[1]!.operators).toBe(1);
	for (const share of ['operatorShare', 'timeShare'] as const) {
		const [there, here] = placement;
		expect(there![share]! + here![share]!).toBeCloseTo(1, 9);
		expect(here![share]!).toBeGreaterThan(0);
	}

	expect(profiles()).toEqual([]);
	const {scores} = await model.run(image);
	expect(scores).toHaveLength(10);
	await model.dispose();
	await model.dispose();
});

test('a session that was never asked for its profile leaves none behind', async context => {
	await needsWebgpu(context);
	const model = await webgpu.load(request(write('whole.onnx', whole)));
	await model.run(image);
	expect(profiles()).toHaveLength(1);
	await model.dispose();
	expect(profiles()).toEqual([]);
});

test('a model of which webgpu takes nothing is an error', async context => {
	await needsWebgpu(context);
	const {output, ...rest} = request(write('none.onnx', none));
	expect(output).toBeDefined();
	const model = await webgpu.load(rest);
	await model.run(image);
	await expect(model.measurePlacement!(image)).rejects.toThrow(
		"onnxruntime (webgpu): it takes none of the model's 1 operators, all run on the CPU; --backend onnxruntime:cpu runs it there",
	);
	await model.dispose();
});

test('without the profile nothing may run on the CPU', async context => {
	await needsWebgpu(context);
	await expect(webgpu.load(request(write('split.onnx', split), {profile: '0'}))).rejects.toThrow(
		'fallback to CPU EP has been explicitly disabled',
	);
	const model = await webgpu.load(request(write('whole.onnx', whole), {profile: '0'}));
	expect(model.measurePlacement).toBeUndefined();
	expect(profiles()).toEqual([]);
	await model.dispose();
});

test('force-cpu must name an operator of the model', async context => {
	await needsWebgpu(context);
	const model = await webgpu.load(request(write('whole.onnx', whole), {'force-cpu': 'nothing'}));
	await model.run(image);
	await expect(model.measurePlacement!(image)).rejects.toThrow(
		'backend option force-cpu=nothing: the model has no operator of that name',
	);
	await model.dispose();
});

test('the summary and the text of a run say what ran where', {timeout: 120_000}, async context => {
	await needsWebgpu(context);
	const {code, stdout, stderr} = await home.run(
		'--model',
		write('split.onnx', split),
		'--backend',
		'onnxruntime:webgpu',
		'--frames',
		'2',
		'--json',
	);
	expect(stderr).not.toContain('failed');
	expect(code).toBe(0);
	const [segment] = summarySchema.parse(JSON.parse(stdout)).segments;
	expect(segment!.placement!.map(({on}) => on)).toEqual(['webgpu', 'cpu']);
	expect(partialText(segment!.placement)).toMatch(/ of time on webgpu, rest on cpu$/);
});

/** A trace as onnxruntime writes it, cut down to what is read. */
const trace = (nodes: ReadonlyArray<readonly [string, string, number]>, more: object[] = []) =>
	JSON.stringify([
		{cat: 'Session', name: 'model_run', ts: 0, dur: 1000},
		...nodes.map(([provider, op, dur], index) => ({
			cat: 'Node',
			name: `n${index}_kernel_time`,
			ts: 10 * index,
			dur,
			args: {provider: `${provider}ExecutionProvider`, op_name: op},
		})),
		...more,
	]);

test('no share of the time is told where the device does not tell its own', () => {
	const nodes = [
		['CUDA', 'Conv', 5],
		['CUDA', 'MemcpyToHost', 500],
		['CPU', 'Shrink', 20],
		['CUDA', 'Gemm', 5],
	] as const;
	expect(readProfile(trace(nodes))).toEqual([
		{on: 'cuda', operators: 2, operatorShare: 2 / 3},
		{on: 'cpu', operators: 1, operatorShare: 1 / 3},
	]);
	expect(readProfile(trace(nodes, [{cat: 'Kernel', name: 'k', dur: 60}]))).toEqual([
		{on: 'cuda', operators: 2, operatorShare: 2 / 3, timeShare: 0.75},
		{on: 'cpu', operators: 1, operatorShare: 1 / 3, timeShare: 0.25},
	]);
	expect(readProfile('[]')).toEqual([]);
});

test('shares in words are never rounded to all or nothing', () => {
	const placement = [
		{on: 'webgpu', operators: 199, operatorShare: 0.995, timeShare: 0.9999},
		{on: 'cpu', operators: 1, operatorShare: 0.005, timeShare: 0.0001},
	];
	expect(placementText(placement)).toBe(
		'webgpu 199 of 200 operators, 99.9 % of the time; cpu 1 of 200 operators, < 1 % of the time',
	);
	expect(partialText(placement)).toBe('99.9 % of time on webgpu, rest on cpu');
	expect(partialText(placement.slice(0, 1))).toBeUndefined();
	expect(partialText([{on: 'cuda', operatorShare: 0.5}, {on: 'cpu'}])).toBe(
		'50 % of operators on cuda, rest on cpu',
	);
});
