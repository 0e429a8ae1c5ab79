import path from 'node:path';
import {guessInput} from './guess-input.js';
import {guessOutput} from './guess-output.js';
import {guessPreprocessing} from './guess-preprocessing.js';
import {type OnnxInspection} from './inspect-onnx.js';
import {type Manifest, type ModelFormat, type ModelOutput} from './manifest.js';
import {labelsInMetadata} from './metadata-labels.js';

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

const precisionOf = (
	{parameterTypes}: OnnxInspection,
	inputType: string,
): ModelFormat['precision'] => {
	const [main] = Object.entries(parameterTypes).sort((left, right) => right[1] - left[1]);
	switch (main?.[0]) {
		case 'float32': {
			return 'float32';
		}

		case 'float16': {
			return inputType === 'float16' ? 'float16' : 'float16-weights';
		}

		case 'int8':
		case 'uint8': {
			return 'int8';
		}

		default: {
			return 'mixed';
		}
	}
};

const guessLabels = (
	{model}: OnnxInspection,
	output: ModelOutput | undefined,
): {labels: string; guesses: readonly string[]; ownLabels?: readonly string[]} => {
	if (!output) {
		return {labels: 'numbered', guesses: []};
	}

	const {classes, labelOffset} = output;
	const ownLabels = labelsInMetadata(model.metadata, [classes, classes - labelOffset]);
	if (ownLabels) {
		return {labels: 'own', guesses: [], ownLabels};
	}

	return classes - labelOffset === 1000
		? {labels: 'imagenet1k', guesses: [`labels: ImageNet's (${classes} classes)`]}
		: {
				labels: 'numbered',
				guesses: [`labels: numbers (${classes} classes of unknown names; --labels names them)`],
			};
};

/**
Makes a manifest from what an ONNX file says, and guesses the rest.

@throws UserError that says the shapes, when the input is not an image.
*/
export const guessManifest = (inspection: OnnxInspection): GuessedManifest => {
	const {input, guesses: inputGuesses} = guessInput(inspection);
	const {output, guesses: outputGuesses} = guessOutput(inspection);
	const {preprocessing, guesses: pictureGuesses} = guessPreprocessing(
		inspection,
		input,
		output?.classes,
	);
	const {labels, guesses: labelGuesses, ownLabels} = guessLabels(inspection, output);
	const name = nameOf(inspection.file);
	return {
		manifest: {
			schemaVersion: 1,
			name,
			title: path.basename(inspection.file),
			family: 'unknown',
			task: output ? 'classification' : 'other',
			licence: 'unknown',
			origin: 'a file of yours; this manifest was guessed from it',
			formats: {
				onnx: {
					file: path.basename(inspection.file),
					bytes: inspection.bytes,
					precision: precisionOf(inspection, input.dtype),
				},
			},
			input,
			preprocessing,
			...(output && {output}),
			labels,
		},
		guesses: [...inputGuesses, ...pictureGuesses, ...outputGuesses, ...labelGuesses],
		...(ownLabels && {ownLabels}),
	};
};
