import {describe, expect, it} from 'vitest';
import {withoutProc} from '../engine/processes.js';
import {randomFlips, theilSen} from './random-flips.js';

const flips = 24;
const mebibyte = 2 ** 20;

describe('many flips in a row', () => {
	it(
		`leave no process, no leak and no mixed sample: ${flips}, seeded`,
		{timeout: 240_000},
		async context => {
			if (withoutProc !== undefined) {
				context.skip(withoutProc);
			}

			const found = await randomFlips(flips, 7);
			const {summary, expected, nextPositions, mostEngines, rssBytes} = found;
			const {segments} = summary;
			expect(found.failures).toEqual([]);

			expect(found.orphans).toEqual([]);
			// The one that ends, the one that counts, and the one that loads.
			expect(mostEngines).toBeLessThanOrEqual(3);

			// Each flip that was waited for is a segment of that model on that backend, later than the one before; the same one only where a hasty flip was taken back before its engine was ready.
			const numbers = expected.map(({number}) => number);
			expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
			for (const [place, {number, ...pair}] of expected.entries()) {
				const {number: before, ...pairBefore} = expected[place - 1] ?? {number: 0};
				if (number === before) {
					expect(pair).toEqual(pairBefore);
				}
			}

			for (const {number, modelName, backendId} of expected) {
				expect(segments[number - 1]).toMatchObject({number, modelName, backendId});
			}

			// Every position from 0 on was counted in one segment, and in one alone.
			let position = 0;
			for (const [index, segment] of segments.entries()) {
				expect(segment.stages.infer?.count ?? 0).toBe(segment.frames);
				position += segment.frames;
				expect(segment.frames === 0 ? position : nextPositions[index]).toBe(position);
			}

			expect(position).toBe(found.countedFrames);

			// The first quarter fills caches. What remains may grow by what a segment's statistics take, and no more.
			const {slope, low, high} = theilSen(rssBytes.slice(flips / 4));
			const text = [slope, low, high].map(bytes => (bytes / mebibyte).toFixed(2));
			console.log(`RSS slope ${text[0]} MiB a flip (95 %: ${text[1]} to ${text[2]})`);
			expect(low).toBeLessThan(mebibyte);
		},
	);

	it('a leak of 2 MiB a flip would be found', () => {
		const noisy = Array.from(
			{length: 30},
			(_, flip) => (100 + 2 * flip + 10 * Math.sin(7 * flip)) * mebibyte,
		);
		expect(theilSen(noisy).low).toBeGreaterThan(mebibyte);
	});
});
