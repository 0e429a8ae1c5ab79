import {describe, expect, it} from 'vitest';
import {type FrameEntry} from '../../../source/frames/dataset.js';
import {FrameOrder} from '../../../source/frames/order.js';

/** Twelve images sorted by class, four of each of three classes. */
const entries: FrameEntry[] = Array.from({length: 12}, (_, index) => ({
	file: `/${index}.jpg`,
	classes: [Math.floor(index / 4)],
}));

const passOf = (order: FrameOrder, pass: number): number[] =>
	Array.from({length: 12}, (_, place) => order.entryAt(12 * pass + place));

describe('FrameOrder', () => {
	it('shows every image once a pass, each pass in an order of its own', () => {
		const order = new FrameOrder(entries, 1);
		const passes = [0, 1, 2].map(pass => passOf(order, pass));
		for (const pass of passes) {
			expect([...pass].sort((a, b) => a - b)).toEqual(entries.map((_, index) => index));
		}

		expect(passes[1]).not.toEqual(passes[0]);
		expect(passes[2]).not.toEqual(passes[1]);
	});

	it('has each class once in every round of three', () => {
		const classes = passOf(new FrameOrder(entries, 7), 0).map(entry => Math.floor(entry / 4));
		for (let round = 0; round < 4; round++) {
			expect(classes.slice(3 * round, 3 * round + 3).sort((a, b) => a - b)).toEqual([0, 1, 2]);
		}
	});

	it('names the same entry for a position, wherever it begins and however it jumps', () => {
		const forward = passOf(new FrameOrder(entries, 5), 3);
		const jumping = new FrameOrder(entries, 5);
		const backward = [];
		for (let place = 11; place >= 0; place--) {
			jumping.entryAt(12 * 40 + place);
			jumping.entryAt(place);
			backward.unshift(jumping.entryAt(36 + place));
		}

		expect(backward).toEqual(forward);
		expect(passOf(new FrameOrder(entries, 6), 3)).not.toEqual(forward);
	});
});
