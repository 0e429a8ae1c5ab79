import {Buffer} from 'node:buffer';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {describe, expect, it} from 'vitest';
import {compilePasses} from '../../../../scripts/build-resampler/compile.js';
import {decodeImage} from '../../../../source/frames/decode.js';
import {openDataset} from '../../../../source/frames/open-dataset.js';
import {plainPasses} from '../../../../source/frames/resample/passes.js';
import {passesModule} from '../../../../source/frames/resample/passes-module.js';
import {type Picture, type Size} from '../../../../source/frames/resample/picture.js';
import {resample, type Way} from '../../../../source/frames/resample/resample.js';
import {type Kernel, tapsOf} from '../../../../source/frames/resample/taps.js';
import {startVectorPasses} from '../../../../source/frames/resample/vector-passes.js';
import {inputSchema, preprocessingSchema} from '../../../../source/models/manifest.js';
import {projectRoot} from '../../backends/forms.js';
import {askPython, type Job, pictures, smallJobs} from './references.js';

const greatestDifference = (one: Uint8Array, other: Uint8Array): number => {
	expect(one.length).toBe(other.length);
	let greatest = 0;
	for (const [index, value] of one.entries()) {
		greatest = Math.max(greatest, Math.abs(value - other[index]!));
	}

	return greatest;
};

const whole = (picture: Picture, {width, height}: Size, kernel: Kernel, way: Way = 'pil') =>
	resample(picture, {width, height}, {left: 0, top: 0, width, height}, {kernel, way});

const wayOf = ({by, antialias}: Job): Way =>
	by === 'pil' ? 'pil' : antialias ? 'tensorflow-antialias' : 'tensorflow';

describe('a ramp and a checkerboard, made larger and smaller', () => {
	const references = JSON.parse(
		readFileSync(new URL('references.json', import.meta.url), 'utf8'),
	) as string[];
	it.for(smallJobs.map(({name, job}, index) => ({...job, name, index})))(
		'$name to $width × $height, $kernel, as $by has it with antialias=$antialias',
		({name, index, ...job}) => {
			const ours = whole(pictures[name], job, job.kernel, wayOf(job));
			const theirs = Buffer.from(references[index]!, 'base64');
			// PIL's arithmetic to the bit; TensorFlow computes in float.
			expect(greatestDifference(ours, theirs)).toBeLessThanOrEqual(job.by === 'pil' ? 0 : 1);
		},
	);
});

it('a part of the result is that part of the whole', () => {
	for (const kernel of ['nearest', 'linear', 'cubic'] as const) {
		const all = whole(pictures.checkerboard, {width: 37, height: 29}, kernel);
		const region = {left: 5, top: 7, width: 20, height: 11};
		const part = resample(pictures.checkerboard, {width: 37, height: 29}, region, {
			kernel,
			way: 'pil',
		});
		for (let row = 0; row < region.height; row++) {
			const at = 3 * ((region.top + row) * 37 + region.left);
			expect(part.subarray(60 * row, 60 * (row + 1))).toEqual(all.subarray(at, at + 60));
		}
	}
});

it('vectors and plain sums give the same bytes', () => {
	const vectors = startVectorPasses();
	expect(vectors).toBeDefined();
	const picture = pictures.checkerboard;
	for (const outputLength of [5, 24, 61]) {
		const across = tapsOf({length: 24, outputLength, from: 0, count: outputLength}, 'cubic', true);
		const narrow = plainPasses.across(picture, across, 2, 15);
		expect(vectors!.across(picture, across, 2, 15)).toEqual(narrow);
		const down = tapsOf({length: 18, outputLength, from: 0, count: outputLength}, 'lanczos3', true);
		const wide = plainPasses.across(picture, across, 0, 18);
		expect(vectors!.down(wide, 3 * outputLength, down, 0)).toEqual(
			plainPasses.down(wide, 3 * outputLength, down, 0),
		);
	}
});

it('the passes in the program are what their text assembles to', async () => {
	expect(Buffer.from(await compilePasses()).toString('base64')).toBe(passesModule);
});

it('20 photographs are resized as PIL and TensorFlow resize them here', async context => {
	const {entries} = await openDataset(path.join(projectRoot, 'data/samples'), {limit: 20});
	const kernels = ['cubic', 'linear', 'lanczos3', 'box', 'nearest'] as const;
	const jobs = entries.flatMap(({file}, index) => {
		const kernel = kernels[index % kernels.length]!;
		const side = index % 2 === 0 ? 224 : 640;
		const size = {width: side, height: side, file};
		return [
			{...size, kernel, antialias: true, by: 'pil'} as const,
			// TensorFlow has no box.
			{...size, kernel: kernels[index % 3]!, antialias: index % 4 < 2, by: 'tensorflow'} as const,
		];
	});
	const references = askPython(jobs);
	if (!references) {
		context.skip(
			process.env['EDGETOP_PYTHON'] === undefined
				? 'skipped: EDGETOP_PYTHON names no Python'
				: 'skipped: that Python has no PIL',
		);
	}

	for (const [index, job] of jobs.entries()) {
		const {file, kernel, width, height, by} = job;
		const theirs = references![index];
		if (theirs) {
			const input = inputSchema.parse({layout: 'NHWC', height, width});
			const rule = {resize: 'squash', scale: 1, interpolation: kernel, sampling: wayOf(job)};
			const ours = await decodeImage(file, input, preprocessingSchema.parse(rule));
			const difference = greatestDifference(ours, Buffer.from(theirs, 'base64'));
			expect(difference, `${by} ${kernel} ${path.basename(file)}`).toBeLessThanOrEqual(1);
		}
	}
});
