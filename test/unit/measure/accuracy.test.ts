import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {Accuracy, wilson} from '../../../source/measure/accuracy.js';
import {balancedOrder} from '../../../source/measure/shuffle.js';
import {hasShared, sharedFolder, withoutShared} from '../../shared.js';

describe('wilson', () => {
	it.each([
		[256, 0.056],
		[1000, 0.028],
		[10_000, 0.009],
	])('is about ± at p = 0.70, n = %i', (n, half) => {
		const {low, high} = wilson(0.7 * n, n);
		expect((high - low) / 2).toBeCloseTo(half, 3);
	});

	it('agrees with published intervals', () => {
		// Newcombe 1998, table I: 81/263, 15/148, 0/20, 1/29.
		const rows = [
			[81, 263, 0.2553, 0.3662],
			[15, 148, 0.0624, 0.1605],
			[0, 20, 0, 0.1611],
			[1, 29, 0.0061, 0.1718],
		] as const;
		for (const [hits, n, low, high] of rows) {
			expect(wilson(hits, n).low).toBeCloseTo(low, 4);
			expect(wilson(hits, n).high).toBeCloseTo(high, 4);
		}

		expect(wilson(20, 20).high).toBe(1);
	});
});

describe('Accuracy', () => {
	it('has no share of nothing', () => {
		expect(new Accuracy().rolling()).toEqual({n: 0});
		expect(new Accuracy().cumulative()).toEqual({n: 0});
	});

	it('counts an image once in the cumulative figure and each time in the rolling one', () => {
		const accuracy = new Accuracy(4);
		for (let pass = 0; pass < 3; pass++) {
			accuracy.record(0, true, true);
			accuracy.record(1, false, true);
			accuracy.record(70_000, false, false);
		}

		expect(accuracy.cumulative().n).toBe(3);
		expect(accuracy.cumulative().top1!.value).toBeCloseTo(1 / 3, 12);
		expect(accuracy.cumulative().top5!.value).toBeCloseTo(2 / 3, 12);
		// The last four: 70 000, 0, 1, 70 000.
		expect(accuracy.rolling().n).toBe(4);
		expect(accuracy.rolling().top1!.value).toBe(0.25);
		expect(accuracy.rolling().top5!.value).toBe(0.5);
	});

	it('refuses an id that is none', () => {
		for (const id of [-1, 0.5, Number.NaN]) {
			expect(() => {
				new Accuracy().record(id, true, true);
			}).toThrow('image id');
		}
	});
});

/** Rows of five class indices from a NumPy file of int64, shape (n, 5), in C order. */
const readPredictions = (file: string): number[][] => {
	const bytes = readFileSync(file);
	const headerLength = bytes.readUInt16LE(8);
	const header = bytes.toString('latin1', 10, 10 + headerLength);
	expect(header).toContain("'descr': '<i8'");
	expect(header).toContain("'fortran_order': False");
	const begin = 10 + headerLength;
	const rows = (bytes.length - begin) / 40;
	return Array.from({length: rows}, (_, row) =>
		Array.from({length: 5}, (__, column) =>
			Number(bytes.readBigInt64LE(begin + (row * 5 + column) * 8)),
		),
	);
};

describe('real predictions on ImageNetV2', () => {
	const folder = path.join(sharedFolder, 'data/imagenetv2');

	const readTruth = (): number[] => {
		const list = JSON.parse(readFileSync(path.join(folder, 'imagenetv2-b-33.json'), 'utf8')) as {
			image_filenames: Array<[string, string]>;
		};
		// ImageNet's class numbers are the places of the synset ids in their order.
		const synsets = [...new Set(list.image_filenames.map(([, synset]) => synset))].sort();
		const classOf = new Map(synsets.map((synset, index) => [synset, index]));
		return list.image_filenames.map(([, synset]) => classOf.get(synset)!);
	};

	it.for<[string, number, number]>([
		['resnet50', 0.6333, 0.8465],
		['mobilenet_v1_tf', 0.574, 0.7936],
	])('%s: a full pass in any order is exact, twice over', ([name, top1, top5], ctx) => {
		if (!hasShared) {
			ctx.skip(withoutShared);
		}

		const truth = readTruth();
		const predictions = readPredictions(path.join(folder, `${name}.npy`));
		expect(predictions).toHaveLength(10_000);
		const accuracy = new Accuracy();
		for (const pass of [1, 2]) {
			for (const image of balancedOrder(truth, pass)) {
				const best = predictions[image]!;
				accuracy.record(image, best[0] === truth[image], best.includes(truth[image]!));
			}

			expect(accuracy.cumulative().n).toBe(10_000);
			expect(accuracy.cumulative().top1!.value).toBe(top1);
			expect(accuracy.cumulative().top5!.value).toBe(top5);
		}
	});

	it('rolling equals a count over the last 1000', ctx => {
		if (!hasShared) {
			ctx.skip(withoutShared);
		}

		const truth = readTruth();
		const predictions = readPredictions(path.join(folder, 'resnet50.npy'));
		const accuracy = new Accuracy();
		const hits: boolean[] = [];
		for (const image of balancedOrder(truth, 5).subarray(0, 4321)) {
			const best = predictions[image]!;
			hits.push(best[0] === truth[image]);
			accuracy.record(image, hits.at(-1)!, best.includes(truth[image]!));
		}

		const last = hits.slice(-1000).filter(Boolean).length;
		expect(accuracy.rolling().n).toBe(1000);
		expect(accuracy.rolling().top1!.value).toBe(last / 1000);
	});
});
