import {recipeOf, type Normalisation} from '../../../../source/models/guess/guess-preprocessing.js';
import {type Manifest} from '../../../../source/models/manifest.js';
import {parseManifest} from '../../../../source/models/read-manifest.js';

/** A quantised MobileNet, as a manifest declares it. */
export const manifest = parseManifest(
	{
		schemaVersion: 1,
		name: 'mine',
		title: 'Mine',
		family: 'tests',
		licence: 'MIT',
		origin: 'a test',
		formats: {onnx: {file: 'mine.onnx', precision: 'int8'}},
		input: {layout: 'NCHW', height: 224, width: 224},
		preprocessing: recipeOf('signed'),
		output: {kind: 'probabilities', classes: 1001, labelOffset: 1},
	},
	'mine.json',
);

const normalisations: readonly Normalisation[] = ['raw', 'unit', 'signed', 'imagenet'];

/** The right manifest of a model, and wrong ones from which a trial has to find it. */
export const wrongBeginnings = (right: Manifest): readonly Manifest[] => [
	right,
	...normalisations.map(normalisation => ({
		...right,
		preprocessing: {...recipeOf(normalisation), channelOrder: 'bgr' as const},
	})),
	{
		...right,
		...(right.output && {output: {...right.output, labelOffset: 1 - right.output.labelOffset}}),
	},
];
