import {type Backend} from '../../source/backends/backend.js';
import {rank} from '../../source/engine/rank.js';
import {decodeImage} from '../../source/frames/decode.js';
import {openDataset} from '../../source/frames/open-dataset.js';
import {createTensor, makePreprocess} from '../../source/frames/preprocess.js';
import {Accuracy} from '../../source/measure/accuracy.js';
import {type FormatName, type Manifest} from '../../source/models/manifest.js';

/** What a model got right of a folder of labelled images, each image once. */
export type Hits = {
	readonly top1: number;
	readonly top5: number;
	readonly of: number;
	/** Hits among the best five by the worst and by the best order of equal scores. */
	readonly top5Range: readonly [lowest: number, highest: number];
	/** Best class of each picture. */
	readonly best: readonly number[];
};

/** The parts of the program in the order of a run, without its process, warm-up and clock: decode, preprocess, backend, ranking, counting. */
export const countHits = async (
	backend: Backend,
	{
		manifest,
		file,
		format,
		options = {},
	}: {
		readonly manifest: Manifest;
		/** Absolute path of the model. */
		readonly file: string;
		readonly format: FormatName;
		readonly options?: Readonly<Record<string, string>>;
	},
	folder: string,
	/** The first picture and every so many after it. */
	every = 1,
): Promise<Hits> => {
	const {entries: all} = await openDataset(folder);
	const entries = all.filter((_, place) => place % every === 0);
	const {input, output, preprocessing} = manifest;
	const model = await backend.load({
		modelPath: file,
		format,
		input,
		...(output && {output}),
		threads: 2,
		options,
	});
	try {
		const preprocess = makePreprocess(input, preprocessing);
		const accuracy = new Accuracy();
		const scratch = new Float32Array(output?.classes ?? 0);
		const best: number[] = [];
		for (const [id, {file: picture, classes}] of entries.entries()) {
			const tensor = createTensor(input);
			preprocess(await decodeImage(picture, input, preprocessing), tensor);
			const {scores} = await model.run(tensor);
			const {labels, ties} = rank(scores, output, scratch, classes);
			best.push(labels[0]!);
			accuracy.record(
				id,
				classes.includes(labels[0]!),
				labels.some(label => classes.includes(label)),
				ties,
			);
		}

		const {n, top1, top5, ties} = accuracy.cumulative();
		const count = (share = 0) => Math.round(share * n);
		const five = count(top5?.value);
		return {
			top1: count(top1?.value),
			top5: five,
			of: n,
			top5Range: ties?.top5 ? [count(ties.top5.lowest), count(ties.top5.highest)] : [five, five],
			best,
		};
	} finally {
		await model.dispose();
	}
};
