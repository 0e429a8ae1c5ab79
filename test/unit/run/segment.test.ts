import {describe, expect, it} from 'vitest';
import {BatchBuilder, type MeasuredFrame} from '../../../source/engine/batch.js';
import {type SegmentState} from '../../../source/run/segment.js';
import {frame, makeSegment} from './segments.js';

const record = (segment: SegmentState, frames: readonly MeasuredFrame[]): void => {
	const batch = new BatchBuilder();
	for (const measured of frames) {
		batch.add(measured);
	}

	segment.record(batch.take());
};

const figures = (segment: SegmentState, nowMs = 10_000) => segment.figures(0, nowMs, 'quick');

describe('SegmentState', () => {
	it('adds the stages of a frame up to its total', () => {
		const segment = makeSegment(10);
		segment.start(0);
		record(segment, [frame(0), frame(1)]);
		record(segment, [frame(2, {decodeMs: 8, inferMs: 100})]);
		const {stages, frames} = figures(segment);
		expect(frames).toBe(3);
		expect(stages.total!.count).toBe(3);
		expect(stages.total!.min).toBeCloseTo(17, 6);
		expect(stages.total!.max).toBeCloseTo(8 + 2 + 100 + 1, 6);
		const sum = (['decode', 'preprocess', 'infer', 'postprocess'] as const)
			.map(stage => stages[stage]!.mean)
			.reduce((total, mean) => total + mean, 0);
		expect(stages.total!.mean).toBeCloseTo(sum, 6);
	});

	it('leaves a stage out that did not take place, and counts one that sometimes did', () => {
		const segment = makeSegment(10);
		segment.start(0);
		const cached = {decodeMs: Number.NaN, preprocessMs: Number.NaN};
		record(segment, [frame(0, cached), frame(1, {...cached, preprocessMs: 2})]);
		const {stages} = figures(segment);
		expect(stages).not.toHaveProperty('decode');
		expect(stages.preprocess!.count).toBe(1);
		expect(stages.total!.count).toBe(2);
		expect(stages.total!.min).toBeCloseTo(11, 6);
		expect(stages.total!.max).toBeCloseTo(13, 6);
	});

	it('has no figure before the first frame, rather than 0', () => {
		const segment = makeSegment(10);
		segment.start(0);
		record(segment, []);
		const {stages, fps, distribution, accuracy} = figures(segment);
		expect(stages).toEqual({});
		expect(fps).toEqual({});
		expect(distribution).toEqual([]);
		expect(accuracy.cumulative).toEqual({n: 0});
		expect(figures(segment)).not.toHaveProperty('stalls');
		expect(segment.samples()).toBeUndefined();
		expect(segment.recentFps(1000)).toBeUndefined();
	});

	it('counts frames over the wall clock, pauses included', () => {
		const segment = makeSegment(10);
		segment.start(1000);
		record(segment, [frame(0, {endedAtMs: 1500}), frame(1, {endedAtMs: 5000})]);
		// Lost and started again: the clock has gone on.
		segment.start(4000);
		const {fps, seconds, startedAtMs} = figures(segment, 5000);
		expect(seconds).toBe(4);
		expect(fps.session).toBeCloseTo(0.5, 9);
		expect(startedAtMs).toBe(1000);
	});

	it('has no accuracy where the scores of a frame are no numbers, and says of how many', () => {
		const segment = makeSegment(10);
		segment.start(0);
		record(segment, [frame(0), frame(1)]);
		expect(figures(segment).accuracy.cumulative.n).toBe(2);
		expect(figures(segment).faultyFrames).toBeUndefined();
		const faulty = {labels: [], probabilities: [], fault: 'NaN'} as const;
		record(segment, [frame(2, faulty), frame(3)]);
		const {accuracy, accuracyMissing, faultyFrames, stages} = figures(segment);
		expect(accuracy).toEqual({rolling: {n: 0}, cumulative: {n: 0}});
		expect(accuracyMissing).toMatch(/^the scores are NaN on 1 of 4 frames; /);
		expect(faultyFrames).toBe(1);
		expect(stages.infer!.count).toBe(4);
	});

	it('counts passes from its own first position', () => {
		const segment = makeSegment(10);
		segment.start(0);
		// A flip took over at position 37 of the endless sequence.
		for (let position = 37; position < 62; position++) {
			record(segment, [frame(position, {entry: position % 10})]);
		}

		expect(figures(segment).passes).toEqual({complete: 2, partial: 0.5});
		record(
			segment,
			[62, 63, 64, 65, 66].map(position => frame(position, {entry: position % 10})),
		);
		expect(figures(segment).passes).toEqual({complete: 3, partial: 0});
	});

	it('counts a bad file once, however often it comes round', () => {
		const segment = makeSegment(10);
		expect([segment.skip(3), segment.skip(3), segment.skip(4)]).toEqual([true, false, true]);
		expect(figures(segment).skippedFrames).toBe(2);
	});

	it('counts each different image once in the cumulative accuracy, and no image without an answer', () => {
		const segment = makeSegment(4);
		segment.start(0);
		const wrongThenInFive = {labels: [9, 8, 1], probabilities: [0.5, 0.3, 0.1]};
		record(segment, [
			frame(0),
			frame(1, {labels: [9], probabilities: [0.5]}),
			frame(2, wrongThenInFive),
			frame(3),
			frame(4, {entry: 0}),
			frame(5, {entry: 1, labels: [9], probabilities: [0.5]}),
		]);
		const {n, top1, top5} = figures(segment).accuracy.cumulative;
		expect([n, top1!.value, top5!.value]).toEqual([4, 0.5, 0.75]);

		const unlabelled = makeSegment(4, []);
		unlabelled.start(0);
		record(unlabelled, [frame(0), frame(1)]);
		expect(figures(unlabelled).accuracy.cumulative).toEqual({n: 0});
	});

	it('stands still once it is closed', () => {
		const segment = makeSegment(10);
		segment.start(0);
		record(segment, [frame(0), frame(1)]);
		segment.close(2000);
		segment.close(3000);
		expect(figures(segment, 4000)).toEqual(figures(segment, 9000));
		expect(figures(segment).endedAtMs).toBe(2000);
	});

	it('shows the newest frame with its five best and what is right among them', () => {
		const segment = makeSegment(10);
		segment.start(0);
		record(segment, [frame(0), frame(7, {labels: [5, 1, -1], probabilities: [0.5, 0.25, 0.125]})]);
		expect(
			segment.current(
				label => `class ${label}`,
				entry => entry.file,
			),
		).toEqual({
			file: '7.jpg',
			truth: ['class 1'],
			top5: [
				{label: 'class 5', probability: 0.5, isHit: false},
				{label: 'class 1', probability: 0.25, isHit: true},
				{label: 'background', probability: 0.125, isHit: false},
			],
		});
	});
});

describe('a closed segment', () => {
	it('keeps its exact figures when it gives up what they were made of', () => {
		const segment = makeSegment(50, [1]);
		segment.start(0);
		const batch = new BatchBuilder();
		for (let position = 0; position < 3000; position++) {
			batch.add(
				frame(position, {
					entry: position % 50,
					inferMs: 10 + (position % 97) / 7,
					endedAtMs: 12 * (position + 1),
					labels: [position % 3 === 0 ? 1 : 2],
				}),
			);
		}

		segment.record(batch.take());
		segment.settle(0, 'quick');
		const open = segment.figures(0, 36_000, 'quick');
		expect(open).not.toHaveProperty('endedAtMs');
		segment.close(36_000);
		const before = segment.figures(0, 36_000, 'quick');
		const histogram = segment.samples()!.infer.toJSON();
		const {cumulativeAccuracy} = segment;
		segment.settle(0, 'quick');
		const after = segment.figures(0, 99_000, 'quick');
		expect(after).toEqual(before);
		expect(segment.figures(0, 99_000, 'quick')).toBe(after);
		expect(segment.cumulativeAccuracy).toEqual(cumulativeAccuracy);
		expect(segment.samples()!.infer.isExact).toBe(false);
		expect(segment.samples()!.infer.toJSON()).toEqual(histogram);
	});
});
