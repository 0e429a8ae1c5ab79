import {Buffer} from 'node:buffer';
import {spawn, type ChildProcess} from 'node:child_process';
import {backOffMs} from '../../system/back-off.js';
import {monotonicMs} from '../../system/clock.js';
import {eachLine} from '../../text/line-splitter.js';
import {sanitize} from '../../text/sanitize.js';
import {byNumber} from './live-root.js';
import {textOf, type Answer, type Relay} from './relay-answer.js';
import {ReadFailure, isFailure, type LineStream, type Root} from './root.js';

const restarts = {firstMs: 1000, longestMs: 30_000};

/** What was read so lately is not read again, ms: all sources of one sample share one question. */
const freshMs = 200;

/** ssh may take its time to connect. */
const connectMs = 15_000;
const answerMs = 5000;
/** Characters of an answer: all files of a board are a few hundred thousand. */
const longestAnswer = 16_777_216;

/**
A board at the other end of a program that reads files there (sensor_relay.py, through ssh). Files that were asked for once are read together from then on: one question a sample, whose answer has what changed. While the board cannot be reached every read fails with the reason; the connection is tried again at growing intervals.
*/
export class RelayRoot implements Root {
	readonly path: string;
	readonly #relay: Relay;
	readonly #onTrouble: (text: string) => void;
	#child: ChildProcess | undefined;
	#request = 0;
	readonly #waiting = new Map<number, (answer: Answer | ReadFailure) => void>();
	readonly #streams = new Map<number, (answer: Answer | ReadFailure) => void>();
	/** Files in the order in which the relay counts them. */
	#paths: string[] = [];
	readonly #values = new Map<string, string | ReadFailure>();
	readonly #known = new Set<string>();
	#added: string[] = [];
	#refreshedAtMs = Number.NEGATIVE_INFINITY;
	#refresh: Promise<ReadFailure | undefined> | undefined;
	#failures = 0;
	#retryAtMs = 0;
	#hasSpoken = false;
	#said = '';
	#reason = 'not connected yet';

	constructor(relay: Relay, onTrouble: (text: string) => void = () => undefined) {
		this.#relay = relay;
		this.#onTrouble = onTrouble;
		this.path = relay.board;
	}

	get isLive(): boolean {
		return false;
	}

	async readText(path: string): Promise<string | ReadFailure> {
		const isKnown = this.#known.has(path);
		if (isKnown && monotonicMs() - this.#refreshedAtMs < freshMs && this.#values.has(path)) {
			return this.#values.get(path)!;
		}

		if (!isKnown) {
			this.#known.add(path);
			this.#added.push(path);
		}

		// One that is under way may have left without this path.
		do {
			const failure = await this.#refreshed();
			if (failure) {
				return failure;
			}
		} while (this.#added.includes(path));

		return this.#values.get(path) ?? new ReadFailure('EIO');
	}

	async list(path: string): Promise<readonly string[]> {
		const answer = await this.#ask({list: path});
		const names = isFailure(answer) ? [] : (answer.names ?? []);
		return names.filter(name => typeof name === 'string').sort(byNumber);
	}

	async run(
		name: string,
		arguments_: readonly string[],
		{timeoutMs = 3000}: {readonly timeoutMs?: number} = {},
	): Promise<string | ReadFailure> {
		const answer = await this.#ask({run: [name, ...arguments_], seconds: timeoutMs / 1000});
		return isFailure(answer) ? answer : textOf(answer.text);
	}

	stream(
		name: string,
		arguments_: readonly string[],
		onLine: (line: string) => void,
	): LineStream | ReadFailure {
		const id = ++this.#request;
		let ended: string | undefined;
		const failure = this.#send({id, stream: [name, ...arguments_]});
		if (failure) {
			return failure;
		}

		this.#streams.set(id, answer => {
			if (isFailure(answer)) {
				ended = answer.reason;
			} else if (answer.ended === undefined) {
				onLine(String(answer.line ?? ''));
			} else {
				ended = sanitize(answer.ended, 160);
			}
		});
		return {
			ended: () => ended,
			close: () => {
				this.#streams.delete(id);
				this.#send({close: id});
			},
		};
	}

	now(): number {
		return monotonicMs();
	}

	close(): void {
		this.#child?.stdin?.end();
		this.#child?.kill();
	}

	async #refreshed(): Promise<ReadFailure | undefined> {
		this.#refresh ??= this.#readAll();
		return this.#refresh;
	}

	async #readAll(): Promise<ReadFailure | undefined> {
		// What the other sources ask for in this turn goes with it.
		await new Promise(resolve => {
			setImmediate(resolve);
		});
		const unreachable = this.#connect();
		if (unreachable) {
			this.#refresh = undefined;
			return unreachable;
		}

		const add = this.#added;
		this.#added = [];
		this.#paths.push(...add);
		const answer = await this.#ask({add});
		this.#refresh = undefined;
		if (isFailure(answer)) {
			return answer;
		}

		for (const [index, told] of Object.entries(answer.values ?? {})) {
			const path = this.#paths[Number(index)];
			if (path !== undefined) {
				this.#values.set(path, textOf(told));
			}
		}

		this.#refreshedAtMs = monotonicMs();
		return undefined;
	}

	async #ask(request: object): Promise<Answer | ReadFailure> {
		const id = ++this.#request;
		const failure = this.#send({id, ...request});
		if (failure) {
			return failure;
		}

		return new Promise(resolve => {
			const child = this.#child;
			const timer = setTimeout(
				() => {
					this.#lose(child, `${this.#relay.board}: no answer from its sensors`);
				},
				this.#hasSpoken ? answerMs : connectMs,
			);
			timer.unref();
			this.#waiting.set(id, answer => {
				clearTimeout(timer);
				resolve(answer);
			});
		});
	}

	#send(request: object): ReadFailure | undefined {
		const failure = this.#connect();
		if (!failure) {
			this.#child?.stdin?.write(`${JSON.stringify(request)}\n`);
		}

		return failure;
	}

	#connect(): ReadFailure | undefined {
		if (this.#child) {
			return undefined;
		}

		if (monotonicMs() < this.#retryAtMs) {
			return new ReadFailure('EIO', this.#reason);
		}

		this.#start();
		return undefined;
	}

	#start(): void {
		const {file, args, script} = this.#relay;
		const child = spawn(file, args, {stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true});
		this.#child = child;
		this.#hasSpoken = false;
		this.#said = '';
		// A new relay knows no file.
		this.#added = [...this.#known];
		this.#paths = [];
		this.#values.clear();
		child.stdin.on('error', () => undefined);
		child.stderr.on('data', (data: Buffer) => {
			this.#said = (this.#said + data.toString()).slice(-2000);
		});
		child.on('error', error => {
			this.#lose(child, `${file}: ${error.message}`);
		});
		child.on('close', () => {
			const words = this.#said.trim().split('\n').at(-1) ?? '';
			this.#lose(
				child,
				`${this.#relay.board}: its sensors cannot be read: ${sanitize(words, 200) || 'the connection ended'}`,
			);
		});
		eachLine(
			child.stdout,
			line => {
				this.#receive(line);
			},
			longestAnswer,
		);
		if (script !== undefined) {
			child.stdin.write(Buffer.from(script));
		}
	}

	#receive(line: string): void {
		let answer: Answer;
		try {
			answer = JSON.parse(line) as Answer;
		} catch {
			// A greeting of the login shell.
			return;
		}

		this.#hasSpoken = true;
		this.#failures = 0;
		const id = answer.id ?? 0;
		this.#streams.get(id)?.(answer);
		this.#waiting.get(id)?.(answer);
		this.#waiting.delete(id);
	}

	/** The connection is gone: all who wait are told, and the next question after a pause tries again. */
	#lose(child: ChildProcess | undefined, reason: string): void {
		if (this.#child !== child || child === undefined) {
			return;
		}

		this.#child = undefined;
		child.kill('SIGKILL');
		this.#reason = reason;
		this.#retryAtMs = monotonicMs() + backOffMs(++this.#failures, restarts);
		const failure = new ReadFailure('EIO', reason);
		for (const tell of [...this.#waiting.values(), ...this.#streams.values()]) {
			tell(failure);
		}

		this.#waiting.clear();
		this.#streams.clear();
		this.#onTrouble(reason);
	}
}
