import path from 'node:path';
import {openModelFile} from '../../../../source/models/model-file.js';
import {type ModelSketch, onnxBytes, tinyClassifier} from '../onnx/onnx-bytes.js';
import {type writtenFiles} from './written-files.js';

/** Every side open, as optimum exports models. */
export const openDims: ModelSketch['inputs'][number]['dims'] = [
	'batch_size',
	'num_channels',
	'height',
	'width',
];

/** What is guessed of a model with JSON files beside it. */
export const guessBeside = async (
	write: ReturnType<typeof writtenFiles>['write'],
	beside: Readonly<Record<string, unknown>>,
	sketch: ModelSketch = tinyClassifier({dims: openDims, classes: 3}),
) => {
	const texts: Record<string, string> = {};
	for (const [name, content] of Object.entries(beside)) {
		texts[name] = JSON.stringify(content);
	}

	const folder = write({'model.onnx': onnxBytes(sketch), ...texts});
	const {manifest, guesses} = await openModelFile(path.join(folder, 'model.onnx'));
	return {manifest, said: guesses.join('\n')};
};
