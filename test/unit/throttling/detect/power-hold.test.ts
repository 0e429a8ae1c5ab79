import {describe, expect, it} from 'vitest';
import {PowerHold} from '../../../../source/throttling/detect/power-hold.js';

const feed = (
	hold: PowerHold,
	[from, to]: readonly [from: number, to: number],
	watts: number,
	limitWatts = 28,
): void => {
	for (let second = from; second < to; second++) {
		hold.add(second * 1000, watts * (1 + 0.02 * ((second % 3) - 1)), limitWatts);
	}
};

describe('PowerHold', () => {
	it('holds at the limit after power above it, and no longer than it stands there', () => {
		const hold = new PowerHold();
		feed(hold, [0, 28], 40);
		expect(hold.state).toBeUndefined();
		feed(hold, [28, 36], 28);
		expect(hold.state).toBeUndefined();
		feed(hold, [36, 60], 28);
		expect(hold.state!.watts).toBeCloseTo(28, 0);
		expect(hold.state!.highestWatts).toBeCloseTo(40, 0);
		feed(hold, [60, 80], 24);
		expect(hold.state).toBeUndefined();
	});

	it('is no hold where the power stood at its limit from the beginning, or a little above', () => {
		const hold = new PowerHold();
		feed(hold, [0, 120], 28);
		expect(hold.state).toBeUndefined();
		const near = new PowerHold();
		feed(near, [0, 60], 28.8);
		feed(near, [60, 120], 28);
		expect(near.state).toBeUndefined();
	});

	it('is no hold where the power fell to somewhere below its limit', () => {
		const hold = new PowerHold();
		feed(hold, [0, 60], 40);
		feed(hold, [60, 120], 26.8);
		expect(hold.state).toBeUndefined();
	});

	it('follows a limit that is lowered under way', () => {
		const hold = new PowerHold();
		feed(hold, [0, 60], 27, 28);
		expect(hold.state).toBeUndefined();
		feed(hold, [60, 90], 15, 15);
		expect(hold.state).toMatchObject({limitWatts: 15});
	});

	it('makes no statement of few readings, or after a gap', () => {
		const hold = new PowerHold();
		feed(hold, [0, 30], 40);
		feed(hold, [100, 104], 28);
		expect(hold.state).toBeUndefined();
		feed(hold, [104, 106], 28);
		expect(hold.state).toBeDefined();
	});
});
