import {describe, expect, it} from 'vitest';
import {withoutSmallHeaps, withSmallHeaps} from '../../../source/system/malloc.js';

describe('withSmallHeaps', () => {
	it('limits the heaps of a process of its own, and of no program that it starts', () => {
		const env = {HOME: '/home/me'};
		const own = withSmallHeaps(env);
		expect(own).toMatchObject({HOME: '/home/me', MALLOC_ARENA_MAX: '2'});
		expect(withoutSmallHeaps(own)).toEqual(env);
	});

	it('leaves what the user has set', () => {
		const env = {MALLOC_ARENA_MAX: '8'};
		expect(withSmallHeaps(env)).toMatchObject(env);
		expect(withoutSmallHeaps(withSmallHeaps(env))).toEqual(env);
		expect(withoutSmallHeaps(env)).toEqual(env);
	});
});
