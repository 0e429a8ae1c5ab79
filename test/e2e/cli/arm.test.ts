import {describe, expect, it} from 'vitest';
import {parseArm} from '../../../source/commands/arm.js';
import {type Flags} from '../../../source/flags.js';

const flagsOf = (flags: object): Flags => flags as Flags;
const given = flagsOf({
	backend: 'openvino:cpu',
	threads: '3',
	backendOption: ['hint=latency'],
});
const none = flagsOf({});

describe('what is to run in turns', () => {
	it.each([
		['mobilenet-v2@wasm', {model: 'mobilenet-v2', backend: 'wasm'}],
		['@wasm', {backend: 'wasm'}],
		['wasm', {backend: 'wasm'}],
		['onnxruntime:cpu', {backend: 'onnxruntime:cpu'}],
		['mobilenet-v2', {model: 'mobilenet-v2'}],
		['torchvision:resnet50@pytorch:cpu', {model: 'torchvision:resnet50', backend: 'pytorch:cpu'}],
		['./a,b.onnx', {model: './a,b.onnx'}],
		[
			'@onnxruntime:cpu,threads=2,graph=all',
			{backend: 'onnxruntime:cpu', threads: '2', backendOption: ['graph=all']},
		],
		['resnet50,threads=1', {model: 'resnet50', threads: '1'}],
		['@tflite:edgetpu,device=usb:0', {backend: 'tflite:edgetpu', device: 'usb:0'}],
		[
			'net@exec:ssh pi@board worker --a=1,b=2',
			{model: 'net', backend: 'exec:ssh pi@board worker --a=1,b=2'},
		],
		[',threads=1', {threads: '1'}],
	])('%s', (text, expected) => {
		expect(parseArm(text, none)).toEqual(expected);
	});

	it('takes what is left out from the flags, and adds its own options to theirs', () => {
		expect(parseArm('wasm,threads=1', given)).toEqual({
			...given,
			backend: 'wasm',
			threads: '1',
		});
		expect(parseArm('resnet50,precision=f32', given)).toEqual({
			...given,
			model: 'resnet50',
			backendOption: ['hint=latency', 'precision=f32'],
		});
	});

	it('refuses nothing at all', () => {
		expect(() => parseArm('', none)).toThrow(/expected MODEL@BACKEND/);
		expect(() => parseArm('@', none)).toThrow(/expected MODEL@BACKEND/);
	});
});
