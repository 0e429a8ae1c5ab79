import {expect, test} from 'vitest';
import {Responses} from '../../../source/run/responses.js';

const plan = {streams: 2, framesPerSecond: 25, frames: 1000};
const gapMs = 20;

/** Records frames by their response times, ms. */
const answered = (responsesMs: readonly number[], frames = plan.frames): Responses => {
	const responses = new Responses({...plan, frames});
	for (const [place, ms] of responsesMs.entries()) {
		const arrivedAtMs = Float64Array.of(5000 + place * gapMs);
		responses.record({arrivedAtMs, endedAtMs: Float64Array.of(arrivedAtMs[0]! + ms)}, 0);
	}

	return responses;
};

test('p99 is sorted[floor(n·p)]: nine of a thousand may be late, ten may not', () => {
	const course = (late: number) =>
		Array.from({length: 1000}, (_, place) => (place < late ? 45 : 5));
	const held = answered(course(9));
	expect(held.lostAfterSeconds).toBeUndefined();
	expect(held.figures()).toMatchObject({
		periodMs: 40,
		late: 9,
		plannedFrames: 1000,
		response: {count: 1000, p99: 5, max: 45},
	});
	const lost = answered(course(10));
	expect(lost.figures().response!.p99).toBe(45);
	expect(lost.lostAfterSeconds).toBeCloseTo((9 * gapMs + 45) / 1000, 9);
});

test('a response that takes exactly the period is late', () => {
	expect(answered([40, 39.999]).figures().late).toBe(1);
});

test('frames that wait behind a slow one are late before they are answered', () => {
	// 600 ms after its arrival 30 more have come, 28 of them longer than 40 ms ago.
	expect(answered([600]).lostAfterSeconds).toBeCloseTo(0.6, 9);
	expect(answered([200]).lostAfterSeconds).toBeUndefined();
	// Behind the last one nobody waits.
	expect(
		answered([...Array.from({length: 299}, () => 5), 600], 300).lostAfterSeconds,
	).toBeUndefined();
});
