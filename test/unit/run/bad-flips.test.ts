/*
Flips to engines that cannot load, each for another reason: one line in the events, and the old engine counts on.
*/
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {findPython} from '../../../source/backends/find-python.js';
import {bundledSamples} from '../../../source/frames/open-dataset.js';
import {SaveFile} from '../../../source/system/save-file.js';
import type * as source from '../../../source/run/session.js';
import {formatsOf} from '../../../source/models/formats.js';
import {resolveModel as resolve} from '../../../source/models/resolve-model.js';
import {isAlive, waitFor} from '../engine/processes.js';
import {onnxBytes, tinyClassifier, type ModelSketch} from '../models/onnx/onnx-bytes.js';
import {startSession} from './built-session.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-bad-flips-'));
let session: source.Session;

const write = (name: string, content: string | Uint8Array): string => {
	const file = path.join(folder, name);
	writeFileSync(file, content);
	return file;
};

const whole = tinyClassifier();
const strange: ModelSketch = {
	...whole,
	nodes: whole.nodes.map(node => (node.op === 'Relu' ? {...node, op: 'Rolu'} : node)),
};
/** Loads, and wants 4 TB in its first run. */
const vast: ModelSketch = {
	...whole,
	nodes: [
		...whole.nodes.slice(0, -1),
		{op: 'Gemm', in: ['f', 'm'], out: ['g'], int: {transB: 1}},
		{op: 'ConstantOfShape', in: ['size'], out: ['zeros']},
		{op: 'ReduceSum', in: ['zeros'], out: ['sum'], int: {keepdims: 0}},
		{op: 'Add', in: ['g', 'sum'], out: ['scores']},
	],
	tensors: [...whole.tensors!, {name: 'size', type: 7, dims: [3], int64s: [100_000, 100_000, 100]}],
};

const workers = fileURLToPath(new URL('../../../source/backends/python', import.meta.url));
/** A worker whose load() is these lines. */
const worker = (name: string, load: string): string => {
	const file = write(
		name,
		`
import os, signal, sys
sys.dont_write_bytecode = True
sys.path.insert(0, ${JSON.stringify(workers)})
from edgetop_worker import Runtime, WorkerError, serve

class Bad(Runtime):
    name = 'bad'

    def describe(self):
        return {'version': '1', 'devices': [{'id': 'cpu', 'name': 'none'}]}

    def load(self, request):
        ${load}

serve(Bad)
`,
	);
	return `exec:${findPython()} ${file}`;
};

beforeAll(async () => {
	const good = write('good.onnx', onnxBytes(whole));
	const resolveModel = async (name: string, backendId: string) =>
		resolve(name === 'good' ? good : name, {formats: formatsOf(backendId)});
	session = startSession({
		model: await resolveModel('good', 'onnxruntime:cpu'),
		dataset: await bundledSamples(),
		saveFile: new SaveFile(path.join(folder, 'run.json')),
		resolveModel,
	});
	await waitFor('frames', () => (session.state.segments[0]?.frames ?? 0) > 5);
});
afterAll(async () => {
	await session.end('quit');
	rmSync(folder, {recursive: true, force: true});
});

const failures = (): readonly string[] =>
	session.state.events
		.all()
		.filter(({kind}) => kind === 'flipFailed')
		.map(({text}) => text);

it.for<readonly [string, () => Promise<void>, RegExp]>([
	[
		'an operator that the runtime does not have',
		async () => session.selectModel(write('strange.onnx', onnxBytes(strange))),
		/does not have the operator Rolu/,
	],
	[
		'too little memory in the first run',
		async () => session.selectModel(write('vast.onnx', onnxBytes(vast))),
		/out of memory: ConstantOfShape wants 3725 GiB/,
	],
	[
		'too little memory for a worker',
		async () => session.selectBackend(worker('greedy.py', 'bytearray(1 << 50)')),
		/: out of memory/,
	],
	[
		'a worker that the kernel kills for want of memory',
		async () => session.selectBackend(worker('killed.py', 'os.kill(os.getpid(), signal.SIGKILL)')),
		/was killed by SIGKILL \(by hand, or by the kernel for want of memory\)/,
	],
	[
		'a busy device',
		async () =>
			session.selectBackend(
				worker('busy.py', "raise WorkerError('the device is held by process 7', 'end process 7')"),
			),
		/the device is held by process 7; end process 7/,
	],
	[
		'a backend that there is not',
		async () => session.selectBackend('exec:/no/such/worker'),
		/cannot start: no program \/no\/such\/worker/,
	],
])('%s', {timeout: 60_000}, async ([, flip, words], context) => {
	context.skip(process.platform === 'win32', 'skipped: POSIX signals and paths');
	const before = failures().length;
	const engine = session.enginePid!;
	await flip();
	const text = await waitFor('the failure', () => failures()[before]);
	expect(text).toMatch(words);
	expect(text).not.toContain('\n');
	expect(failures()).toHaveLength(before + 1);
	expect(session.enginePid).toBe(engine);
	expect(isAlive(engine)).toBe(true);
	expect(session.state.segments).toHaveLength(1);
	const {frames, restarts} = session.state.segments[0]!;
	expect(restarts).toBe(0);
	await waitFor('the old engine to count on', () => session.state.segments[0]!.frames > frames);
});
