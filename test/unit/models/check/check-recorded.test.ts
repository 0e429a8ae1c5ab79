import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {searchPreprocessing} from '../../../../source/models/check/check-search.js';
import {axesOf, keyOf} from '../../../../source/models/check/check-variants.js';
import {recipeOf} from '../../../../source/models/guess/guess-preprocessing.js';
import {manifest, wrongBeginnings} from './check-beginnings.js';

/** Real answers of the shared models on the shared pictures, recorded by record-check.ts. */
const recorded = [
	['mobilenet_v1_0.25_128_qat.int8-qdq', 'signed', 1001],
	['mobilenet_v1_0.25_224_float.fp32', 'signed', 1001],
	['squeezenet1.1.fp32', 'imagenet', 1000],
	['tf2_mobilenet_v2_1.0_224.int8-qdq', 'signed', 1001],
	['tf2_mobilenet_v2_1.0_224.fp32', 'signed', 1001],
	['efficientnet_b0_224.w16', 'unit', 1000],
] as const;

describe('recorded answers of real models: the right way is found from every beginning', () => {
	for (const [name, normalisation, classes] of recorded) {
		test(name, async () => {
			const url = new URL(`recorded/${name}.onnx.json`, import.meta.url);
			const table = JSON.parse(readFileSync(url, 'utf8')) as Record<
				string,
				{hits: string; losses: number[]}
			>;
			const precision = name.includes('int8') ? ('int8' as const) : ('float32' as const);
			const right = {
				...manifest,
				formats: {onnx: {file: 'm.onnx', precision}},
				preprocessing: recipeOf(normalisation),
				output: {kind: 'logits' as const, classes, labelOffset: classes - 1000},
			};
			for (const beginningManifest of wrongBeginnings(right)) {
				const result = await searchPreprocessing({
					axes: axesOf(beginningManifest, true),
					entryCount: 350,
					async evaluate(choice, from, to) {
						const row = table[keyOf(choice)];
						if (!row || row.hits.length < to) {
							throw new Error(`not recorded: ${keyOf(choice)} to ${to}; run record-check.ts`);
						}

						return {
							hits: Array.from(row.hits.slice(from, to), Number),
							losses: row.losses.slice(from, to),
						};
					},
				});
				expect(result.best).toMatchObject({
					normalisation,
					channelOrder: 'rgb',
					labelOffset: classes - 1000,
					layout: 'NCHW',
					resize: 'shorter-side',
				});
			}
		});
	}
});
