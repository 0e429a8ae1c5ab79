import {describe, expect, it} from 'vitest';
import {chooseFrames} from '../../../source/frames/choose-frames.js';

const gigabyte = 2 ** 30;
const usual = {
	from: 'auto',
	frames: 100,
	frameBytes: 602_112,
	freeBytes: 4 * gigabyte,
	computesOn: 'cpu',
	cpus: 4,
} as const;
const many = {...usual, frames: 10_000};

describe('chooseFrames', () => {
	it('takes memory where the frames fit in a quarter of what is free', () => {
		expect(chooseFrames(usual)).toEqual({
			mode: 'cached in memory',
			reason: '57 MiB of frames fit in 1.0 GiB, a quarter of what is free',
			budgetBytes: gigabyte,
		});
		expect(chooseFrames({...usual, computesOn: 'device'}).mode).toBe('cached in memory');
	});

	it('decodes between inferences where they do not, and the model may compute on the CPU', () => {
		expect(chooseFrames(many)).toMatchObject({
			mode: 'decoded between',
			reason:
				'5.6 GiB of frames do not fit in 1.0 GiB, a quarter of what is free; the model computes on the CPU',
			budgetBytes: gigabyte,
		});
		expect(chooseFrames({...many, computesOn: undefined}).mode).toBe('decoded between');
		const single = chooseFrames({...many, computesOn: 'device', cpus: 1});
		expect(single.mode).toBe('decoded between');
		expect(single.reason).toMatch(/there is one CPU$/);
	});

	it('decodes ahead where the model runs on another device and a CPU is left', () => {
		const {mode, reason} = chooseFrames({...many, computesOn: 'device'});
		expect(mode).toBe('decoded ahead');
		expect(reason).toMatch(/another device, and of 4 CPUs some are left$/);
	});

	it('holds to the budget that was asked for, and to no more than 2 GiB unasked', () => {
		expect(chooseFrames({...many, freeBytes: 64 * gigabyte}).budgetBytes).toBe(2 * gigabyte);
		const asked = chooseFrames({...many, askedBytes: 8 * gigabyte});
		expect(asked).toMatchObject({mode: 'cached in memory', budgetBytes: 8 * gigabyte});
		const none = chooseFrames({...usual, askedBytes: 0});
		expect(none).toMatchObject({mode: 'decoded between', budgetBytes: 0});
		expect(none.reason).toMatch(/do not fit in --frames-cache 0;/);
	});

	it('does what was asked for, or says why it cannot', () => {
		expect(chooseFrames({...usual, from: 'ahead'})).toEqual({
			mode: 'decoded ahead',
			reason: 'asked for',
			budgetBytes: 0,
		});
		expect(chooseFrames({...usual, from: 'between'}).mode).toBe('decoded between');
		expect(chooseFrames({...usual, from: 'memory'}).mode).toBe('cached in memory');
		expect(() => chooseFrames({...many, from: 'memory'})).toThrow(
			/^--frames-from memory: 5.6 GiB of frames do not fit in 1.0 GiB.*--frames-cache.*--limit/,
		);
	});
});
