import {describe, expect, it} from 'vitest';
import {ClockCap} from '../../../../source/throttling/detect/clock-cap.js';

const ghz = 1e9;

type Seconds = readonly [from: number, to: number];

const feed = (cap: ClockCap, [from, to]: Seconds, hertz: number, use = 1): void => {
	for (let second = from; second < to; second++) {
		cap.add(second * 1000, hertz, use);
	}
};

describe('ClockCap', () => {
	it('needs 10 s at or below 97 % of the session-start maximum', () => {
		const cap = new ClockCap();
		feed(cap, [0, 40], 2 * ghz);
		feed(cap, [40, 50], 1.94 * ghz);
		expect(cap.state).toBeUndefined();
		feed(cap, [50, 51], 1.94 * ghz);
		expect(cap.state).toEqual({sinceMs: 40_000, hertz: 1.94 * ghz, referenceHertz: 2 * ghz});
		feed(cap, [51, 52], 1.95 * ghz);
		expect(cap.state).toBeUndefined();
	});

	it('is no cap while idle, or where use is not known', () => {
		const cap = new ClockCap();
		feed(cap, [0, 40], 2 * ghz);
		feed(cap, [40, 80], 0.6 * ghz, 0.89);
		expect(cap.state).toBeUndefined();
		for (let second = 80; second < 120; second++) {
			cap.add(second * 1000, 0.6 * ghz, undefined);
		}

		expect(cap.state).toBeUndefined();
	});

	it('takes the cap of the session start as given', () => {
		const cap = new ClockCap();
		feed(cap, [0, 600], 1.2 * ghz);
		expect(cap.state).toBeUndefined();
	});

	it('does not count time in which nothing was read', () => {
		const cap = new ClockCap();
		feed(cap, [0, 40], 2 * ghz);
		feed(cap, [40, 44], ghz);
		feed(cap, [54, 60], ghz);
		expect(cap.state).toBeUndefined();
		feed(cap, [60, 65], ghz);
		expect(cap.state?.sinceMs).toBe(54_000);
	});
});
