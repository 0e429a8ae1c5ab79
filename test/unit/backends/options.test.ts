/*
`--backend-option`: what is listed is what is taken, and what cannot be honoured is refused with the way to it.
*/
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {withOptions} from '../../../scripts/build-docs/backend-options.js';
import {backendById, backends} from '../../../source/backends/index.js';
import {readOptions, type Provider} from '../../../source/backends/onnxruntime-options.js';
import {type LoadRequest} from '../../../source/backends/backend.js';
import {modelFile, projectRoot} from './forms.js';

const request = (options: LoadRequest['options'], device?: string): LoadRequest => ({
	modelPath: modelFile,
	format: 'onnx',
	input: {layout: 'NCHW', height: 224, width: 224, dtype: 'float32'},
	output: {kind: 'probabilities', classes: 1000, labelOffset: 0},
	options,
	...(device !== undefined && {device}),
});

const workers = backends.filter(({id}) => /^(?:pytorch|tflite|openvino|tensorflow):/.test(id));

test.for(workers.map(backend => [backend.id, backend] as const))(
	'the worker of %s takes the options that are listed',
	async ([id, backend], context) => {
		const error: unknown = await backend
			.load(request({nonsense: '1'}))
			.catch((error: unknown) => error);
		const {message} = error as Error;
		context.skip(message.includes('has no module'), `skipped: ${id}: ${message}`);
		const names = backend.options.map(({name}) => name).join(', ') || 'none';
		expect(message).toContain(`unknown backend option "nonsense"; this backend takes ${names}`);
	},
);

test('a switch of a worker is 0 or 1', async context => {
	const error: unknown = await backendById('pytorch:cpu')
		.load(request({fp16: 'yes'}))
		.catch((error: unknown) => error);
	const {message} = error as Error;
	context.skip(message.includes('has no module'), `skipped: ${message}`);
	expect(message).toContain('backend option fp16=yes: use 0 or 1');
});

const read = (provider: Provider, options: LoadRequest['options'], device?: string) => () =>
	readOptions(provider, request(options, device));

test('onnxruntime is given what its binding takes', () => {
	expect(read('cuda', {'device-id': '1', graph: 'basic'})()).toEqual({
		graph: 'basic',
		extra: {},
		hasProfile: true,
		deviceId: 1,
		executionProvider: {name: 'cuda', deviceId: 1},
	});
	expect(read('tensorrt', {profile: '0'}, 'gpu:2')()).toEqual({
		graph: 'all',
		extra: {'session.disable_cpu_ep_fallback': '1'},
		hasProfile: false,
		deviceId: 2,
		executionProvider: {name: 'tensorrt', deviceId: 2},
	});
	expect(read('webgpu', {layout: 'nchw', 'force-cpu': 'a,b'}, 'gpu')().executionProvider).toEqual({
		name: 'webgpu',
		preferredLayout: 'NCHW',
		forceCpuNodeNames: ['a', 'b'],
	});
	expect(read('cpu', {spinning: '0', 'precise-int8': '1'})().extra).toEqual({
		'session.intra_op.allow_spinning': '0',
		'session.x64quantprecision': '1',
	});
});

test.for<readonly [Provider, LoadRequest['options'], string | undefined, RegExp]>([
	[
		'tensorrt',
		{fp16: '1'},
		undefined,
		/option fp16: .*only a device number.*--backend tensorrt takes fp16/,
	],
	[
		'tensorrt',
		{'engine-cache': '/x'},
		undefined,
		/engine-cache: .*--backend tensorrt takes .*cache-folder/,
	],
	['cuda', {fp16: '1'}, undefined, /float16 model, or --backend tensorrt --backend-option fp16=1/],
	[
		'webgpu',
		{'device-id': '1'},
		undefined,
		/unknown backend option "device-id"; onnxruntime:webgpu takes/,
	],
	[
		'cpu',
		{layout: 'nchw'},
		undefined,
		/unknown backend option "layout"; onnxruntime:cpu takes graph, /,
	],
	['cuda', {'device-id': '-1'}, undefined, /device-id=-1: use one number/],
	['cuda', {'device-id': '1'}, 'gpu:2', /device-id=1: use one number, here or in --device/],
	['cuda', {graph: 'most'}, undefined, /graph=most: use one of disabled, basic/],
	['cuda', {profile: 'on'}, undefined, /profile=on: use 0 or 1/],
	['cuda', {}, 'usb:0', /device "usb:0": use gpu:NUMBER/],
	['cpu', {}, 'gpu:0', /device "gpu:0": use cpu: the cpu provider takes no number/],
	['webgpu', {}, 'gpu:1', /device "gpu:1": use gpu: the webgpu provider takes no number/],
])('onnxruntime (%s) refuses %j on %s', ([provider, options, device, message]) => {
	expect(read(provider, options, device)).toThrow(message);
});

test('docs/backends.md lists the options as the backends have them', () => {
	const page = readFileSync(path.join(projectRoot, 'docs/backends.md'), 'utf8');
	expect(page, 'run `npm run build:docs`').toBe(withOptions(page));
});
