import {describe, expect, it} from 'vitest';
import {type Choice, listed} from '../../../source/views/pages/choices.js';
import {pickerPage} from '../../../source/views/pages/picker-page.js';
import {
	openedPicker,
	type PickerState,
	pressInPicker,
} from '../../../source/views/pages/picker-state.js';
import {draw, plain, rowsOf} from './draw.js';

const choice = (id: string, reason?: string): Choice => ({
	id,
	isAvailable: reason === undefined,
	detail: `${id}: ${reason ?? 'runs'}`,
	...(reason !== undefined && {command: `install ${reason}`}),
	cells: {backend: id, state: reason === undefined ? 'CPU' : `no: ${reason}`},
});

/** As on a PC without Python: three that run between eighteen that do not. */
const choices = [
	choice('onnxruntime:cpu'),
	...['cpu', 'gpu', 'npu', 'auto'].map(device => choice(`openvino:${device}`, 'openvino')),
	choice('onnxruntime:webgpu'),
	...['cpu', 'gpu', 'trt'].map(device => choice(`tensorflow:${device}`, 'tensorflow')),
	...Array.from({length: 11}, (_, index) => choice(`other:${index}`, `thing ${index}`)),
	choice('wasm'),
];

const press = (keys: readonly string[], from: PickerState = openedPicker) => {
	let state = from;
	let wish;
	for (const key of keys) {
		({state, wish} = pressInPicker(state, key, choices, 'wasm'));
	}

	return {state, wish};
};

describe('a picker', () => {
	it('lists what can run first, and the rest by what it lacks', () => {
		const rows = listed(choices);
		expect(rows.slice(0, 3).map(({id}) => id)).toEqual([
			'onnxruntime:cpu',
			'onnxruntime:webgpu',
			'wasm',
		]);
		expect(rows[3]!.cells['backend']).toBe(
			'openvino:cpu, openvino:gpu, openvino:npu, openvino:auto',
		);
		expect(rows).toHaveLength(3 + 2 + 11);
	});

	it('shows all that runs, the heading and the reason on 24 rows', () => {
		const size = {width: 80, height: 20};
		const content = {
			title: 'Backends',
			choices,
			emptyText: '',
			restTitle: 'cannot run here yet',
			runningId: 'wasm',
		};
		const {state} = press(['down']);
		const text = draw(pickerPage(content, state, size, plain));
		expect(rowsOf(text)).toHaveLength(20);
		for (const id of ['onnxruntime:cpu', 'onnxruntime:webgpu', 'wasm', 'other:2']) {
			expect(text).toContain(id);
		}

		expect(text).toMatch(/cannot run here yet[^]*▶ openvino:cpu/);
		expect(text).toContain('$ install openvino');
	});

	it('moves, searches and takes', () => {
		expect(press(['up', 'enter']).wish).toEqual({kind: 'take', id: 'onnxruntime:webgpu'});
		expect(press(['home', 'enter']).wish).toEqual({kind: 'take', id: 'onnxruntime:cpu'});
		expect(press(['/', 'w', 'e', 'b', 'enter']).wish).toEqual({
			kind: 'take',
			id: 'onnxruntime:webgpu',
		});
		expect(press(['/', 'q', 'escape']).state).toEqual(openedPicker);
		expect(press(['q']).wish).toEqual({kind: 'close'});
	});

	it('copies the command of what cannot run, and says what it did', () => {
		expect(press(['down', 'y']).wish).toEqual({kind: 'copy', text: 'install openvino'});
		expect(press(['down', 'enter']).wish).toBeUndefined();
		expect(press(['down', 'enter']).state.notice).toContain('cannot run here yet');
	});
});
