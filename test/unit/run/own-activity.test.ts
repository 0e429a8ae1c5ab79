import {describe, expect, it} from 'vitest';
import {type FrameBatch} from '../../../source/engine/protocol.js';
import {OwnActivity} from '../../../source/run/own-activity.js';
import {SegmentDisturbance} from '../../../source/run/segment-disturbance.js';

describe('OwnActivity', () => {
	it('tells inferences that met something from those that did not, whatever they took', () => {
		const activity = new OwnActivity();
		activity.add(100, 110);
		expect([79, 81, 109, 110].map(atMs => activity.isBeside(atMs, 20))).toEqual([
			false,
			true,
			true,
			false,
		]);
	});

	it('forgets what is long over, and notes how long a piece of work took', () => {
		const activity = new OwnActivity();
		activity.add(100, 110);
		let now = 20_000;
		activity.during(
			() => {
				now += 30;
			},
			() => now,
		);
		expect(activity.isBeside(105, 10)).toBe(false);
		expect(activity.isBeside(20_020, 10)).toBe(true);
	});
});

/** A second of inferences of 10 ms, the first three of which take 12 ms. */
const second = (number: number, beside?: Uint8Array): FrameBatch => {
	const rows = Array.from({length: 100}, (_, row) => row);
	const took = (row: number): number => (row < 3 ? 12 : 10);
	return {
		positions: Float64Array.from(rows),
		entries: Uint32Array.from(rows),
		endedAtMs: Float64Array.from(rows, row => 1000 * number + 10 * row + took(row)),
		decodeMs: new Float64Array(100),
		preprocessMs: new Float64Array(100),
		inferMs: Float64Array.from(rows, row => took(row)),
		postprocessMs: new Float64Array(100),
		...(beside && {beside}),
		top5: new Int32Array(500),
		probabilities: new Float32Array(500),
	};
};

describe('SegmentDisturbance', () => {
	it('sets inferences beside the own work against the others of the same second', () => {
		const activity = new OwnActivity();
		const disturbance = new SegmentDisturbance();
		expect(disturbance.figures()).toBeUndefined();
		for (let number = 1; number < 30; number++) {
			disturbance.record(second(number));
			activity.add(1000 * number + 5, 1000 * number + 25);
			disturbance.judge(activity, 10, 1000 * (number + 1));
		}

		const {monitor, decoder} = disturbance.figures()!;
		expect(decoder).toBeUndefined();
		expect(monitor!.differenceMs).toBeCloseTo(2, 5);
		expect(monitor!.aloneMs).toBeCloseTo(10, 5);
		expect(monitor!.beside).toBeGreaterThan(60);
	});

	it('takes the word of the engine for a decoder that runs ahead', () => {
		const disturbance = new SegmentDisturbance();
		const beside = Uint8Array.from({length: 100}, (_, row) => Number(row < 3));
		for (let number = 1; number < 30; number++) {
			disturbance.record(second(number, beside));
		}

		const {decoder} = disturbance.figures()!;
		expect(decoder!.differenceMs).toBeCloseTo(2, 5);
		expect([decoder!.alone, decoder!.beside]).toEqual([29 * 97, 29 * 3]);
	});
});
