import {expect, it} from 'vitest';
import {resolveModel} from '../../../source/models/resolve-model.js';
import {Wish} from '../../../source/run/wish.js';

const model = await resolveModel('efficientnet-b0', {formats: ['onnx']});
const running = {model, backendId: 'onnxruntime:cpu'};

/** Wishes whose models are looked up one at a time, by hand. */
const open = () => {
	const asked: string[] = [];
	const answers: Array<(error?: Error) => void> = [];
	const wish = new Wish(
		async (name, backendId) =>
			new Promise((resolve, reject) => {
				asked.push(`${name} on ${backendId}`);
				answers.push(error => {
					if (error) {
						reject(error);
					} else {
						resolve(model);
					}
				});
			}),
		running,
	);
	const find = async (modelName?: string, backendId?: string) =>
		wish.find(modelName, backendId, () => running);
	return {wish, asked, answers, find};
};

it('keeps what was wished last where a key changes the other part', async () => {
	const {asked, answers, find} = open();
	const first = find('resnet50');
	const second = find(undefined, 'wasm');
	expect(asked).toEqual(['resnet50 on onnxruntime:cpu', 'resnet50 on wasm']);
	answers[1]!();
	answers[0]!();
	expect(await second).toEqual({model, backendId: 'wasm'});
	// A newer one came in between.
	expect(await first).toBeUndefined();
});

it('starts from what runs after a wish that cannot be had', async () => {
	const {asked, answers, find} = open();
	const first = find('nowhere');
	answers[0]!(new Error('no such model'));
	await expect(first).rejects.toThrow('no such model');
	void find(undefined, 'wasm');
	expect(asked[1]).toBe('efficientnet-b0 on wasm');
});

it('does not forget a newer wish when an older one cannot be had', async () => {
	const {wish, asked, answers, find} = open();
	const first = find('nowhere');
	void find('resnet50');
	answers[0]!(new Error('no such model'));
	await expect(first).rejects.toThrow('no such model');
	void find(undefined, 'wasm');
	expect(asked[2]).toBe('resnet50 on wasm');
	wish.reset(running);
	void find(undefined, 'wasm');
	expect(asked[3]).toBe('efficientnet-b0 on wasm');
});

it('gives up what an older wish still converts, in silence', async () => {
	const signals: AbortSignal[] = [];
	const told: string[] = [];
	const wish = new Wish(
		async (_name, _backendId, {signal, onProgress}) =>
			new Promise((_resolve, reject) => {
				signals.push(signal);
				onProgress('converting');
				signal.addEventListener('abort', () => {
					reject(signal.reason as Error);
				});
			}),
		running,
		() => ({
			tell(text) {
				told.push(text);
			},
			end() {
				told.push('over');
			},
		}),
	);
	const first = wish.find(undefined, 'tflite:cpu', () => running);
	const second = wish.find(undefined, 'wasm', () => running);
	expect(signals.map(({aborted}) => aborted)).toEqual([true, false]);
	expect(await first).toBeUndefined();
	wish.giveUp();
	expect(await second).toBeUndefined();
	expect(told).toEqual(['converting', 'converting', 'over', 'over']);
});
