import {describe, expect, test} from 'vitest';
import {answerOf} from '../../../../source/bench/streams/answer.js';
import {nextTrial, type Tried} from '../../../../source/bench/streams/search.js';
import {searchOn, tryStreams} from './simulated-board.js';

describe('a board that stays as fast as it is', () => {
	// 4.9 ms a frame: 204 frames a second, 8 streams of 25.
	test.each([1, 2, 6, 7, 8, 9, 10, 14, 40, 200])('from an estimate of %i', estimate => {
		const {answer, trials} = searchOn({serviceMs: 4.9}, {estimate, holdSeconds: 60});
		expect(answer.streams).toBe(8);
		expect(answer.isComplete).toBe(true);
		expect(answer.p99Ms).toBeLessThan(40);
		expect(answer.text).toMatch(/^8 streams held 60 s; 9 fell at \d\.?\d* s: p99 [\d.]+ > 40 ms$/);
		// Both neighbours are decided by the whole time, and nothing is tried twice.
		const keys = trials.map(({streams, seconds}) => `${streams} ${seconds}`);
		expect(keys).toContain('8 60');
		expect(keys).toContain('9 60');
		expect(new Set(keys).size).toBe(keys.length);
	});

	test.each([1, 3, 17, 130])('holds %i streams and no more', most => {
		const serviceMs = 1000 / (25 * (most + 0.5));
		expect(searchOn({serviceMs}, {estimate: most + 1, holdSeconds: 60}).answer.streams).toBe(most);
	});

	test('too slow for one stream', () => {
		const {answer} = searchOn({serviceMs: 95}, {estimate: 0, holdSeconds: 60});
		expect(answer.streams).toBe(0);
		expect(answer.text).toMatch(/^0 streams: p99 [\d.]+ > 40 ms; inference alone takes 95\.0+ ms$/);
	});

	test('where the whole time is short there are no short trials before it', () => {
		const {trials, answer} = searchOn({serviceMs: 4.9}, {estimate: 8, holdSeconds: 2});
		expect(trials.map(({streams, seconds}) => [streams, seconds])).toEqual([
			[8, 2],
			[9, 2],
		]);
		expect(answer.text).toContain('8 streams held 2 s (p99 of 400 frames alone); 9 fell at');
	});
});

describe('a board that gets slower as it heats', () => {
	test('short trials hold what the whole time does not', () => {
		// Cool 8 streams; after 35 s of work 6.2 ms a frame: 6.
		const board = {serviceMs: 4.9, hotAfterSeconds: 35, hotServiceMs: 6.2};
		expect(tryStreams(board, {streams: 8, seconds: 10, framesPerSecond: 25}).isHeld).toBe(true);
		const {answer} = searchOn(board, {estimate: 8, holdSeconds: 60});
		expect(answer.streams).toBe(6);
		expect(answer.text).toMatch(/^6 streams held 60 s; 7 fell at \d\d s: thermal$/);
	});

	test('one that has no time to heat up holds more', () => {
		const board = {serviceMs: 4.9, hotAfterSeconds: 35, hotServiceMs: 6.2};
		expect(searchOn(board, {estimate: 8, holdSeconds: 20}).answer.streams).toBe(8);
	});
});

test('trials that contradict each other end the search all the same', () => {
	const tried: Tried[] = [
		{streams: 3, seconds: 5, isHeld: false},
		{streams: 4, seconds: 5, isHeld: true},
		{streams: 5, seconds: 5, isHeld: false},
	];
	expect(nextTrial(tried, {estimate: 3, holdSeconds: 5})).toBeUndefined();
});

test('an answer that was cut short says so', () => {
	const board = {serviceMs: 4.9};
	const settings = {framesPerSecond: 25, holdSeconds: 60, isOver: false};
	expect(answerOf([], settings)).toMatchObject({
		isComplete: false,
		text: 'streams: none held yet; the search is not finished',
	});
	const held = tryStreams(board, {streams: 8, seconds: 60, framesPerSecond: 25});
	expect(answerOf([held], settings)).toMatchObject({
		streams: 8,
		isComplete: false,
		text: '8 streams held 60 s; the search is not finished',
	});
	const fell = tryStreams(board, {streams: 9, seconds: 60, framesPerSecond: 25});
	expect(answerOf([fell], settings)).not.toHaveProperty('streams');
});
