import {expect, it} from 'vitest';
import {runTarget} from '../../../scripts/fuzz/run-target.js';
import {targets} from '../../../scripts/fuzz/targets.js';

/** A slice of `npm run fuzz`, always the same. */
it.each(targets)('damaged: $name', async target => {
	const {faults, taken, refused} = await runTarget(target, 19, 60);
	expect(faults).toEqual([]);
	expect(taken + refused).toBe(60);
});
