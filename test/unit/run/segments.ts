import {type MeasuredFrame} from '../../../source/engine/batch.js';
import {type Dataset} from '../../../source/frames/dataset.js';
import {SegmentState} from '../../../source/run/segment.js';
import {manifestSchema, type Manifest} from '../../../source/models/manifest.js';

/** A model of 1000 classes that says no more than it must. */
export const plainManifest = manifestSchema.parse({
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
});

/** A segment over `images` images whose right answer is class 1. */
export const makeSegment = (
	images: number,
	classes: readonly number[] = [1],
	manifest: Manifest = plainManifest,
): SegmentState =>
	new SegmentState({
		number: 1,
		backendId: 'x',
		backendOptions: {},
		manifest,
		format: 'onnx',
		entries: Array.from({length: images}, (_, index) => ({file: `${index}.jpg`, classes})),
	});

/** A frame that took 4 + 2 + 10 + 1 ms and was right, but for what `changes` says. */
export const frame = (position: number, changes: Partial<MeasuredFrame> = {}): MeasuredFrame => ({
	position,
	entry: position,
	endedAtMs: 20 * (position + 1),
	decodeMs: 4,
	preprocessMs: 2,
	inferMs: 10,
	postprocessMs: 1,
	labels: [1],
	probabilities: [0.9],
	...changes,
});

/** The made-up set of images that a segment runs over. */
export const datasetOf = ({identity}: SegmentState): Dataset => ({
	name: 'made up',
	root: '/',
	entries: identity.entries,
	labelSource: 'none',
	labelledCount: identity.entries.length,
	classCount: 1,
	hash: 'x',
	skipped: [],
});
