import {expect, it} from 'vitest';
import {BatchBuilder, thumbnailGapMs} from '../../../source/engine/batch.js';
import {makeSegment, frame} from './segments.js';

const thumbnail = {width: 1, height: 1, pixels: new Uint8Array(3)};
const nameOf = String;
const fileOf = ({file}: {file: string}): string => file;

it('file, answers and picture are of one frame, also when later frames are counted', () => {
	const segment = makeSegment(10);
	const builder = new BatchBuilder();
	builder.add(frame(0));
	builder.add(frame(1, {thumbnail, labels: [3]}));
	builder.add(frame(2));
	segment.record(builder.take());
	builder.add(frame(3));
	segment.record(builder.take());
	const shown = segment.current(nameOf, fileOf)!;
	expect(shown.file).toBe('1.jpg');
	expect(shown.top5[0]!.label).toBe('3');
	expect(shown.thumbnail).toBe(thumbnail);
});

it('without pictures the newest frame is shown', () => {
	const segment = makeSegment(10);
	const builder = new BatchBuilder();
	builder.add(frame(0));
	builder.add(frame(1));
	segment.record(builder.take());
	expect(segment.current(nameOf, fileOf)!.file).toBe('1.jpg');
});

it('a picture that no other follows gives way', () => {
	const segment = makeSegment(10);
	const builder = new BatchBuilder();
	builder.add(frame(0, {thumbnail}));
	segment.record(builder.take());
	builder.add(frame(1, {endedAtMs: 5000}));
	segment.record(builder.take());
	const shown = segment.current(nameOf, fileOf)!;
	expect(shown.file).toBe('1.jpg');
	expect(shown.thumbnail).toBeUndefined();
});

it('pictures leave the engine no more often than a terminal can take', () => {
	const builder = new BatchBuilder();
	const picturedAt: number[] = [];
	for (let atMs = 0; atMs < 5 * thumbnailGapMs; atMs += 100) {
		builder.add(frame(0, {thumbnail, endedAtMs: atMs}));
		const {picture} = builder.take();
		if (picture) {
			picturedAt.push(atMs);
		}
	}

	expect(picturedAt).toEqual([0, 1, 2, 3, 4].map(count => count * thumbnailGapMs));
});
