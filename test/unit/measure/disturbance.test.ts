import {describe, expect, it} from 'vitest';
import {Disturbance} from '../../../source/measure/disturbance.js';
import {seededRandom} from '../../../source/measure/random.js';

/** Inferences of 10 ms and noise that grow slowly longer; those that had something beside take `effectMs` more. */
const measure = (effectMs: number, blocks: number, driftMs: number) => {
	const random = seededRandom(7);
	const disturbance = new Disturbance();
	for (let frame = 0; frame < 64 * blocks; frame++) {
		const isBeside = frame % 16 !== 15;
		const noise = random() + random() + random() - 1.5;
		const drift = (driftMs * frame) / (64 * blocks);
		disturbance.record(isBeside, 10 + drift + 0.2 * noise + (isBeside ? effectMs : 0));
		if (frame % 64 === 63) {
			disturbance.closeBlock();
		}
	}

	return disturbance.figure();
};

describe('Disturbance', () => {
	it('finds what is there, whatever drifts', () => {
		for (const drift of [0, 5]) {
			const figure = measure(0.5, 100, drift)!;
			expect(figure.lowMs).toBeLessThan(0.5);
			expect(figure.highMs).toBeGreaterThan(0.5);
			expect(figure.highMs - figure.lowMs).toBeLessThan(0.1);
			expect(figure.lowMs).toBeGreaterThan(0);
			expect([figure.alone, figure.beside]).toEqual([400, 6000]);
		}
	});

	it('finds nothing where nothing is', () => {
		const figure = measure(0, 100, 5)!;
		expect(figure.lowMs).toBeLessThan(0);
		expect(figure.highMs).toBeGreaterThan(0);
	});

	it('tells nothing of few blocks, or of inferences of one kind', () => {
		expect(measure(0.5, 9, 0)).toBeUndefined();
		const one = new Disturbance();
		for (let block = 0; block < 20; block++) {
			one.record(true, 5);
			one.closeBlock();
		}

		expect(one.figure()).toBeUndefined();
	});
});
