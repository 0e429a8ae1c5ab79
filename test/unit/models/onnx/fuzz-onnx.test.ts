import {readFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {UserError} from '../../../../source/text/user-error.js';
import {packagedModelsFolder} from '../../../../source/system/folders.js';
import {guessManifest} from '../../../../source/models/guess/guess-manifest.js';
import {inspectOnnxBytes} from '../../../../source/models/inspect/inspect-onnx.js';
import {onnxSignature} from '../../../../source/models/inspect/model-signature.js';
import {graphBytes, onnxBytes, tinyClassifier} from './onnx-bytes.js';

/** A small generator with a seed, so that a failure can be repeated. */
const randomOf = (seed: number) => {
	let state = seed;
	return (below: number): number => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
};

const mutate = (original: Uint8Array, random: (below: number) => number): Uint8Array => {
	const bytes = Uint8Array.from(original);
	const count = 1 + random(12);
	for (let index = 0; index < count; index++) {
		const at = random(bytes.length);
		const kind = random(4);
		switch (kind) {
			case 0: {
				bytes[at] = random(256);

				break;
			}

			case 1: {
				bytes[at]! ^= 1 << random(8);

				break;
			}

			case 2: {
				bytes.fill(255, at, at + 1 + random(10));

				break;
			}

			default: {
				bytes.copyWithin(at, random(bytes.length), random(bytes.length));
			}
		}
	}

	return random(5) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
};

/** Either an answer or an Error of one line: no crash of any other kind. */
const examine = (bytes: Uint8Array): 'read' | 'refused' => {
	try {
		const found = inspectOnnxBytes(bytes);
		expect(Number.isNaN(found.parameters)).toBe(false);
		try {
			guessManifest(onnxSignature(found));
		} catch (error) {
			expect(error).toBeInstanceOf(UserError);
		}

		return 'read';
	} catch (error) {
		expect(error).toBeInstanceOf(Error);
		expect(error).not.toBeInstanceOf(TypeError);
		expect(error).not.toBeInstanceOf(RangeError);
		expect((error as Error).message).not.toMatch(/\n/);
		return 'refused';
	}
};

const structure = onnxBytes({
	...tinyClassifier({last: 'Softmax', metadata: {labels: 'a,b,c'}}),
	nodes: [
		...tinyClassifier({last: 'Softmax'}).nodes,
		{op: 'Shape', in: ['picture'], out: ['s']},
		{op: 'Slice', in: ['s', 's', 's'], out: ['t']},
		{op: 'Reshape', in: ['picture', 't'], out: ['u']},
		{op: 'Split', in: ['u'], out: ['v1', 'v2'], ints: {split: [1, 2]}},
		{op: 'Transpose', in: ['v1'], out: ['x'], ints: {perm: [0, 2, 3, 1]}},
		{op: 'Unsqueeze', in: ['x'], out: ['z'], ints: {axes: [0, -1]}},
		{op: 'ConstantOfShape', in: ['t'], out: ['k']},
		{
			op: 'If',
			in: ['k'],
			out: ['q'],
			graph: graphBytes({nodes: [{op: 'Abs', in: ['k'], out: ['q']}], inputs: [], outputs: []}),
		},
	],
});

test('mutated structures are read or refused, never worse', () => {
	const counts = {read: 0, refused: 0};
	// The weights at the end are left out: mutations shall hit the structure.
	const small = structure.subarray(0, 2000);
	for (let seed = 1; seed <= 6000; seed++) {
		const random = randomOf(seed);
		const head = mutate(small, random);
		const bytes = random(2) === 0 ? head : Buffer.concat([head, structure.subarray(head.length)]);
		counts[examine(bytes)]++;
	}

	// A fuzz that only ever meets one outcome tests little.
	expect(counts.read).toBeGreaterThan(100);
	expect(counts.refused).toBeGreaterThan(100);
});

test('random bytes are refused', () => {
	for (let seed = 1; seed <= 2000; seed++) {
		const random = randomOf(seed);
		const bytes = Uint8Array.from({length: random(400)}, () => random(256));
		examine(bytes);
	}
});

test('a real model with damaged bytes', () => {
	const original = readFileSync(path.join(packagedModelsFolder, 'efficientnet-b0.onnx'));
	for (let seed = 1; seed <= 40; seed++) {
		examine(mutate(original, randomOf(seed)));
	}
});

test('a file of nothing but tiny fields ends with an error', () => {
	const bytes = new Uint8Array(6_000_000);
	for (let at = 0; at < bytes.length; at += 2) {
		bytes[at] = 8;
		bytes[at + 1] = 1;
	}

	expect(() => inspectOnnxBytes(bytes)).toThrow('too many fields');
});
