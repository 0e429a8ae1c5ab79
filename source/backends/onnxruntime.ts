import os from 'node:os';
import process from 'node:process';
import {setImmediate as nextTurn} from 'node:timers/promises';
import type * as Ort from 'onnxruntime-node';
import {messageOf} from '../text/user-error.js';
import {
	type Availability,
	type Backend,
	type InputTensor,
	type LoadedModel,
	type LoadRequest,
} from './backend.js';
import {dimensions, otherFeeds, pickName, toOutputs, toScores} from './onnx-tensors.js';
import {installScript, npmInstall} from './npm-install.js';
import {optionsOf, readOptions, type Provider} from './onnxruntime-options.js';
import {Profile} from './onnxruntime-profile.js';
import {runtimeWords} from './runtime-words.js';
import {chooseThreads} from './threads.js';
import {readMaps, webgpuDevice} from './webgpu-device.js';

/**
Loaded on demand: it has no binary for every platform, and there the other backends still run.

From 1.29 on it tells its maker of each session and its inferences, unless that is refused before it is loaded. Nothing leaves a board unasked, and nothing runs beside what is measured.
*/
const loadRuntime = async (): Promise<typeof Ort> => {
	process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
	return import('onnxruntime-node');
};

const versionOf = ({env}: typeof Ort): string => env.versions.node ?? env.versions.common;

/** y = Relu(x) over one float: the smallest model that makes a provider start. */
const probeModel = Buffer.from(
	'CAg6NwoMCgF4EgF5IgRSZWx1EgVwcm9iZVoPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAN',
	'base64',
);

const mends: Partial<Record<Provider, string>> = {
	cuda: `install CUDA 12 and cuDNN 9, then: ${installScript('onnxruntime-node', 'script/install.js')} --onnxruntime-node-install`,
	tensorrt: `install TensorRT 10 and CUDA 12, then: ${installScript('onnxruntime-node', 'script/install.js')} --onnxruntime-node-install`,
	webgpu:
		'install a Vulkan driver and loader, for example: sudo apt install libvulkan1 mesa-vulkan-drivers',
};

const deviceNames = {
	cuda: 'NVIDIA GPU (CUDA)',
	tensorrt: 'NVIDIA GPU (TensorRT)',
	coreml: 'Apple Neural Engine, GPU or CPU (Core ML)',
	dml: 'GPU (DirectML)',
} as const;

const cpuName = (): string => {
	const model = os.cpus()[0]?.model.trim() ?? '';
	return model === '' ? `${os.arch()} CPU` : model;
};

/** For a provider that has started: webgpu is known by its driver in memory. */
const deviceName = (provider: Provider, deviceId?: number): string => {
	switch (provider) {
		case 'cpu': {
			return `CPU (${cpuName()})`;
		}

		case 'webgpu': {
			return webgpuDevice(cpuName(), readMaps());
		}

		default: {
			return deviceNames[provider] + (deviceId === undefined ? '' : ` ${deviceId}`);
		}
	}
};

const runModel = (
	ort: typeof Ort,
	session: Ort.InferenceSession,
	request: LoadRequest,
): LoadedModel['run'] => {
	const inputName = pickName('input', request.input.name, session.inputNames);
	const outputName = pickName('output', request.output?.name, session.outputNames);
	const shape = dimensions(request.input);
	const {output, detection} = request;
	for (const name of detection?.outputs ?? []) {
		pickName('output', name, session.outputNames);
	}

	const fetches = output ? [outputName] : (detection?.outputs ?? session.outputNames);
	const others = otherFeeds(
		request.input,
		(dtype, given, dims) => new ort.Tensor(dtype, given as Float32Array, dims),
	);
	return async (data: InputTensor) => {
		const feeds = {
			...others,
			[inputName]: new ort.Tensor(request.input.dtype, data as Float32Array, shape),
		};
		try {
			const results = await session.run(feeds, fetches);
			return {
				scores: toScores(results[outputName], output),
				outputs: toOutputs(results, detection),
			};
		} catch (error) {
			throw new Error(`onnxruntime: ${runtimeWords(error)}`, {cause: error});
		}
	};
};

/** A Jetson takes up to this long to build an engine, ms. */
const engineBuildMs = 1_800_000;

/** Runs of a profile, the first inference among them. */
const profiledRuns = 3;

/** Ends the profile after a few runs. */
const measurePlacement =
	(
		provider: Provider,
		{options}: LoadRequest,
		profiled: {readonly session: Ort.InferenceSession; readonly profile: Profile},
		run: LoadedModel['run'],
	): LoadedModel['measurePlacement'] =>
	async tensor => {
		for (let count = 1; count < profiledRuns; count++) {
			await run(tensor);
		}

		const placement = profiled.profile.read(profiled.session);
		if (!placement.some(({on}) => on === provider)) {
			const all = placement.reduce((sum, {operators = 0}) => sum + operators, 0);
			throw new Error(
				`onnxruntime (${provider}): it takes none of the model's ${all} operators, all run on the CPU; --backend onnxruntime:cpu runs it there`,
			);
		}

		const forced = options['force-cpu'];
		if (forced !== undefined && placement.length === 1) {
			throw new Error(`backend option force-cpu=${forced}: the model has no operator of that name`);
		}

		return placement;
	};

const load = async (provider: Provider, request: LoadRequest): Promise<LoadedModel> => {
	const ort = await loadRuntime();
	const {graph, extra, hasProfile, deviceId, executionProvider} = readOptions(provider, request);
	const chosen = request.threads
		? {threads: request.threads, reason: 'asked for'}
		: chooseThreads();
	if (provider === 'tensorrt') {
		request.onProgress?.('building a TensorRT engine, which takes minutes', engineBuildMs);
		// The message must leave before the runtime takes the thread.
		await nextTurn();
	}

	const profile = hasProfile ? new Profile() : undefined;
	let session: Ort.InferenceSession | undefined;
	let run: LoadedModel['run'];
	try {
		session = await ort.InferenceSession.create(request.modelPath, {
			executionProviders: [executionProvider],
			graphOptimizationLevel: graph,
			intraOpNumThreads: chosen.threads,
			interOpNumThreads: 1,
			executionMode: 'sequential',
			logSeverityLevel: 3,
			...profile?.sessionOptions,
			extra,
		});
		run = runModel(ort, session, request);
	} catch (error) {
		await session?.release();
		profile?.remove();
		const words = runtimeWords(error);
		// What is wrong with a model is no matter of drivers.
		const mend = /shared library|adapter/i.test(words) ? mends[provider] : undefined;
		const advice = mend === undefined ? '' : `; ${mend}`;
		throw new Error(`onnxruntime (${provider}): ${words}${advice}`, {cause: error});
	}

	let isReleased = false;
	return {
		device: deviceName(provider, deviceId),
		runtime: {name: 'onnxruntime', version: versionOf(ort)},
		...(provider === 'cpu' && {threads: chosen.threads, threadsReason: chosen.reason}),
		run,
		...(profile && {
			measurePlacement: measurePlacement(provider, request, {session, profile}, run),
		}),
		async dispose() {
			if (!isReleased) {
				isReleased = true;
				await session.release();
				profile?.remove();
			}
		},
	};
};

const probe = async (provider: Provider): Promise<Availability> => {
	let ort: typeof Ort;
	try {
		ort = await loadRuntime();
	} catch (error) {
		return {
			status: 'unavailable',
			reason: `onnxruntime-node does not load on ${os.platform()}-${os.arch()}: ${messageOf(error)}`,
			mend: `${npmInstall('onnxruntime-web')}, and use --backend wasm`,
		};
	}

	const version = versionOf(ort);
	if (!ort.listSupportedBackends().some(({name}) => name === provider)) {
		return {
			status: 'unavailable',
			reason: `onnxruntime ${version} has no ${provider} provider for ${os.platform()}-${os.arch()}`,
		};
	}

	if (provider === 'cpu') {
		return {status: 'available', device: deviceName(provider), version};
	}

	try {
		const session = await ort.InferenceSession.create(probeModel, {
			executionProviders: [provider],
			extra: {'session.disable_cpu_ep_fallback': '1'},
		});
		await session.run({x: new ort.Tensor('float32', Float32Array.of(1), [1])});
		const device = deviceName(provider);
		await session.release();
		return {status: 'available', device, version};
	} catch (error) {
		const mend = mends[provider];
		return {status: 'unavailable', reason: runtimeWords(error), ...(mend && {mend})};
	}
};

const onnxruntime = (provider: Provider, title: string): Backend => ({
	id: `onnxruntime:${provider}`,
	title: `ONNX Runtime, ${title}`,
	formats: ['onnx'],
	options: optionsOf(provider),
	computesOn: provider === 'cpu' ? 'cpu' : 'device',
	prepare: loadRuntime,
	probe: async () => probe(provider),
	load: async request => load(provider, request),
});

export const onnxruntimeBackends: readonly Backend[] = [
	onnxruntime('cpu', 'CPU'),
	onnxruntime('cuda', 'CUDA'),
	onnxruntime('tensorrt', 'TensorRT'),
	onnxruntime('webgpu', 'WebGPU'),
	onnxruntime('coreml', 'Core ML'),
	onnxruntime('dml', 'DirectML'),
];
