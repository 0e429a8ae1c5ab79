import {afterAll, expect, test} from 'vitest';
import {type Dataset} from '../../../source/frames/dataset.js';
import {openDataset} from '../../../source/frames/open-dataset.js';
import {type ResolvedModel} from '../../../source/models/resolve-model.js';
import {type Summary} from '../../../source/record/summary.js';
import {resumedPass} from '../../../source/run/resumed-pass.js';
import {datasetFolders, modelOf} from '../frames/dataset-folders.js';
import {inEach} from '../frames/classes/forms.js';
import {plainManifest} from './segments.js';

const {folder, make} = datasetFolders();
afterAll(folder.remove);

const seed = 1;

const modelWith = (names: readonly string[]): ResolvedModel => ({
	manifest: {...plainManifest, output: modelOf(names).manifest.output},
	format: 'onnx',
	path: '/net.onnx',
	sha256: '0'.repeat(64),
	guesses: [],
	labels: modelOf(names).labels,
});

/** What a run of ten frames saved, as far as going on with it looks at it. */
const savedRun = (dataset: Dataset, model: ResolvedModel, order?: 'set'): Summary =>
	({
		id: 'first',
		context: {frames: {hash: dataset.hash, seed, ...(order && {order})}},
		segments: [
			{
				frames: 10,
				positions: {first: 0, next: 10},
				modelName: model.manifest.name,
				modelSha256: model.sha256,
				preprocessing: model.manifest.preprocessing,
				input: model.manifest.input,
				backendId: 'null',
				backendOptions: {},
				accuracy: {cumulative: {n: 0}, rolling: {n: 0}},
			},
		],
	}) as unknown as Summary;

const open = async (name: string): Promise<Dataset> => {
	const classes = ['ape', 'cat', 'dog', 'fox', 'gnu'];
	const files = Object.assign(
		{},
		...[1, 2, 3, 4].map(number =>
			Object.fromEntries(
				Object.keys(inEach(...classes)).map(file => [file.replace('a.', `${number}.`), 'x']),
			),
		),
	) as Record<string, string>;
	return openDataset(make(name, files));
};

test('a pass goes on in the order in which it began, or not at all', async () => {
	const dataset = await open('pass');
	const wanted = (model: ResolvedModel) => ({
		model,
		backendId: 'null',
		backendOptions: {},
		dataset,
		seed,
	});
	const all = modelWith(['ape', 'cat', 'dog', 'fox', 'gnu']);
	const some = modelWith(['gnu', 'cat']);
	expect(resumedPass(savedRun(dataset, some, 'set'), 'a.json', wanted(some)).next).toBe(10);
	// Of an older release: the same order where the model has the classes in the order of the set.
	expect(resumedPass(savedRun(dataset, all), 'a.json', wanted(all)).next).toBe(10);
	expect(() => resumedPass(savedRun(dataset, some), 'a.json', wanted(some))).toThrow(
		'--resume a.json: the images of that run were drawn in another order, by the classes that the model has; begin a new pass',
	);
});

test('a run whose scores were no numbers has no accuracy to go on with', async () => {
	const dataset = await open('faulty');
	const model = modelWith(['ape', 'cat', 'dog', 'fox', 'gnu']);
	const summary = savedRun(dataset, model, 'set');
	const faulty = {...summary, segments: [{...summary.segments[0]!, faultyFrames: 3}]};
	expect(() =>
		resumedPass(faulty, 'a.json', {model, backendId: 'null', backendOptions: {}, dataset, seed}),
	).toThrow('scores of that run were no numbers');
});
