import {describe, expect, it} from 'vitest';
import {BatchBuilder} from '../../source/engine/batch.js';
import {accuracyWarning} from '../../source/session/accuracy-warning.js';
import {SegmentState} from '../../source/session/segment.js';
import {manifestSchema} from '../../source/zoo/manifest.js';

const manifest = manifestSchema.parse({
	schemaVersion: 1,
	name: 'net',
	title: 'Net',
	family: 'net',
	licence: 'MIT',
	origin: 'made for this test',
	formats: {onnx: {file: 'net.onnx', precision: 'float32'}},
	input: {layout: 'NCHW', height: 8, width: 8},
	preprocessing: {resize: 'squash', scale: 1},
	output: {kind: 'logits', classes: 1000},
	published: {top1: 0.77, dataset: 'ILSVRC validation', source: 'made for this test'},
});

/** A segment that was right on `hits` of `images` different images. */
const segmentWith = (images: number, hits: number): SegmentState => {
	const entries = Array.from({length: images}, (_, index) => ({
		file: `${index}.jpg`,
		classes: [1],
	}));
	const segment = new SegmentState({number: 1, backendId: 'x', manifest, format: 'onnx', entries});
	const batch = new BatchBuilder();
	segment.start(0);
	for (let entry = 0; entry < images; entry++) {
		batch.add({
			position: entry,
			entry,
			endedAtMs: entry + 1,
			decodeMs: 1,
			preprocessMs: 1,
			inferMs: 1,
			postprocessMs: 1,
			labels: [entry < hits ? 1 : 2],
			probabilities: [1],
		});
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

	it('says nothing near the published figure, nor of few images', () => {
		// 130 of 200 is 65 %, up to 71.3 %; 135 of 200 up to 73.6 %, less than five points below.
		expect(accuracyWarning(segmentWith(200, 130))).toBeDefined();
		expect(accuracyWarning(segmentWith(200, 135))).toBeUndefined();
		expect(accuracyWarning(segmentWith(99, 10))).toBeUndefined();
	});
});
