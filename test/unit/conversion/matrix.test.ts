import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test, type TestContext} from 'vitest';
import {probeBackends} from '../../../source/engine/probe-backends.js';
import {type ProbedBackend} from '../../../source/engine/protocol.js';
import {conversionText} from '../../../source/models/conversion.js';
import {findConverted} from '../backends/forms.js';
import {withoutProc} from '../engine/processes.js';
import {temporaryFolder} from '../frames/images.js';
import {onnxBytes} from '../models/onnx/onnx-bytes.js';
import {randomFlips} from '../run/random-flips.js';
import {foreignModel} from './foreign-model.js';
import {cpuRuntimes} from './cpu-runtimes.js';

/* The bundled model and a foreign one on every runtime that this machine has, each reached from one ONNX file with nothing prepared. */

const folder = temporaryFolder();
const foreign = path.join(folder.path, 'foreign.onnx');
const converted = ['tflite:cpu', 'pytorch:cpu', 'tensorflow:cpu'] as const;
let probed: readonly ProbedBackend[] = [];

beforeAll(async () => {
	writeFileSync(foreign, onnxBytes(foreignModel()));
	probed = await probeBackends();
});

afterAll(() => {
	folder.remove();
});

const isHere = (id: string): boolean =>
	probed.find(backend => backend.id === id)?.availability.status === 'available';

const needs = (context: TestContext, id: string): void => {
	const availability = probed.find(backend => backend.id === id)?.availability;
	if (availability?.status !== 'available') {
		context.skip(`skipped: ${id}: ${availability?.reason}; to mend: scripts/runtimes/install.sh`);
	}

	// LiteRT runs what TensorFlow alone can write.
	if (id === 'tflite:cpu') {
		needs(context, 'tensorflow:cpu');
	}
};

describe.for(['efficientnet-b0', 'foreign'])('%s', name => {
	test.for(converted)(
		'on %s answers as its ONNX file does',
		{timeout: 600_000},
		async (id, context) => {
			needs(context, id);
			const model = await findConverted(name === 'foreign' ? foreign : name, id);
			const {conversion, manifest, format} = model;
			console.info(`${name} on ${id}: ${conversionText(conversion!)}`);
			expect(conversion).toMatchObject({from: 'onnx', frames: 32, agreeing: 32});
			expect(conversion!.largestDifference).toBeLessThanOrEqual(1e-4);
			expect(manifest.formats[format]?.precision).toBe('float32');
		},
	);
});

test(
	'flips over all of them, of a model from one file, leave no process',
	{timeout: 600_000},
	async context => {
		if (withoutProc !== undefined) {
			context.skip(withoutProc);
		}

		const ids = cpuRuntimes.filter(
			id => isHere(id) && (id !== 'tflite:cpu' || isHere('tensorflow:cpu')),
		);
		if (ids.length < 3) {
			context.skip(`skipped: only ${ids.join(', ')} can run here`);
		}

		const found = await randomFlips(ids.length + 2, 3, () => undefined, {
			backendIds: ids,
			modelNames: ['foreign'],
			resolveModel: async (_name, backendId) => findConverted(foreign, backendId),
			isInTurn: true,
			limitMs: 120_000,
		});
		expect(found.failures).toEqual([]);
		expect(found.orphans).toEqual([]);
		expect(new Set(found.expected.map(({backendId}) => backendId))).toEqual(new Set(ids));
		for (const {number, backendId} of found.expected) {
			expect(found.summary.segments[number - 1]).toMatchObject({number, backendId});
		}
	},
);
