/*
Real weights through the parts of the program: the report's ResNet-50 and EfficientNet-EdgeTPU-M, and the bundled EfficientNet-Lite0. A few cells of the matrix that `npm run hits` runs whole (docs/hits.md).
*/
import {readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {describe, expect, it} from 'vitest';
import {countHits} from '../../../scripts/hits/count-hits.js';
import {
	distance,
	formatOf,
	manifestOf,
	realModels,
	sets,
	type SetName,
} from '../../../scripts/hits/real-models.js';
import {backendById} from '../../../source/backends/index.js';
import {hasShared, withoutShared} from '../../shared.js';
import {readText, root, sha256Of} from './files.js';

describe('EfficientNet-Lite0, bundled', () => {
	it.each(['onnx', 'tflite'] as const)(
		'%s is the file that the manifest, the notice and the build script name',
		format => {
			const file = `models/efficientnet-lite0-int8.${format}`;
			const {formats} = manifestOf(realModels[0]!);
			const sha256 = sha256Of(file);
			expect(path.join('models', formats[format]!.file)).toBe(file);
			expect(formats[format]!.sha256).toBe(sha256);
			expect(statSync(path.join(root, file)).size).toBe(formats[format]!.bytes);
			expect(readText('NOTICE')).toContain(`${file}\n  ${sha256}\n`);
			expect(readText('scripts/build-lite0/build_lite0.py')).toContain(sha256);
		},
	);
});

const cells: ReadonlyArray<readonly [model: string, backend: string, set: SetName]> = [
	['EfficientNet-Lite0 int8, ONNX', 'onnxruntime:cpu', 'bundled'],
	['EfficientNet-Lite0 int8, TensorFlow Lite', 'tflite:cpu', 'bundled'],
	['ResNet-50 v1, int8 weights, ONNX', 'onnxruntime:cpu', 'full-100'],
	['ResNet-50 v1 int8, TensorFlow Lite', 'tflite:cpu', 'full-100'],
	['EfficientNet-EdgeTPU-M int8, ONNX', 'openvino:cpu', 'full-100'],
	['EfficientNet-EdgeTPU-M int8, TensorFlow Lite', 'tflite:cpu', 'full-100'],
];

type Wanted = {readonly hits: readonly [number, number]; readonly best: readonly number[]};

const edgeTpuM: Wanted = {
	hits: [21, 24],
	best: [
		0, 883, 42, 81, 115, 153, 182, 208, 255, 317, 385, 425, 474, 527, 547, 932, 400, 654, 683, 745,
		774, 790, 825, 891, 941,
	],
};

/** Pictures of full-100, which has one of each class: these models take a second for one. */
const every = 4;

/**
What the independent evaluator says of those pictures (`scripts/references/evaluate.py … fourth`): hits, and the best class of each.
The classes tell more than counts of a whole set: there, what is lost and what is won make up for each other, and another wrong answer is none.
*/
const ofFourth: Readonly<Record<string, Wanted>> = {
	'ResNet-50 v1, int8 weights, ONNX': {
		hits: [19, 22],
		best: [
			0, 989, 42, 81, 115, 153, 182, 208, 255, 317, 385, 425, 474, 664, 547, 710, 869, 654, 683,
			745, 774, 790, 825, 891, 940,
		],
	},
	'ResNet-50 v1 int8, TensorFlow Lite': {
		hits: [20, 23],
		best: [
			0, 129, 42, 81, 115, 153, 182, 208, 255, 317, 385, 425, 474, 664, 547, 710, 869, 654, 683,
			745, 774, 790, 825, 891, 941,
		],
	},
	'EfficientNet-EdgeTPU-M int8, ONNX': edgeTpuM,
	'EfficientNet-EdgeTPU-M int8, TensorFlow Lite': edgeTpuM,
};

/** Other x86 adds products of 8 bits in 16 bits, which saturate. */
const hasExactInt8 =
	process.arch !== 'x64' ||
	process.platform !== 'linux' ||
	readFileSync('/proc/cpuinfo', 'utf8').includes('vnni');

describe('hits of real weights', () => {
	it.for(cells)('%s on %s: %s', {timeout: 300_000}, async ([name, backendId, set], context) => {
		const model = realModels.find(item => item.name === name)!;
		if (!hasShared && set !== 'bundled') {
			context.skip(withoutShared);
		}

		const backend = backendById(backendId);
		const availability = await backend.probe();
		if (availability.status === 'unavailable') {
			context.skip(`skipped: ${backendId}: ${availability.reason}`);
		}

		const hits = await countHits(
			backend,
			{
				manifest: manifestOf(model),
				file: model.file,
				format: formatOf(model),
				// The same answers on a CPU without VNNI.
				options:
					backendId === 'onnxruntime:cpu' || (backendId === 'openvino:cpu' && !hasExactInt8)
						? {'precise-int8': '1'}
						: {},
			},
			sets[set],
			set === 'bundled' ? 1 : every,
		);
		const wanted = set === 'bundled' ? undefined : ofFourth[name]!;
		const {top1, top5} = distance(hits, wanted?.hits ?? model.independent[set]!);
		console.info(`${name}, ${backendId}, ${set}: ${JSON.stringify(hits)}`);
		// Another CPU's kernels, and a colour profile that PIL ignores, may tip a close call.
		expect(top1).toBeLessThanOrEqual(1);
		expect(top5).toBeLessThanOrEqual(1);
		if (wanted) {
			expect(hits.best).toHaveLength(wanted.best.length);
			const others = hits.best.filter((best, place) => best !== wanted.best[place]);
			expect(others.length).toBeLessThanOrEqual(1);
		}
	});
});
