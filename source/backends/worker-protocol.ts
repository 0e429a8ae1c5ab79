import {Buffer} from 'node:buffer';
import {z} from 'zod';
import {fileDescriptionSchema} from '../models/inspect/file-description.js';
import {namedModelSchema} from '../models/named-model.js';

/*
The worker protocol, version 1: what edgetop and a program that runs a model say to each other on the worker's stdin and stdout. docs/worker-protocol.md is its description for those who write workers.

A message is `[u32 length][u32 headerLength][header][payload]`, little-endian. `length` counts all that follows it; the header is JSON in UTF-8; the payload is raw bytes (a tensor, scores, a model file) and may be empty.
*/

/** Versions that this edgetop speaks, the preferred one first. */
export const protocolVersions = [1] as const;

/**
The greatest `length`. Below 0x20000000, so that four printable characters, read as a length, are always too great: text on stdout is told apart from a message.
*/
export const maximumFrameBytes = 0x1f_ff_ff_ff;
const maximumHeaderBytes = 1_048_576;

/** A message as it came: the header is checked by `workerMessageSchema`. */
export type Frame = {readonly header: unknown; readonly payload: Uint8Array};

/** The bytes of a message before its payload. */
export const encodeHead = (header: object, payloadBytes: number): Uint8Array => {
	const text = Buffer.from(JSON.stringify(header));
	const head = Buffer.allocUnsafe(8 + text.length);
	head.writeUInt32LE(4 + text.length + payloadBytes, 0);
	head.writeUInt32LE(text.length, 4);
	head.set(text, 8);
	return head;
};

/** Stdout had something other than messages. */
export class GarbageError extends Error {
	override readonly name = 'GarbageError';
	/** The first bytes of it, raw. */
	readonly text: string;

	constructor(bytes: Buffer) {
		const text = bytes.subarray(0, 120).toString('latin1');
		super(`not a message of the worker protocol: ${JSON.stringify(text)}`);
		this.text = text;
	}
}

/** Puts messages together from the pieces in which a pipe gives them. */
export class FrameReader {
	#pieces: Buffer[] = [];
	#bytes = 0;

	/**
	The messages that this piece completes.

	@throws GarbageError
	*/
	push(piece: Buffer): Frame[] {
		this.#pieces.push(piece);
		this.#bytes += piece.length;
		const frames: Frame[] = [];
		for (;;) {
			const frame = this.#take();
			if (!frame) {
				return frames;
			}

			frames.push(frame);
		}
	}

	/** What came after the last whole message, for the report of a death in mid-message. */
	get rest(): string {
		return this.#whole().subarray(0, 120).toString('latin1');
	}

	#whole(): Buffer {
		if (this.#pieces.length > 1) {
			this.#pieces = [Buffer.concat(this.#pieces)];
		}

		return this.#pieces[0] ?? Buffer.alloc(0);
	}

	#take(): Frame | undefined {
		if (this.#bytes < 8) {
			return undefined;
		}

		// The prefix may lie across pieces; joining is cheap while little has come.
		const start = (this.#pieces[0]?.length ?? 0) >= 8 ? this.#pieces[0]! : this.#whole();
		const length = start.readUInt32LE(0);
		const headerLength = start.readUInt32LE(4);
		const isPossible =
			length <= maximumFrameBytes &&
			headerLength <= maximumHeaderBytes &&
			headerLength >= 2 &&
			length >= 4 + headerLength;
		if (!isPossible) {
			throw new GarbageError(this.#whole());
		}

		if (this.#bytes < 4 + length) {
			return undefined;
		}

		const whole = this.#whole();
		const end = 4 + length;
		this.#pieces = whole.length > end ? [whole.subarray(end)] : [];
		this.#bytes -= end;
		try {
			const header: unknown = JSON.parse(whole.toString('utf8', 8, 8 + headerLength));
			return {header, payload: whole.subarray(8 + headerLength, end)};
		} catch {
			throw new GarbageError(whole);
		}
	}
}

const longestWord = 2000;
const word = z.string().max(longestWord);
const names = z.record(z.string().max(100), word);

const deviceSchema = z.object({
	/** What `load` calls it in `target`. */
	id: word,
	/** What it is, as the runtime names it; absent where it cannot be used. */
	name: word.optional(),
	/** Why it cannot be used, and the command that would mend it. */
	missing: word.optional(),
	mend: word.optional(),
});

/** All that a worker may say. Unknown fields are passed over, so that a version can grow. */
export const workerMessageSchema = z.discriminatedUnion('type', [
	z.object({
		type: z.literal('hello'),
		/** The version that the worker chose of those that edgetop offered. */
		protocol: z.number().int(),
		runtime: word,
		version: word,
		devices: z.array(deviceSchema).min(1).max(100),
		/** Whether it promises a `beat` every two seconds at the latest, also while it loads. */
		beats: z.boolean().default(false),
		/** How many `infer` it takes before it has answered the first; it runs them one after the other. */
		slots: z.number().int().positive().default(1),
		/** Whether it reads frames from the memory whose descriptor `hello` named. */
		shared: z.boolean().default(false),
	}),
	z.object({type: z.literal('beat'), state: word.optional()}),
	/** The model is not on the worker's machine (or is another file): send it with the next `load`. */
	z.object({type: z.literal('needModel')}),
	z.object({
		type: z.literal('loaded'),
		/** What really executes. */
		device: word,
		threads: z.number().int().positive().optional(),
		versions: names.optional(),
		/** Share of the run time (or, where `versions` says so, of the operators) per device, sum 1. */
		placement: z.record(z.string().max(100), z.number().min(0).max(1)).optional(),
		loadMs: z.number().nonnegative().optional(),
	}),
	/** What a manifest of a model in a package would say, or what a file tells of itself. */
	z.object({
		type: z.literal('described'),
		model: namedModelSchema.optional(),
		file: fileDescriptionSchema.optional(),
	}),
	z.object({
		type: z.literal('result'),
		id: z.number().int(),
		/** Milliseconds from submit to the result readable on the host, around a synchronised call. */
		inferMs: z.number().nonnegative(),
		/** Of a detector: the shapes of its outputs, whose numbers follow each other. */
		shapes: z.array(z.array(z.int().nonnegative()).max(8)).max(8).optional(),
	}),
	z.object({
		type: z.literal('error'),
		/** Some runtimes say pages of text. */
		message: z.string().transform(text => text.slice(0, longestWord)),
		mend: word.optional(),
		code: word.optional(),
		during: word.optional(),
	}),
]);

export type WorkerMessage = z.infer<typeof workerMessageSchema>;
export type WorkerHello = Extract<WorkerMessage, {type: 'hello'}>;
export type WorkerDescribed = Extract<WorkerMessage, {type: 'described'}>;
export type WorkerLoaded = Extract<WorkerMessage, {type: 'loaded'}>;
