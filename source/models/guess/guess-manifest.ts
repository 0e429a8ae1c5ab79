import path from 'node:path';
import {sanitize} from '../../text/sanitize.js';
import {type Manifest, type ModelOutput} from '../manifest.js';
import {labelsInMetadata, namesInMetadata} from '../inspect/metadata-labels.js';
import {type ModelSignature} from '../inspect/model-signature.js';
import {guessInput} from './guess-input.js';
import {formWords, guessDetection} from './guess-detection.js';
import {guessOutput} from './guess-output.js';
import {guessPreprocessing} from './guess-preprocessing.js';

/** A manifest made from a model file alone. */
export type GuessedManifest = {
	readonly manifest: Manifest;
	/** What the file did not say, each in words. */
	readonly guesses: readonly string[];
	readonly ownLabels?: readonly string[];
};

/** A file name as a model's name: lower-case letters, digits, dot, dash and underscore. */
export const nameOf = (file: string): string => {
	const stem = path.basename(file, path.extname(file)).toLowerCase();
	const name = stem.replaceAll(/[^\w.-]+/g, '-').replace(/^[^a-z\d]+/, '');
	return name === '' ? 'model' : name;
};

const guessLabels = (
	{metadata}: ModelSignature,
	output: ModelOutput | undefined,
): {labels: string; guesses: readonly string[]; ownLabels?: readonly string[]} => {
	if (!output) {
		return {labels: 'numbered', guesses: []};
	}

	const {classes, labelOffset} = output;
	const ownLabels = labelsInMetadata(metadata, [classes, classes - labelOffset]);
	if (ownLabels) {
		const inside = Object.fromEntries(
			Object.entries(metadata).filter(([key]) => !key.endsWith('/beside.labels')),
		);
		const isInside = labelsInMetadata(inside, [classes, classes - labelOffset]) !== undefined;
		return {
			labels: 'own',
			guesses: isInside ? [] : ['labels: a list beside the model, as long as it has classes'],
			ownLabels,
		};
	}

	const named = namesInMetadata(metadata);
	const why = named === undefined ? 'of unknown names' : `and ${named} names in the file`;
	return classes - labelOffset === 1000
		? {labels: 'imagenet1k', guesses: [`labels: ImageNet's (${classes} classes)`]}
		: {
				labels: 'numbered',
				guesses: [`labels: numbers (${classes} classes ${why}; --labels names them)`],
			};
};

/** The licence that a file names. */
const licenceOf = (metadata: ModelSignature['metadata']): string => {
	const found = Object.entries(metadata).find(([key]) => /^(?:model_)?licen[cs]e$/i.test(key));
	const text = sanitize((found?.[1] ?? '').trim(), 100);
	return text === '' ? 'unknown' : text;
};

/**
Makes a manifest from what a model file says, and guesses the rest.

@throws UserError that says the shapes, when the input is not an image.
*/
export const guessManifest = (signature: ModelSignature): GuessedManifest => {
	const {input, guesses: inputGuesses} = guessInput(signature);
	const detection = guessDetection(signature, input);
	const {output, guesses: outputGuesses}: ReturnType<typeof guessOutput> = detection
		? {guesses: [`output: a detector (${formWords(detection.form)}): accuracy is n/a`]}
		: guessOutput(signature, input.batch);
	const {preprocessing, guesses: pictureGuesses} = guessPreprocessing(
		signature,
		input,
		output?.classes,
	);
	const {labels, guesses: labelGuesses, ownLabels} = guessLabels(signature, output);
	const isDetector =
		detection !== undefined || outputGuesses.some(text => text.startsWith('a detector'));
	const {file, format, bytes, assumptions} = signature;
	const name = nameOf(file);
	return {
		manifest: {
			schemaVersion: 1,
			name,
			title: path.basename(file),
			family: 'unknown',
			task: output ? 'classification' : isDetector ? 'detection' : 'other',
			licence: licenceOf(signature.metadata),
			origin: 'a file of yours; this manifest was guessed from it',
			formats: {
				[format]: {
					file: path.basename(file),
					bytes,
					precision: signature.precisionOf(input.dtype),
				},
			},
			input,
			preprocessing,
			output,
			...(detection && {detection}),
			labels,
		},
		guesses: [
			...assumptions,
			...inputGuesses,
			...pictureGuesses,
			...outputGuesses,
			...labelGuesses,
		],
		ownLabels,
	};
};
