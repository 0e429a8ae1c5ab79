import {describe, expect, it} from 'vitest';
import {backends} from '../../../source/backends/index.js';
import {type EngineConfig} from '../../../source/engine/protocol.js';
import {bundledSamples} from '../../../source/frames/open-dataset.js';
import {type Engines} from '../../../source/run/engines.js';
import {Flipping} from '../../../source/run/flipping.js';
import {type SessionOptions} from '../../../source/run/options.js';
import {isExclusiveBackend} from '../../../source/models/exclusive.js';
import {resolveModel} from '../../../source/models/resolve-model.js';

const model = await resolveModel('efficientnet-b0', {formats: ['onnx']});
const dataset = await bundledSamples();

/** A flip from one backend to another: which engine was asked for, and what was said. No Edge TPU is at hand, so that what carries it out is a stand-in. */
const flip = async (from: string, to: string, hasRoom = true) => {
	const notes: string[] = [];
	const options = {
		model,
		backendId: from,
		backendOptions: {},
		dataset,
		resolveModel: async () => model,
	} as unknown as SessionOptions;
	const flipping = new Flipping(
		options,
		(_level, _kind, text) => {
			notes.push(text);
		},
		{hasRoom: () => hasRoom},
	);
	const running = flipping.first();
	const asked: EngineConfig[] = [];
	let mustStop: boolean | undefined;
	const engines = {
		async flipTo(config: EngineConfig, mustStopFirst: (running: EngineConfig) => boolean) {
			asked.push(config);
			mustStop = mustStopFirst(running);
			return true;
		},
	} as unknown as Engines;
	await flipping.select(engines, model.manifest.name, to);
	return {flipping, notes, mustStop, config: asked[0]!};
};

describe('Flipping', () => {
	it('stops the old engine first where the device serves one at a time, and says so', async () => {
		const {mustStop, notes} = await flip('tflite:edgetpu', 'tflite:edgetpu');
		expect(mustStop).toBe(true);
		expect(notes).toEqual([
			'loading EfficientNet-B0 on tflite:edgetpu; the device of tflite:edgetpu serves one engine at a time, so the present model stops first',
		]);
	});

	it('lets the old engine run on where it holds another device', async () => {
		const {mustStop, notes} = await flip('onnxruntime:cpu', 'tflite:edgetpu');
		expect(mustStop).toBe(false);
		expect(notes[0]).toMatch(/the present model goes on meanwhile$/);
	});

	it('stops the old engine first where memory is short', async () => {
		const {mustStop, notes} = await flip('onnxruntime:cpu', 'wasm', false);
		expect(mustStop).toBe(true);
		expect(notes[0]).toMatch(/memory is short, so the present model stops first$/);
	});

	it('goes back to the running names after a flip that failed', async () => {
		const {flipping, notes, config} = await flip('onnxruntime:cpu', 'wasm');
		flipping.failed(config, 'no such thing', false);
		expect(flipping.running.backendId).toBe('onnxruntime:cpu');
		expect(notes.at(-1)).toBe('efficientnet-b0 on wasm: no such thing; efficientnet-b0 goes on');
		flipping.failed(config, 'device is busy', true);
		expect(notes.at(-1)).toMatch(/device is busy; efficientnet-b0 starts again$/);
	});
});

describe('exclusive devices', () => {
	it('are those that the backends say', () => {
		const exclusive = backends.filter(({isExclusive}) => isExclusive).map(({id}) => id);
		expect(exclusive).toEqual(['openvino:myriad', 'tflite:edgetpu']);
		expect(exclusive.every(id => isExclusiveBackend(id))).toBe(true);
		expect(isExclusiveBackend('onnxruntime:cpu')).toBe(false);
	});
});
