import os from 'node:os';
import type * as Ort from 'onnxruntime-node';
import {messageOf} from '../text/user-error.js';
import {
	type Availability,
	type Backend,
	type InputTensor,
	type LoadedModel,
	type LoadRequest,
} from './backend.js';
import {dimensions, pickName, toScores} from './onnx-tensors.js';
import {chooseThreads} from './threads.js';

/** Loaded on demand: it has no binary for every platform, and there the other backends still run. */
const loadRuntime = async (): Promise<typeof Ort> => import('onnxruntime-node');

const versionOf = ({env}: typeof Ort): string => env.versions.node ?? env.versions.common;

type Provider = 'cpu' | 'cuda' | 'tensorrt' | 'webgpu' | 'coreml' | 'dml';

/** y = Relu(x) over one float: the smallest model that makes a provider start. */
const probeModel = Buffer.from(
	'CAg6NwoMCgF4EgF5IgRSZWx1EgVwcm9iZVoPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAN',
	'base64',
);

const mends: Partial<Record<Provider, string>> = {
	cuda: 'install CUDA 12 and cuDNN 9, then: node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install',
	tensorrt:
		'install TensorRT 10 and CUDA 12, then: node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install',
	webgpu:
		'install a Vulkan driver and loader, for example: apt install libvulkan1 mesa-vulkan-drivers',
};

const deviceNames: Record<Provider, string> = {
	cpu: '',
	cuda: 'NVIDIA GPU (CUDA)',
	tensorrt: 'NVIDIA GPU (TensorRT)',
	webgpu: 'GPU (WebGPU)',
	coreml: 'Apple Neural Engine, GPU or CPU (Core ML)',
	dml: 'GPU (DirectML)',
};

const cpuName = (): string => {
	const model = os.cpus()[0]?.model.trim() ?? '';
	return model === '' ? `${os.arch()} CPU` : model;
};

const deviceName = (provider: Provider): string =>
	provider === 'cpu' ? `CPU (${cpuName()})` : deviceNames[provider];

/** The runtime's own text without its source locations. */
const runtimeMessage = (error: unknown): string =>
	messageOf(error)
		.replace(/^\/\S+:\d+ .*? was false\. /, '')
		.replace(/^Load model from \S+ failed:/, 'the model does not load:');

const graphLevels = ['disabled', 'basic', 'extended', 'layout', 'all'] as const;

/** Session options from `--backend-option`, each with what it accepts. */
const readOptions = (
	options: Readonly<Record<string, string>>,
): {graph: (typeof graphLevels)[number]; extra: Record<string, string>} => {
	const extra: Record<string, string> = {};
	let graph: (typeof graphLevels)[number] = 'all';
	for (const [key, value] of Object.entries(options)) {
		switch (key) {
			case 'graph': {
				const level = graphLevels.find(name => name === value);
				if (!level) {
					throw new Error(`backend option graph=${value}: use one of ${graphLevels.join(', ')}`);
				}

				graph = level;
				break;
			}

			case 'precise-int8': {
				extra['session.x64quantprecision'] = readSwitch(key, value);
				break;
			}

			case 'spinning': {
				extra['session.intra_op.allow_spinning'] = readSwitch(key, value);
				break;
			}

			default: {
				throw new Error(
					`unknown backend option "${key}"; onnxruntime takes graph, precise-int8, spinning`,
				);
			}
		}
	}

	return {graph, extra};
};

const readSwitch = (key: string, value: string): '0' | '1' => {
	if (value !== '0' && value !== '1') {
		throw new Error(`backend option ${key}=${value}: use 0 or 1`);
	}

	return value;
};

const runModel = (
	ort: typeof Ort,
	session: Ort.InferenceSession,
	request: LoadRequest,
): LoadedModel['run'] => {
	const inputName = pickName('input', request.input.name, session.inputNames);
	const outputName = pickName('output', request.output?.name, session.outputNames);
	const shape = dimensions(request.input);
	const {output} = request;
	const fetches = output ? [outputName] : session.outputNames;
	return async (data: InputTensor) => {
		const feeds = {[inputName]: new ort.Tensor(request.input.dtype, data as Float32Array, shape)};
		const {[outputName]: result} = await session.run(feeds, fetches);
		return {scores: toScores(result, output)};
	};
};

const load = async (provider: Provider, request: LoadRequest): Promise<LoadedModel> => {
	const ort = await loadRuntime();
	const {graph, extra} = readOptions(request.options);
	const chosen = request.threads
		? {threads: request.threads, reason: 'asked for'}
		: chooseThreads();
	if (provider !== 'cpu') {
		// Without this an accelerator that cannot take the model runs it on the CPU in silence.
		extra['session.disable_cpu_ep_fallback'] = '1';
	}

	let session: Ort.InferenceSession;
	try {
		session = await ort.InferenceSession.create(request.modelPath, {
			executionProviders: [provider],
			graphOptimizationLevel: graph,
			intraOpNumThreads: chosen.threads,
			interOpNumThreads: 1,
			executionMode: 'sequential',
			logSeverityLevel: 3,
			extra,
		});
	} catch (error) {
		throw new Error(`onnxruntime (${provider}): ${runtimeMessage(error)}`, {cause: error});
	}

	return {
		device: deviceName(provider),
		runtime: {name: 'onnxruntime', version: versionOf(ort)},
		...(provider === 'cpu' && {threads: chosen.threads, threadsReason: chosen.reason}),
		run: runModel(ort, session, request),
		dispose: async () => session.release(),
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
			mend: 'npm install onnxruntime-web, and use --backend wasm',
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
		await session.release();
		return {status: 'available', device: deviceName(provider), version};
	} catch (error) {
		const mend = mends[provider];
		return {status: 'unavailable', reason: runtimeMessage(error), ...(mend && {mend})};
	}
};

const onnxruntime = (provider: Provider, title: string): Backend => ({
	id: `onnxruntime:${provider}`,
	title: `ONNX Runtime, ${title}`,
	formats: ['onnx'],
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
