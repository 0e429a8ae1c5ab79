import {type InputTensor, type RunResult} from './backend.js';
import {
	encodeHead,
	FrameReader,
	GarbageError,
	protocolVersions,
	workerMessageSchema,
	type Frame,
	type WorkerDescribed,
	type WorkerHello,
	type WorkerLoaded,
	type WorkerMessage,
} from './worker-protocol.js';
import {defaultLimits, inWords, WorkerFailure, type WorkerLimits} from './worker-limits.js';
import {endText, sharedDescriptor, WorkerProcess, type WorkerCommand} from './worker-process.js';
import {bytesOf, impossibleTime, readAnswer} from './worker-tensors.js';

export type WorkerClientOptions = {
	readonly limits?: Partial<WorkerLimits>;
	/** A line of the worker's stderr, raw. @default it goes to the engine's own stderr, which the session logs */
	readonly onNativeText?: (line: string) => void;
	/** What the worker says it is doing, raw, with each of its beats. */
	readonly onState?: ((state: string) => void) | undefined;
};

type Answer = {readonly message: WorkerMessage; readonly payload: Uint8Array};
type Waiting = {
	readonly resolve: (answer: Answer) => void;
	readonly reject: (error: Error) => void;
};

/**
A conversation with one worker: hello, load, infer … , bye; one request at a time, and frames as many as it has slots, which it answers in their order. Once it has failed it stays failed, and the process is gone.
*/
export class WorkerClient {
	/**
	Starts a worker and shakes hands.

	@throws WorkerFailure
	*/
	static async start(
		command: WorkerCommand,
		options: WorkerClientOptions = {},
	): Promise<WorkerClient> {
		const client = new WorkerClient(command, options);
		try {
			const shared = client.#process.shared && sharedDescriptor;
			const request = {type: 'hello', protocols: protocolVersions, shared};
			const {message} = await client.#ask(request, undefined, client.#limits.helloMs);
			const hello = client.#expect(message, 'hello');
			if (!(protocolVersions as readonly number[]).includes(hello.protocol)) {
				throw client.#fail(
					`speaks version ${hello.protocol} of the worker protocol, edgetop speaks ${protocolVersions.join(', ')}`,
				);
			}

			client.#hello = hello;
			if (!hello.shared) {
				client.#process.shared?.close();
			}

			return client;
		} catch (error) {
			await client.dispose();
			throw error;
		}
	}

	readonly #name: string;
	readonly #limits: WorkerLimits;
	readonly #onState: WorkerClientOptions['onState'];
	readonly #process: WorkerProcess;
	readonly #reader = new FrameReader();
	/** Requests without an answer yet, oldest first. */
	readonly #waiting: Waiting[] = [];
	#failure: WorkerFailure | undefined;
	#hello: WorkerHello | undefined;
	#heardAtMs = performance.now();
	#nextId = 0;
	#runLimitMs: number;
	#isDisposed = false;

	private constructor(command: WorkerCommand, options: WorkerClientOptions) {
		this.#name = command.name;
		this.#onState = options.onState;
		this.#limits = {...defaultLimits, ...options.limits};
		this.#runLimitMs = this.#limits.firstRunMs;
		this.#process = new WorkerProcess(command, {
			onBytes: piece => {
				this.#receive(piece);
			},
			onEnd: reason => {
				this.#fail(endText(reason, this.#reader.rest, this.#process.lastLine));
			},
			onNativeText: options.onNativeText,
		});
	}

	get hello(): WorkerHello {
		return this.#hello!;
	}

	get pid(): number | undefined {
		return this.#process.pid;
	}

	/**
	Loads a model; its bytes are sent only to a worker that does not find it at its path.

	@throws WorkerFailure
	*/
	async load(header: object, readModel: () => Promise<Uint8Array>): Promise<WorkerLoaded> {
		const request = {type: 'load', ...header};
		let {message} = await this.#ask(request, undefined, this.#limits.loadMs);
		if (message.type === 'needModel') {
			({message} = await this.#ask(request, await readModel(), this.#limits.loadMs));
		}

		return this.#expect(message, 'loaded');
	}

	/**
	Asks about a model by name, or about a file.

	@throws WorkerFailure
	*/
	async describe(header: object): Promise<WorkerDescribed> {
		const {message} = await this.#ask(
			{type: 'describe', ...header},
			undefined,
			this.#limits.helloMs,
		);
		return this.#expect(message, 'described');
	}

	/**
	Runs one image.

	@param classes Length of the score vector that must come back.
	@param told.isDetector Whether outputs may come back in its place; a worker that does not tell them answers nothing.
	@param told.isKept Whether the tensor stays as it is for good.
	@throws WorkerFailure
	*/
	async infer(
		tensor: InputTensor,
		classes: number,
		{isDetector = false, isKept = false} = {},
	): Promise<RunResult & {readonly inferMs: number}> {
		const id = this.#nextId++;
		const sentAtMs = performance.now();
		const bytes = bytesOf(tensor);
		const {slots} = this.hello;
		// Of those that it has not answered each has a slot of its own.
		const shared = this.#process.shared?.put(bytes, {slot: id % slots, slots, isKept});
		const {message, payload} = await this.#ask(
			{type: 'infer', id, shared},
			shared ? undefined : bytes,
			// It waits for those before it.
			this.#runLimitMs * (this.#waiting.length + 1),
			slots,
		);
		const {inferMs, id: answered, shapes} = this.#expect(message, 'result');
		const tookMs = performance.now() - sentAtMs;
		if (id === 0) {
			this.#runLimitMs = Math.max(this.#limits.runMs, 10 * tookMs);
		}

		if (answered !== id) {
			throw this.#fail(`answered frame ${answered} when frame ${id} was asked for`);
		}

		const answer =
			impossibleTime(inferMs, tookMs) ??
			readAnswer(payload, isDetector && shapes ? {shapes} : {classes});
		if (typeof answer === 'string') {
			throw this.#fail(answer);
		}

		return {...answer, inferMs};
	}

	/** Says bye, waits a moment, kills. Safe to call twice, and at any time. */
	async dispose(): Promise<void> {
		if (!this.#isDisposed && !this.#failure) {
			this.#isDisposed = true;
			this.#process.write(encodeHead({type: 'bye'}, 0));
			await this.#process.end(this.#limits.graceMs);
		}

		this.#isDisposed = true;
		await this.#process.ended;
	}

	async #ask(
		header: object,
		payload: Uint8Array | undefined,
		limitMs: number,
		slots = 1,
	): Promise<Answer> {
		if (this.#isDisposed || this.#waiting.length >= slots) {
			throw new Error(`${this.#name} ${this.#isDisposed ? 'has ended' : 'is busy'}`);
		}

		if (this.#failure) {
			throw this.#failure;
		}

		const timer = setTimeout(() => {
			this.#fail(`gave no answer within ${inWords(limitMs)} and was killed`);
		}, limitMs);
		const watch = setInterval(() => {
			this.#watchBeats();
		}, 1000);
		this.#heardAtMs = performance.now();
		try {
			return await new Promise<Answer>((resolve, reject) => {
				this.#waiting.push({resolve, reject});
				this.#process.write(encodeHead(header, payload?.length ?? 0), payload);
			});
		} finally {
			clearTimeout(timer);
			clearInterval(watch);
		}
	}

	#watchBeats(): void {
		const silentMs = performance.now() - this.#heardAtMs;
		if (this.#hello?.beats && silentMs > this.#limits.silenceMs) {
			this.#fail(`said nothing for ${inWords(silentMs)} and was killed`);
		}
	}

	#receive(piece: Buffer): void {
		if (this.#failure) {
			return;
		}

		this.#heardAtMs = performance.now();
		try {
			for (const frame of this.#reader.push(piece)) {
				this.#handle(frame);
			}
		} catch (error) {
			if (!(error instanceof GarbageError)) {
				throw error;
			}

			this.#fail(
				`wrote something to stdout that is not the worker protocol: ${JSON.stringify(error.text)}`,
			);
		}
	}

	#handle({header, payload}: Frame): void {
		const {data: message, error} = workerMessageSchema.safeParse(header);
		if (!message) {
			const [issue] = error.issues;
			this.#fail(
				`sent a message that does not fit the protocol: ${issue?.path.join('.')}: ${issue?.message}`,
			);
		} else if (message.type === 'beat') {
			this.#onState?.(message.state ?? '');
		} else {
			const waiting = this.#waiting.shift();
			if (waiting) {
				waiting.resolve({message, payload});
			} else {
				this.#fail(`sent "${message.type}" without having been asked`);
			}
		}
	}

	#expect<Type extends WorkerMessage['type']>(
		message: WorkerMessage,
		type: Type,
	): Extract<WorkerMessage, {type: Type}> {
		if (message.type === 'error') {
			const {mend, code} = message;
			throw new WorkerFailure(message.message, {mend, code});
		}

		if (message.type !== type) {
			throw this.#fail(`answered "${message.type}" where "${type}" was expected`);
		}

		return message as Extract<WorkerMessage, {type: Type}>;
	}

	/** Marks the conversation as over, and sees to it that the process is. */
	#fail(what: string): WorkerFailure {
		this.#failure ??= new WorkerFailure(`${this.#name} ${what}`);
		this.#process.kill();
		for (const {reject} of this.#waiting.splice(0)) {
			reject(this.#failure);
		}

		return this.#failure;
	}
}
