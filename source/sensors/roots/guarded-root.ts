import {backOffMs} from '../../system/back-off.js';
import {timedOut, within} from './within.js';
import {ReadFailure, isFailure, type LineStream, type Root} from './root.js';

const retries = {firstMs: 5000, longestMs: 60_000};

type Suspect = {isPending: boolean; hangs: number; retryAtMs: number};

/**
A root in which a file that hangs costs its own reading only: the read is given up after a time, the file is not asked again while that read is still pending, and then at growing intervals. The time-out of a whole source lies above this one.
*/
export class GuardedRoot implements Root {
	readonly path: string;
	readonly isLive: boolean;
	readonly #root: Root;
	readonly #timeoutMs: number;
	readonly #suspects = new Map<string, Suspect>();

	constructor(root: Root, timeoutMs = 300) {
		this.#root = root;
		this.#timeoutMs = timeoutMs;
		this.path = root.path;
		this.isLive = root.isLive;
	}

	/** Reads that never came back and still hold a thread. */
	get hanging(): number {
		return [...this.#suspects.values()].filter(({isPending}) => isPending).length;
	}

	async readText(path: string): Promise<string | ReadFailure> {
		const suspect = this.#suspects.get(path);
		if (suspect && (suspect.isPending || this.now() < suspect.retryAtMs)) {
			return this.#failure();
		}

		return this.#race(path, this.#root.readText(path));
	}

	async list(path: string): Promise<readonly string[]> {
		return this.#root.list(path);
	}

	async run(
		name: string,
		arguments_: readonly string[],
		options?: {readonly timeoutMs?: number},
	): Promise<string | ReadFailure> {
		return this.#root.run(name, arguments_, options);
	}

	stream(
		name: string,
		arguments_: readonly string[],
		onLine: (line: string) => void,
	): LineStream | ReadFailure {
		return this.#root.stream(name, arguments_, onLine);
	}

	now(): number {
		return this.#root.now();
	}

	async fpsScale(): Promise<number | ReadFailure | undefined> {
		return this.#root.fpsScale?.();
	}

	#failure(): ReadFailure {
		return new ReadFailure('ETIMEDOUT', `timed out (no answer within ${this.#timeoutMs} ms)`);
	}

	async #race(path: string, reading: Promise<string | ReadFailure>): Promise<string | ReadFailure> {
		const result = await within(reading, this.#timeoutMs);
		if (result === timedOut) {
			void this.#suspect(path, reading);
			return this.#failure();
		}

		if (!isFailure(result)) {
			this.#suspects.delete(path);
		}

		return result;
	}

	async #suspect(path: string, reading: Promise<unknown>): Promise<void> {
		const hangs = (this.#suspects.get(path)?.hangs ?? 0) + 1;
		const suspect: Suspect = {isPending: true, hangs, retryAtMs: 0};
		this.#suspects.set(path, suspect);
		await reading;
		suspect.isPending = false;
		suspect.retryAtMs = this.now() + backOffMs(hangs, retries);
	}
}
