import {expect, it} from 'vitest';
import {BatchBuilder} from '../../../source/engine/batch.js';
import {frame, makeSegment} from './segments.js';

const thumbnail = {width: 1, height: 1, pixels: new Uint8Array(3)};

it('the last images that were answered wrong, newest first, each once and few', () => {
	const segment = makeSegment(20);
	const {entries} = segment.identity;
	const classesOf = (entry: number): readonly number[] => entries[entry]!.classes;
	const wrong = 999;
	const builder = new BatchBuilder();
	const sent: number[] = [];
	for (let position = 0; position < 40; position++) {
		const entry = position % 20;
		const isWrong = entry % 2 === 1;
		builder.add(
			frame(position, {
				entry,
				labels: isWrong ? [wrong, ...classesOf(entry)] : classesOf(entry),
				thumbnail,
			}),
		);
		const batch = builder.take(classesOf);
		if (batch.mistake) {
			sent.push(entry);
		}

		segment.record(batch);
	}

	expect(sent).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19]);
	const newest = segment.mistakes.newest();
	expect(newest.map(({entry}) => entry)).toEqual([19, 17, 15, 13, 11, 9, 7, 5]);
	expect(newest.every(mistake => mistake.answer === wrong && mistake.thumbnail)).toBe(true);
});

it('nobody asks for pictures of mistakes: none is sent', () => {
	const builder = new BatchBuilder();
	builder.add(frame(0, {labels: [999], thumbnail}));
	expect(builder.take().mistake).toBeUndefined();
});
