import {readFile} from 'node:fs/promises';
import os from 'node:os';
import type * as Ort from 'onnxruntime-web';
import {messageOf} from '../text/user-error.js';
import {type Availability, type Backend, type LoadedModel, type LoadRequest} from './backend.js';
import {dimensions, otherFeeds, pickName, toOutputs, toScores} from './onnx-tensors.js';
import {npmInstall} from './npm-install.js';
import {runtimeWords} from './runtime-words.js';
import {chooseThreads} from './threads.js';

// 143 MB unpacked, for a fall-back that the native runtime makes needless almost everywhere: an optional package.
const mend = npmInstall('onnxruntime-web');

const importRuntime = async (): Promise<typeof Ort> => {
	try {
		return await import('onnxruntime-web');
	} catch (error) {
		const isMissing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
		throw new Error(isMissing ? 'the package onnxruntime-web is not installed' : messageOf(error), {
			cause: error,
		});
	}
};

const deviceName = (): string => {
	const model = os.cpus()[0]?.model.trim() ?? '';
	return `CPU (${model === '' ? os.arch() : model}), WebAssembly`;
};

const probe = async (): Promise<Availability> => {
	try {
		const {env} = await importRuntime();
		return {status: 'available', device: deviceName(), version: env.versions.web ?? 'unknown'};
	} catch (error) {
		return {status: 'unavailable', reason: messageOf(error), mend};
	}
};

/** The number of threads is fixed when the module is first started; a later load has to live with it. */
let startedThreads: number | undefined;

const load = async (request: LoadRequest): Promise<LoadedModel> => {
	const unknown = Object.keys(request.options).find(key => key !== 'python');
	if (unknown !== undefined) {
		throw new Error(`unknown backend option "${unknown}"; wasm takes none`);
	}

	const {InferenceSession, Tensor, env} = await importRuntime();
	const chosen = request.threads
		? {threads: request.threads, reason: 'asked for'}
		: chooseThreads();
	startedThreads ??= chosen.threads;
	env.wasm.numThreads = startedThreads;
	let session: Ort.InferenceSession;
	try {
		session = await InferenceSession.create(await readFile(request.modelPath), {
			executionProviders: ['wasm'],
			logSeverityLevel: 3,
		});
	} catch (error) {
		throw new Error(`onnxruntime-web: ${runtimeWords(error)}`, {cause: error});
	}

	const {input, output, detection} = request;
	const inputName = pickName('input', input.name, session.inputNames);
	const outputName = pickName('output', output?.name, session.outputNames);
	const shape = dimensions(input);
	const others = otherFeeds(
		input,
		(dtype, given, dims) => new Tensor(dtype, given as Float32Array, dims),
	);
	let isReleased = false;
	return {
		device: deviceName(),
		runtime: {name: 'onnxruntime-web', version: env.versions.web ?? 'unknown'},
		threads: startedThreads,
		threadsReason:
			startedThreads === chosen.threads ? chosen.reason : 'fixed by the first load of this process',
		async run(tensor) {
			const feeds = {
				...others,
				[inputName]: new Tensor(input.dtype, tensor as Float32Array, shape),
			};
			try {
				const results = await session.run(feeds);
				return {
					scores: toScores(results[outputName], output),
					outputs: toOutputs(results, detection),
				};
			} catch (error) {
				throw new Error(`onnxruntime-web: ${runtimeWords(error)}`, {cause: error});
			}
		},
		async dispose() {
			if (!isReleased) {
				isReleased = true;
				await session.release();
			}
		},
	};
};

/** ONNX Runtime compiled to WebAssembly: slower than the native one, and runs wherever Node does. */
export const wasmBackend: Backend = {
	id: 'wasm',
	title: 'ONNX Runtime, WebAssembly',
	formats: ['onnx'],
	options: [],
	computesOn: 'cpu',
	probe,
	load,
};
