import {readFileSync} from 'node:fs';
import path from 'node:path';
import {InferenceSession, Tensor} from 'onnxruntime-node';
import {decodeImage} from '../../../../source/frames/decode.js';
import {createTensor, makePreprocess} from '../../../../source/frames/preprocess.js';
import {type Outcome} from '../../../../source/models/check/check-statistics.js';
import {type Variant} from '../../../../source/models/check/check-variants.js';
import {type Manifest} from '../../../../source/models/manifest.js';
import {sharedFolder} from '../../../shared.js';

export type Labelled = {readonly file: string; readonly label: number};

/** Frames of a shared set, in the order of its list. */
export const readSet = (name: string): readonly Labelled[] => {
	const folder = path.join(sharedFolder, 'data/images', name);
	return readFileSync(path.join(folder, 'labels.csv'), 'utf8')
		.trim()
		.split(/\r?\n/)
		.map(line => line.split(','))
		.filter(([, label]) => /^\d+$/.test(label ?? ''))
		.map(([file, label]) => ({file: path.join(folder, file!), label: Number(label)}));
};

/** Runs variants of a model in this process, on decoded pictures that are kept for one recipe of the picture. */
export const makeEvaluator = (
	modelPath: string,
	declared: Manifest,
	entries: readonly Labelled[],
) => {
	const sessions = new Map<string, Promise<InferenceSession>>();
	let recipe = '';
	let pictures: Array<Promise<Uint8Array>> = [];
	const sessionOf = async (options: Variant['backendOptions']) => {
		const key = JSON.stringify(options);
		const session =
			sessions.get(key) ??
			InferenceSession.create(modelPath, {
				intraOpNumThreads: 1,
				graphOptimizationLevel: 'all',
				extra: options['precise-int8'] === '1' ? {'session.x64quantprecision': '1'} : {},
			});
		sessions.set(key, session);
		return session;
	};

	return async (
		{manifest, backendOptions}: Variant,
		from: number,
		to: number,
	): Promise<Outcome> => {
		const {input, preprocessing, output} = manifest;
		const {resize, interpolation, cropFraction} = preprocessing;
		const wanted = [resize, interpolation, cropFraction].join(' ');
		if (wanted !== recipe) {
			recipe = wanted;
			pictures = [];
		}

		const session = await sessionOf(backendOptions);
		const preprocess = makePreprocess(input, preprocessing);
		const tensor = createTensor(input) as Float32Array;
		const dims =
			declared.input.layout === 'NCHW'
				? [1, 3, input.height, input.width]
				: [1, input.height, input.width, 3];
		const outcome = {hits: [] as number[], losses: [] as number[]};
		for (let index = from; index < to; index++) {
			pictures[index] ??= decodeImage(entries[index]!.file, input, preprocessing);
			preprocess(await pictures[index]!, tensor);
			const results = await session.run({
				[session.inputNames[0]!]: new Tensor('float32', tensor, dims),
			});
			const scores = results[output?.name ?? session.outputNames[0]!]!.data as Float32Array;
			const at = entries[index]!.label + output!.labelOffset;
			let best = 0;
			for (let k = 1; k < scores.length; k++) {
				best = scores[k]! > scores[best]! ? k : best;
			}

			const top = scores[best]!;
			const share =
				output!.kind === 'logits'
					? Math.exp(scores[at]! - top) /
						scores.reduce((sum, score) => sum + Math.exp(score - top), 0)
					: (scores[at] ?? 0);
			outcome.hits.push(best === at ? 1 : 0);
			outcome.losses.push(Math.round(-100 * Math.log(Math.max(share, 1e-7))) / 100);
		}

		return outcome;
	};
};
