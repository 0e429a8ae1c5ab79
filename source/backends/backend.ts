import {type FileDescription} from '../models/inspect/file-description.js';
import {type NamedModel} from '../models/named-model.js';
import {
	type Detection,
	type FormatName,
	type ModelInput,
	type ModelOutput,
} from '../models/manifest.js';

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
	/** Of a detector: its outputs are answered in that order. */
	readonly detection?: Detection | undefined;
	/** Intra-operator threads on the CPU; absent: the backend's own choice. */
	readonly threads?: number;
	/** Device selector such as `gpu:0`, `usb:0`; absent: the backend's default. */
	readonly device?: string;
	/** Free options of the backend, from `--backend-option key=value`. */
	readonly options: Readonly<Record<string, string>>;
	/**
	Told what the runtime is doing while it loads, in a few words; empty: nothing in particular. With `patienceMs` the runtime is about to hold the thread for up to that long.
	*/
	readonly onProgress?: (text: string, patienceMs?: number) => void;
};

/** One image, preprocessed: a dense tensor with a batch dimension of 1 (none where the input has none), in the layout and dtype of the model's input. */
export type InputTensor =
	Float32Array | Float64Array | Uint16Array | Uint8Array | Int8Array | Int32Array;

/** An output of a detector as the model gives it (dequantised). */
export type RawOutput = {readonly data: Float32Array; readonly dims: readonly number[]};

/** The answer to one run. */
export type RunResult = {
	/** Class scores as the model gives them (dequantised), length `output.classes`; empty for a model without classes. */
	readonly scores: Float32Array;
	/** Of a detector: the outputs that the request names, in its order. */
	readonly outputs?: readonly RawOutput[] | undefined;
	/**
	Milliseconds from submit to the result readable on the host, measured by a worker inside its own process around a synchronised call. Absent for runtimes that run in the engine: the loop measures them.
	*/
	readonly inferMs?: number;
};

/** The part of a model that runs on one device. */
export type PlacedShare = {
	/** As the runtime calls it: `webgpu`, `cpu`. */
	readonly on: string;
	/** Operators of one inference that ran there, after the runtime fused what it could; absent where the runtime tells times alone. */
	readonly operators?: number;
	/** Share of the operators, 0…1; all shares sum to 1. */
	readonly operatorShare?: number;
	/** Share of the time, 0…1; all shares sum to 1. Absent where the runtime does not tell the device's own time. */
	readonly timeShare?: number;
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
	/** Which part of the model runs where, the greatest part first; absent where all of it runs on `device` by construction, or before `measurePlacement`. */
	readonly placement?: readonly PlacedShare[];
	/** Names and versions to save in the summary beside the runtime (CUDA, driver, delegate, …). */
	readonly versions?: Readonly<Record<string, string>>;
	/** Runs that may be handed over before the first is answered; they are carried out one after the other, in order. @default 1 */
	readonly slots?: number;
	/** CPU seconds so far of the process that the model runs in, where that is another than this one; undefined where they cannot be read. */
	workerCpuSeconds?(): number | undefined;
	/**
	Runs one image and resolves when the result is readable on the host.

	@param isKept Whether the tensor stays as it is for good: it may be held where the model runs. @default false
	@throws Error when the runtime fails; the message is one line.
	*/
	run(tensor: InputTensor, isKept?: boolean): Promise<RunResult>;
	/**
	Runs the image a few times more under the runtime's own profile and tells what ran where. To be called once, after the first run and before any run that is counted; absent where there is nothing to be found out.

	@throws Error where no part of the model runs on the device that was asked for.
	*/
	measurePlacement?(tensor: InputTensor): Promise<readonly PlacedShare[]>;
	/** Frees the model and whatever process or device holds it. Safe to call twice. */
	dispose(): Promise<void>;
};

/** A key of `--backend-option`. */
export type BackendOption = {
	readonly name: string;
	/** What it takes: `0|1`, `NUMBER`, `FOLDER`. */
	readonly values: string;
	/** What it does, with the default in brackets. */
	readonly about: string;
};

/** A runtime on a kind of device. Backends are loaded in the engine process alone. */
export type Backend = {
	/** What the user types: `onnxruntime:cpu`. */
	readonly id: string;
	readonly title: string;
	/** Formats it reads, the preferred one first. */
	readonly formats: readonly FormatName[];
	/** What `--backend-option` takes. */
	readonly options: readonly BackendOption[];
	/** True where two engines cannot hold the device at once (Edge TPU, NCS2): stop the old one before the next is loaded. */
	readonly isExclusive?: boolean;
	/** What the model's arithmetic runs on: this machine's CPU, or another device. Absent: not known. */
	readonly computesOn?: 'cpu' | 'device';
	/** Not listed unless asked for (`null`). */
	readonly isHidden?: boolean;
	/** Loads the code of a runtime that runs in the engine itself, before the model is known. */
	prepare?(): Promise<unknown>;
	/** Looks for the runtime and its device, without loading a model. Never throws. */
	probe(): Promise<Availability>;
	/**
	What a manifest of a model in a Python package (`torchvision:resnet50`) would say, as the package tells it. Absent where the runtime has no such models.

	@throws Error in one line: no such package (with the command that installs it), no such model.
	*/
	describeModel?(name: string, options: Readonly<Record<string, string>>): Promise<NamedModel>;
	/**
	What a model file tells of itself, where the runtime has to be asked. Absent where edgetop reads the format, or the file may be on another machine.

	@param file Absolute path of the file or folder.
	@throws Error in one line: no such runtime, not such a file.
	*/
	describeFile?(
		file: string,
		format: FormatName,
		options: Readonly<Record<string, string>>,
	): Promise<FileDescription>;
	/**
	@throws Error whose message says what the runtime refused, in its own words.
	*/
	load(request: LoadRequest): Promise<LoadedModel>;
};
