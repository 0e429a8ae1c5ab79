import {describe, expect, it} from 'vitest';
import {BatchBuilder} from '../../../source/engine/batch.js';
import {accuracyWarning} from '../../../source/run/accuracy-warning.js';
import {type SegmentState} from '../../../source/run/segment.js';
import {frame, makeSegment, plainManifest} from './segments.js';

const manifest = {
	...plainManifest,
	published: {top1: 0.77, dataset: 'ILSVRC validation', source: 'made for this test'},
};

/** A segment that was right on `hits` of `images` different images. */
const segmentWith = (
	images: number,
	hits: number,
	ofManifest: typeof plainManifest = manifest,
): SegmentState => {
	const segment = makeSegment(images, [1], ofManifest);
	const batch = new BatchBuilder();
	segment.start(0);
	for (let entry = 0; entry < images; entry++) {
		batch.add(frame(entry, {labels: [entry < hits ? 1 : 2]}));
	}

	segment.record(batch.take());
	return segment;
};

describe('accuracyWarning', () => {
	it('names the command when the interval ends more than five points below the published figure', () => {
		// Wilson: 112 of 200 is 56 %, up to 62.7 %.
		expect(accuracyWarning(segmentWith(200, 112))).toMatch(
			/56\.0 %.*62\.7 %.*77\.0 %.*models check net/,
		);
	});

	it('of a model without a published figure: only where it is hopeless', () => {
		// Wilson: 0 of 60 is up to 6.0 %, 2 of 60 up to 11.4 %.
		expect(accuracyWarning(segmentWith(60, 0, plainManifest))).toMatch(
			/^top-1 is 0\.0 % \(95 %: up to 6\.0 %\): the preprocessing or the labels .*models check/,
		);
		expect(accuracyWarning(segmentWith(60, 2, plainManifest))).toBeUndefined();
		expect(accuracyWarning(segmentWith(49, 0, plainManifest))).toBeUndefined();
	});

	it('says nothing near the published figure, nor of few images', () => {
		// 130 of 200 is 65 %, up to 71.3 %; 135 of 200 up to 73.6 %, less than five points below.
		expect(accuracyWarning(segmentWith(200, 130))).toBeDefined();
		expect(accuracyWarning(segmentWith(200, 135))).toBeUndefined();
		expect(accuracyWarning(segmentWith(99, 10))).toBeUndefined();
	});
});
