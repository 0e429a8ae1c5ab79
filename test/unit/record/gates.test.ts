import {describe, expect, it} from 'vitest';
import {BatchBuilder} from '../../../source/engine/batch.js';
import {checkGates} from '../../../source/record/gates.js';
import {type SegmentState} from '../../../source/run/segment.js';
import {makeSegment, frame} from '../run/segments.js';

const figuresOf = (segment: SegmentState) => segment.figures(0, 2000, 'quick');

/** Ten frames, one every 200 ms, of which eight are right: 5 FPS, p99 10 ms, top-1 0.8. */
const measured = () => {
	const segment = makeSegment(10);
	const batch = new BatchBuilder();
	segment.start(0);
	for (let index = 0; index < 10; index++) {
		batch.add(
			frame(index, {endedAtMs: 200 * (index + 1), inferMs: 10, labels: [index < 8 ? 1 : 2]}),
		);
	}

	segment.record(batch.take());
	return figuresOf(segment);
};

describe('checkGates', () => {
	it('has nothing to say where no limit was given', () => {
		expect(checkGates({}, measured())).toEqual([]);
	});

	it('passes at the limit itself and fails just beyond it', () => {
		const figures = measured();
		const {p99} = figures.stages.infer!;
		const fps = figures.fps.session!;
		expect(fps).toBeCloseTo(5, 5);
		expect(checkGates({minFps: fps, maxP99Ms: p99, minTop1: 0.8}, figures)).toEqual([
			{name: 'min-fps', limit: fps, value: fps, hasPassed: true},
			{name: 'max-p99', limit: p99, value: p99, hasPassed: true},
			{name: 'min-top1', limit: 0.8, value: 0.8, hasPassed: true},
		]);
		const beyond = checkGates({minFps: fps + 0.01, maxP99Ms: p99 - 0.01, minTop1: 0.81}, figures);
		expect(beyond.map(({hasPassed}) => hasPassed)).toEqual([false, false, false]);
	});

	it('fails every gate whose figure is missing', () => {
		const gates = checkGates({minFps: 0, maxP99Ms: 1e9, minTop1: 0}, figuresOf(makeSegment(10)));
		expect(gates.map(({value, hasPassed}) => ({value, hasPassed}))).toEqual([
			{value: null, hasPassed: false},
			{value: null, hasPassed: false},
			{value: null, hasPassed: false},
		]);
	});
});
