import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {monotonicMs} from '../../../source/system/clock.js';
import {every} from '../../../source/system/every.js';

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

const off = (ms: number, periodMs: number): number =>
	Math.abs(ms / periodMs - Math.round(ms / periodMs)) * periodMs;

it('comes at multiples of its period, whenever it was begun', () => {
	vi.advanceTimersByTime(137);
	const turns: number[] = [];
	const repeated = every(500, () => {
		turns.push(monotonicMs());
	});
	vi.advanceTimersByTime(5000);
	repeated.stop();
	expect(turns.length).toBeGreaterThanOrEqual(9);
	expect(turns.every(ms => off(ms, 500) <= 1)).toBe(true);
	expect(new Set(turns.map(ms => Math.round(ms / 500))).size).toBe(turns.length);
});

it('what has a part of the period comes in the same millisecond', () => {
	const fast: number[] = [];
	const slow: number[] = [];
	const first = every(500, () => fast.push(Math.floor(monotonicMs())));
	vi.advanceTimersByTime(333);
	const second = every(1000, () => slow.push(Math.floor(monotonicMs())));
	vi.advanceTimersByTime(6000);
	first.stop();
	second.stop();
	expect(slow.length).toBeGreaterThanOrEqual(5);
	expect(slow.every(ms => fast.includes(ms))).toBe(true);
});

it('a turn that fails does not end it, and after the end there is none', () => {
	let turns = 0;
	const repeated = every(100, () => {
		turns++;
		if (turns === 1) {
			throw new Error('once');
		}
	});
	expect(() => vi.advanceTimersByTime(200)).toThrow('once');
	vi.advanceTimersByTime(300);
	expect(turns).toBeGreaterThan(1);
	repeated.stop();
	const before = turns;
	vi.advanceTimersByTime(1000);
	expect(turns).toBe(before);
});

it('a turn may end it', () => {
	let turns = 0;
	const repeated = every(100, () => {
		turns++;
		repeated.stop();
	});
	vi.advanceTimersByTime(1000);
	expect(turns).toBe(1);
});
