import {type FormatName, type ModelInput, type ModelOutput} from '../zoo/manifest.js';

/** Whether a backend can run on this machine, and if not, why and what would mend it. */
export type Availability =
	| {
			readonly status: 'available';
			/** What would execute, as the runtime names it: "CPU (x86-64, AVX-512)", "NVIDIA GeForce RTX 2080 Ti". */
			readonly device: string;
			/** Version of the runtime. */
			readonly version: string;
	  }
	| {
			readonly status: 'unavailable';
			/** One line: what is missing. */
			readonly reason: string;
			/** The command or step that would mend it, where there is one. */
			readonly mend?: string;
	  };

/** What the engine asks a backend to load. */
export type LoadRequest = {
	/** Absolute path of the model file or folder; for named models of a worker (`torchvision:resnet50`) that name. */
	readonly modelPath: string;
	readonly format: FormatName;
	readonly input: ModelInput;
	/** Absent for a model without classes. */
	readonly output?: ModelOutput;
	/** Intra-operator threads on the CPU; absent: the backend's own choice. */
	readonly threads?: number;
	/** Device selector such as `gpu:0`, `usb:0`; absent: the backend's default. */
	readonly device?: string;
	/** Free options of the backend, from `--backend-option key=value`. */
	readonly options: Readonly<Record<string, string>>;
};

/** One image, preprocessed: a dense tensor with a batch dimension of 1, in the layout and dtype of the model's input. */
export type InputTensor = Float32Array | Uint16Array | Uint8Array | Int8Array;

/** The answer to one run. */
export type RunResult = {
	/** Class scores as the model gives them (dequantised), length `output.classes`; empty for a model without classes. */
	readonly scores: Float32Array;
	/**
	Milliseconds from submit to the result readable on the host, measured by a worker inside its own process around a synchronised call. Absent for runtimes that run in the engine: the loop measures them.
	*/
	readonly inferMs?: number;
};

/** A model that is ready to run. */
export type LoadedModel = {
	/** What really executes; a silent fall-back to the CPU is a bug. */
	readonly device: string;
	readonly runtime: {readonly name: string; readonly version: string};
	/** CPU threads in use, where the runtime tells or was told. */
	readonly threads?: number;
	/** How `threads` was chosen, in words. */
	readonly threadsReason?: string;
	/** Share of the graph's run time per execution provider or device (sums to 1), where only part of it runs on the accelerator. */
	readonly placement?: Readonly<Record<string, number>>;
	/** Names and versions to save in the summary beside the runtime (CUDA, driver, delegate, …). */
	readonly versions?: Readonly<Record<string, string>>;
	/**
	Runs one image and resolves when the result is readable on the host.

	@throws Error when the runtime fails; the message is one line.
	*/
	run(tensor: InputTensor): Promise<RunResult>;
	/** Frees the model and whatever process or device holds it. Safe to call twice. */
	dispose(): Promise<void>;
};

/** A runtime on a kind of device. Backends are loaded in the engine process alone. */
export type Backend = {
	/** What the user types: `onnxruntime:cpu`. */
	readonly id: string;
	readonly title: string;
	/** Formats it reads, the preferred one first. */
	readonly formats: readonly FormatName[];
	/** True where two engines cannot hold the device at once (Edge TPU, NCS2): stop the old one before the next is loaded. */
	readonly isExclusive?: boolean;
	/** Not listed unless asked for (`null`). */
	readonly isHidden?: boolean;
	/** Looks for the runtime and its device, without loading a model. Never throws. */
	probe(): Promise<Availability>;
	/**
	@throws Error whose message says what the runtime refused, in its own words.
	*/
	load(request: LoadRequest): Promise<LoadedModel>;
};
