import type * as Ort from 'onnxruntime-node';
import {type BackendOption} from './backend.js';
import {preciseInt8} from './precise-int8.js';

export type Provider = 'cpu' | 'cuda' | 'tensorrt' | 'webgpu' | 'coreml' | 'dml';

const graphLevels = ['disabled', 'basic', 'extended', 'layout', 'all'] as const;
type GraphLevel = (typeof graphLevels)[number];

/** Providers that take the number of a device. */
const numbered = new Set<Provider>(['cuda', 'tensorrt', 'dml']);

const option = (name: string, values: string, about: string): BackendOption => ({
	name,
	values,
	about,
});

/** What `--backend-option` takes for a provider. */
export const optionsOf = (provider: Provider): readonly BackendOption[] => [
	option('graph', graphLevels.join('|'), 'level of graph optimisation (all)'),
	preciseInt8,
	option('spinning', '0|1', 'threads spin while they wait (1)'),
	...(provider === 'cpu'
		? []
		: [
				option(
					'profile',
					'0|1',
					'1: operators that the device does not take run on the CPU, and the share is told; 0: such a model is an error (1)',
				),
			]),
	...(numbered.has(provider)
		? [option('device-id', 'NUMBER', 'which device, as --device gpu:NUMBER (0)')]
		: []),
	...(provider === 'webgpu'
		? [
				option('layout', 'nchw|nhwc', 'layout that convolutions prefer (the runtime chooses)'),
				option('force-cpu', 'NODE,NODE', 'names of operators to run on the CPU'),
			]
		: []),
];

/** What the C interface takes and the JavaScript binding does not hand on, and where it can be had. */
const outOfReach = (provider: Provider, key: string): string | undefined => {
	const isEngine = /^(?:fp16|int8|engine-cache|cache|workspace|workspace-mb)$/.test(key);
	if (!isEngine) {
		return undefined;
	}

	if (provider === 'tensorrt') {
		return `backend option ${key}: onnxruntime's tensorrt provider takes only a device number from JavaScript; --backend tensorrt takes fp16, int8, cache, cache-folder and workspace-mb`;
	}

	return key === 'fp16'
		? `backend option fp16: onnxruntime computes as the model file says; use a float16 model, or --backend tensorrt --backend-option fp16=1 on NVIDIA`
		: undefined;
};

const readSwitch = (key: string, value: string): '0' | '1' => {
	if (value !== '0' && value !== '1') {
		throw new Error(`backend option ${key}=${value}: use 0 or 1`);
	}

	return value;
};

const readOneOf = <Name extends string>(
	key: string,
	value: string,
	names: readonly Name[],
): Name => {
	const found = names.find(name => name === value);
	if (found === undefined) {
		throw new Error(`backend option ${key}=${value}: use one of ${names.join(', ')}`);
	}

	return found;
};

const readNumber = (text: string): number | undefined =>
	/^\d{1,3}$/.test(text) ? Number(text) : undefined;

/** The number in `--device gpu:1`; undefined for the provider's default. */
const readDevice = (provider: Provider, device: string | undefined): number | undefined => {
	if (device === undefined || device === (provider === 'cpu' ? 'cpu' : 'gpu')) {
		return undefined;
	}

	const number = device.startsWith('gpu:') ? readNumber(device.slice(4)) : undefined;
	if (number === undefined || !numbered.has(provider)) {
		const known = numbered.has(provider)
			? 'gpu:NUMBER'
			: `${provider === 'cpu' ? 'cpu' : 'gpu'}: the ${provider} provider takes no number`;
		throw new Error(`device "${device}": use ${known}`);
	}

	return number;
};

export type ReadOptions = {
	readonly graph: GraphLevel;
	readonly extra: Readonly<Record<string, string>>;
	/** Operators that the device does not take may run on the CPU, and a profile tells how much. */
	readonly hasProfile: boolean;
	readonly executionProvider: Ort.InferenceSession.ExecutionProviderConfig;
	/** Number of the device; absent: the provider's default. */
	readonly deviceId?: number;
};

/**
Session options from `--backend-option` and `--device`, each with what it accepts.

@throws Error that names the option and what it takes, or where it can be had.
*/
export const readOptions = (
	provider: Provider,
	{options, device}: {readonly options: Readonly<Record<string, string>>; readonly device?: string},
): ReadOptions => {
	const extra: Record<string, string> = {};
	const settings: Record<string, unknown> = {};
	let graph: GraphLevel = 'all';
	let hasProfile = provider !== 'cpu';
	let deviceId = readDevice(provider, device);
	const known = optionsOf(provider);
	for (const [key, value] of Object.entries(options)) {
		if (!known.some(({name}) => name === key)) {
			throw new Error(
				outOfReach(provider, key) ??
					`unknown backend option "${key}"; onnxruntime:${provider} takes ${known.map(({name}) => name).join(', ')}`,
			);
		}

		switch (key) {
			case 'graph': {
				graph = readOneOf(key, value, graphLevels);
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

			case 'profile': {
				hasProfile = readSwitch(key, value) === '1';
				break;
			}

			case 'device-id': {
				const number = readNumber(value);
				if (number === undefined || (deviceId !== undefined && deviceId !== number)) {
					throw new Error(`backend option device-id=${value}: use one number, here or in --device`);
				}

				deviceId = number;
				break;
			}

			case 'layout': {
				settings['preferredLayout'] = readOneOf(key, value, ['nchw', 'nhwc']).toUpperCase();
				break;
			}

			case 'force-cpu': {
				settings['forceCpuNodeNames'] = value.split(',');
				break;
			}
			// No default
		}
	}

	if (provider !== 'cpu' && !hasProfile) {
		// Nobody would tell that a part runs on the CPU: then none may.
		extra['session.disable_cpu_ep_fallback'] = '1';
	}

	const numberOf = deviceId === undefined ? {} : {deviceId};
	return {
		graph,
		extra,
		hasProfile,
		...numberOf,
		executionProvider: {name: provider, ...settings, ...numberOf},
	};
};
