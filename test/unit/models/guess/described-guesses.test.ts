/* What is guessed of a file that its runtime described: nothing that the description speaks against. */
import {expect, test} from 'vitest';
import {guessManifest} from '../../../../source/models/guess/guess-manifest.js';
import {
	describedSignature,
	fileDescriptionSchema,
} from '../../../../source/models/inspect/file-description.js';

const guess = (more: object, output: object = {}) => {
	const {manifest, guesses} = guessManifest(
		describedSignature(
			'some.tflite',
			'tflite',
			fileDescriptionSchema.parse({
				inputs: [{name: 'image', dtype: 'float32', dims: [1, 32, 32, 3]}],
				outputs: [{name: 'scores', dtype: 'float32', dims: [1, 7], ...output}],
				...more,
			}),
		),
	);
	return {manifest, said: guesses.join('\n')};
};

test.for([
	[0.0007, 1, /pixels 0…255 as they are \(the first layer's weights are 0\.0007 at most/],
	[0.19, 1 / 127.5, /NHWC is a habit of TensorFlow/],
	[undefined, 1 / 127.5, /NHWC is a habit of TensorFlow/],
] as const)('largest weight of the first layer: %s', ([firstWeight, scale, words]) => {
	const {manifest, said} = guess({firstWeight});
	expect(manifest.preprocessing.scale).toBe(scale);
	expect(said).toMatch(words);
});

test('what the graph does to the pixels is known better than by the size of weights', () => {
	const {said} = guess({firstWeight: 0.001, affine: {scale: 1, offset: 0}});
	expect(said).toContain('the graph normalises by itself');
});

test('a list of names of another length is told', () => {
	expect(guess({labels: 'cat\ndog'}).said).toContain('7 classes and 2 names in the file');
	expect(guess({}).said).toContain('7 classes of unknown names');
});

test.for(['string', 'bool'])('%s is no score', dtype => {
	const {manifest, said} = guess({}, {dtype});
	expect(manifest.output).toBeUndefined();
	expect(said).toContain('no class scores among the outputs');
});
