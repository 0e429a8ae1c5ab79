import {readFile, stat} from 'node:fs/promises';
import {messageOf} from '../text/user-error.js';
import {isExclusiveBackend} from '../models/exclusive.js';
import {type FileDescription} from '../models/inspect/file-description.js';
import {type FormatName} from '../models/manifest.js';
import {tooNew} from '../models/onnx/known-versions.js';
import {type NamedModel} from '../models/named-model.js';
import {cpuSecondsOf} from '../system/process-cpu.js';
import {
	type Availability,
	type Backend,
	type BackendOption,
	type LoadedModel,
	type LoadRequest,
	type PlacedShare,
} from './backend.js';
import {chooseThreads} from './threads.js';
import {WorkerClient, type WorkerClientOptions} from './worker-client.js';
import {WorkerFailure} from './worker-limits.js';
import {type WorkerDescribed, type WorkerHello} from './worker-protocol.js';
import {type WorkerCommand} from './worker-process.js';

/** A backend whose runtime runs in a worker process. */
export type WorkerBackendDescription = {
	readonly id: string;
	readonly title: string;
	readonly formats: readonly FormatName[];
	/** What the worker's `read_options` takes. */
	readonly options: readonly BackendOption[];
	/** Whether its worker has models by name, from packages. */
	readonly hasNamedModels?: boolean;
	/** Which of the worker's devices; absent: the first that it has. */
	readonly target?: string;
	/** What mends this backend, from what its worker, which serves others as well, says. */
	readonly mendFor?: (mend: string) => string;
	/** Whether `threads` means anything to it. */
	readonly isOnCpu: boolean;
	/** Whether the runtime chooses the device by itself. @default false */
	readonly choosesDevice?: boolean;
	/** Whether the runtime reads an ONNX file of any version as if it were one of its own. @default false */
	readonly readsAnyVersion?: boolean;
	/** Whether the worker may be on another machine: it is told what file is meant, and may ask for its bytes. */
	readonly isRemote?: boolean;
	/** The program, for an interpreter asked for by `--backend-option python=…` or none. */
	readonly command: (python: string | undefined) => WorkerCommand;
};

/** Workers of several backends are one program: it is asked once in a process. */
const hellos = new Map<string, Promise<WorkerHello>>();

const askHello = async (command: WorkerCommand): Promise<WorkerHello> => {
	const client = await WorkerClient.start(command, {onNativeText: () => undefined});
	await client.dispose();
	return client.hello;
};

const helloOf = async (command: WorkerCommand): Promise<WorkerHello> => {
	const key = JSON.stringify([command.file, command.args]);
	const known = hellos.get(key) ?? askHello(command);
	hellos.set(key, known);
	return known;
};

const mendOf = (
	error: unknown,
	{mendFor = mend => mend}: WorkerBackendDescription,
): string | undefined =>
	error instanceof WorkerFailure && error.mend ? mendFor(error.mend) : undefined;

const probe = async (description: WorkerBackendDescription): Promise<Availability> => {
	const {command, target} = description;
	try {
		const {devices, runtime, version} = await helloOf(command(undefined));
		const device = devices.find(({id}) => target === undefined || id === target);
		if (device?.name !== undefined) {
			return {status: 'available', device: device.name, version};
		}

		return {
			status: 'unavailable',
			reason: device?.missing ?? `${runtime} ${version} has no device ${target}`,
			mend: device?.mend,
		};
	} catch (error) {
		const mend = mendOf(error, description);
		return {status: 'unavailable', reason: messageOf(error), ...(mend !== undefined && {mend})};
	}
};

/** What a worker needs to tell whether the file at that path on its machine is the one that is meant. */
const identify = async (modelPath: string): Promise<object> => {
	const stats = await stat(modelPath).catch(() => undefined);
	if (!stats?.isFile()) {
		return {};
	}

	const {createHash} = await import('node:crypto');
	const bytes = await readFile(modelPath);
	return {
		modelBytes: bytes.length,
		modelSha256: createHash('sha256').update(bytes).digest('hex'),
	};
};

const loadHeader = async (
	request: LoadRequest,
	{target, isOnCpu, isRemote}: WorkerBackendDescription,
): Promise<object> => {
	// `python` chooses the interpreter here; the worker knows nothing of it.
	const {python: _, ...options} = request.options;
	return {
		model: request.modelPath,
		format: request.format,
		...(isRemote && (await identify(request.modelPath))),
		target,
		device: request.device,
		// Another machine has other cores: its worker chooses, unless the user did.
		...((isOnCpu || request.threads !== undefined) && {
			threads: request.threads ?? chooseThreads().threads,
		}),
		options,
		input: request.input,
		output: request.output,
		...(request.detection && {detection: request.detection}),
	};
};

/** States of a worker that say no more than the screen says anyway. */
const plainStates = new Set(['starting', 'idle', 'describing', 'loading', 'running']);

const sharesOf = (placement: Readonly<Record<string, number>>): readonly PlacedShare[] =>
	Object.entries(placement)
		.map(([on, timeShare]) => ({on, timeShare}))
		.sort((left, right) => right.timeShare - left.timeShare);

const withMend = (error: unknown, description: WorkerBackendDescription): Error => {
	const mend = mendOf(error, description);
	const words = mend === undefined ? '' : `; ${mend}`;
	return new Error(`${description.title}: ${messageOf(error)}${words}`, {cause: error});
};

/**
Starts a worker and loads a model in it.

@throws Error with the runtime's own words, and what would mend it.
*/
export const loadInWorker = async (
	description: WorkerBackendDescription,
	request: LoadRequest,
	options: WorkerClientOptions = {},
): Promise<LoadedModel> => {
	let client: WorkerClient | undefined;
	try {
		const {onProgress, format, modelPath} = request;
		const refusal =
			description.readsAnyVersion && format === 'onnx' ? tooNew(modelPath) : undefined;
		if (refusal !== undefined) {
			throw new Error(refusal);
		}

		client = await WorkerClient.start(description.command(request.options['python']), {
			onState:
				onProgress &&
				(state => {
					onProgress(plainStates.has(state) ? '' : state);
				}),
			...options,
		});
		const worker = client;
		const header = await loadHeader(request, description);
		const loaded = await worker.load(header, async () => readFile(modelPath));
		const {hello} = worker;
		const classes = (request.output?.classes ?? 0) * (request.input.batch ?? 1);
		const {threads, versions, placement, device} = loaded;
		return {
			device,
			runtime: {name: hello.runtime, version: hello.version},
			...(threads !== undefined && {
				threads,
				threadsReason: reasonOf(threads, request, description),
			}),
			...(placement && {placement: sharesOf(placement)}),
			versions,
			// Of a remote worker there is but the connection here.
			workerCpuSeconds: () =>
				worker.pid === undefined || description.isRemote === true
					? undefined
					: cpuSecondsOf(worker.pid),
			slots: hello.slots,
			run: async (tensor, isKept = false) =>
				worker.infer(tensor, classes, {isDetector: request.detection !== undefined, isKept}),
			dispose: async () => worker.dispose(),
		};
	} catch (error) {
		await client?.dispose();
		throw withMend(error, description);
	}
};

const reasonOf = (
	threads: number,
	request: LoadRequest,
	{isOnCpu}: WorkerBackendDescription,
): string => {
	if (request.threads === threads) {
		return 'asked for';
	}

	const chosen = chooseThreads();
	return isOnCpu && request.threads === undefined && chosen.threads === threads
		? chosen.reason
		: "the runtime's own choice";
};

/** Asks a worker that is started for it. */
const ask = async <About extends 'model' | 'file'>(
	description: WorkerBackendDescription,
	python: string | undefined,
	about: About,
	question: object,
): Promise<NonNullable<WorkerDescribed[About]>> => {
	let client: WorkerClient | undefined;
	try {
		client = await WorkerClient.start(description.command(python));
		const described = await client.describe(question);
		const answer = described[about];
		if (!answer) {
			throw new WorkerFailure(`the worker answered described without ${about}`);
		}

		return answer;
	} catch (error) {
		throw withMend(error, description);
	} finally {
		await client?.dispose();
	}
};

export const workerBackend = (description: WorkerBackendDescription): Backend => ({
	id: description.id,
	title: description.title,
	formats: description.formats,
	options: description.options,
	...(!description.isRemote &&
		!description.choosesDevice && {computesOn: description.isOnCpu ? 'cpu' : 'device'}),
	...(isExclusiveBackend(description.id) && {isExclusive: true}),
	probe: async () => probe(description),
	load: async request => loadInWorker(description, request),
	...(description.hasNamedModels && {
		async describeModel(
			model: string,
			{python, ...options}: Readonly<Record<string, string>>,
		): Promise<NamedModel> {
			const {target} = description;
			return ask(description, python, 'model', {
				model,
				options,
				target,
			});
		},
	}),
	...(!description.isRemote && {
		describeFile: async (
			model: string,
			format: FormatName,
			{python}: Readonly<Record<string, string>>,
		): Promise<FileDescription> => ask(description, python, 'file', {model, format}),
	}),
});
