import {describe, expect, it} from 'vitest';
import {backends} from '../../../source/backends/index.js';
import {isExclusiveBackend} from '../../../source/models/exclusive.js';
import {resolveModel} from '../../../source/models/resolve-model.js';
import {beganText, reasonToStop} from '../../../source/run/must-stop-first.js';
import {makeNullConfig} from '../engine/null-config.js';

const model = await resolveModel('efficientnet-b0', {formats: ['onnx']});
const config = await makeNullConfig();

/** What is told of a flip from one backend to another. No Edge TPU is needed to know that it serves one engine at a time. */
const flip = (from: string, to: string, hasRoom = true): string => {
	const choice = {model, backendId: to};
	const reason = reasonToStop({...config, backendId: from}, choice, () => hasRoom);
	return beganText(choice, true, reason);
};

describe('the running engine', () => {
	it('stops first where the device serves one at a time', () => {
		expect(flip('tflite:edgetpu', 'tflite:edgetpu')).toBe(
			'loading EfficientNet-B0 on tflite:edgetpu; the device of tflite:edgetpu serves one engine at a time, so the present model stops first',
		);
	});

	it('runs on where it holds another device', () => {
		expect(flip('onnxruntime:cpu', 'tflite:edgetpu')).toMatch(
			/; the present model goes on meanwhile$/,
		);
	});

	it('stops first where memory is short', () => {
		expect(flip('onnxruntime:cpu', 'wasm', false)).toMatch(
			/memory is short, so the present model stops first$/,
		);
	});

	it('is not spoken of where none runs', () => {
		expect(beganText({model, backendId: 'wasm'}, false, undefined)).toBe(
			'loading EfficientNet-B0 on wasm; nothing else runs',
		);
	});
});

describe('exclusive devices', () => {
	it('are those that the backends say', () => {
		const exclusive = backends.filter(({isExclusive}) => isExclusive).map(({id}) => id);
		expect(exclusive).toEqual(['openvino:myriad', 'tflite:edgetpu', 'hailo']);
		expect(exclusive.every(id => isExclusiveBackend(id))).toBe(true);
		expect(isExclusiveBackend('onnxruntime:cpu')).toBe(false);
	});
});
