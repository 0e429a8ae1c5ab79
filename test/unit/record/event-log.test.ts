import {describe, expect, it} from 'vitest';
import {EventLog} from '../../../source/record/event-log.js';

const filled = (count: number): EventLog => {
	const log = new EventLog();
	for (let index = 0; index < count; index++) {
		log.add(index, 'info', 'counted', `event ${index}`);
	}

	return log;
};

const times = (events: ReturnType<EventLog['all']>): readonly number[] =>
	events.map(({atMs}) => atMs);

describe('EventLog', () => {
	it('keeps all of a thousand events', () => {
		const log = filled(1000);
		expect(log.all()).toHaveLength(1000);
		expect(log.dropped).toBe(0);
	});

	it('keeps the first 200 and the last 800 of more, and counts the rest', () => {
		const log = filled(1234);
		const kept = times(log.all());
		expect(kept).toHaveLength(1000);
		expect(kept.slice(0, 200)).toEqual(Array.from({length: 200}, (_, index) => index));
		expect(kept.slice(200)).toEqual(Array.from({length: 800}, (_, index) => 434 + index));
		expect(log.dropped).toBe(234);
		expect(log.total).toBe(1234);
	});

	it('tells a reader what is new to it, as far as it is kept', () => {
		const log = filled(1234);
		expect(times(log.since(1231))).toEqual([1231, 1232, 1233]);
		expect(log.since(1234)).toEqual([]);
		expect(log.since(0)).toHaveLength(1000);
		expect(times(filled(5).since(2))).toEqual([2, 3, 4]);
		expect(times(filled(210).newest(12))).toEqual(times(filled(210).all()).slice(-12));
	});

	it('takes no control characters in', () => {
		const log = new EventLog();
		log.add(0, 'error', 'told', 'red \u001B[31malarm\u0007\nnext');
		expect(log.all()[0]!.text).not.toMatch(/\p{Cc}/u);
		expect(log.all()[0]!.text).toContain('alarm');
	});
});
