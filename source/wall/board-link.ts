import {type Readable, type Writable} from 'node:stream';
import {
	type BoardAnswer,
	type BoardDeed,
	type BoardWord,
	type WallAsk,
} from '../record/wall-schema.js';
import {backOffMs} from '../system/back-off.js';
import {LineSplitter} from '../text/line-splitter.js';
import {sanitize} from '../text/sanitize.js';
import {type BoardState} from './board-state.js';
import {understand} from './board-talk.js';
import {endReason} from './end-reason.js';
import {FpsCourse} from './fps-course.js';
import {RoundTrip} from './round-trip.js';

/** A connection, as far as it is needed here: ssh, or what a test puts in its place. */
export type BoardChannel = {
	readonly stdin: Writable;
	readonly stdout: Readable;
	readonly stderr: Readable;
	/** Ends it at once; nothing more is read. */
	kill(): void;
	/** Calls once, when it is over. @param code undefined: it could not be started, `why` says it. */
	onEnd(listener: (code: number | undefined, why: string) => void): void;
};

/** A word has about a kilobyte; a list of models more. */
const longestLine = 128 * 1024;
/** A board that says more than this between two looks is cut off: it must not stall the others. */
const mostBytesPerLook = 1024 * 1024;
const mostStderr = 4096;
/** ssh itself notices a dead line sooner; this is for a board that keeps the line and says nothing. */
const givenUpAfterMs = 30_000;
/** A connection that lasted this long was a good one: the next loss is a first one. */
const goodLinkMs = 30_000;
const backOff = {firstMs: 1000, longestMs: 60_000};

/**
One board: a connection that is opened again whenever it is lost, and what it said last. `look` is to be called about once a second; nothing here waits for a board.
*/
export class BoardLink {
	readonly name: string;
	readonly #open: () => BoardChannel;
	readonly #course = new FpsCourse();
	#state: Omit<BoardState, 'name' | 'fps'> = {phase: 'connecting', strangeLines: 0};
	#channel: BoardChannel | undefined;
	#roundTrip = new RoundTrip();
	#openedAtMs = 0;
	/** When it is opened, or again. */
	#dueAtMs: number;
	#failures = 0;
	#stderr = '';
	#bytes = 0;
	#endedBecause: string | undefined;
	#asked = 0;
	#isClosed = false;
	readonly #now: () => number;

	/**
	@param open Starts a connection.
	@param now Monotonic, ms.
	@param delayMs Before the first try: many at once would keep a small machine, or a jump host, busy.
	*/
	constructor(name: string, open: () => BoardChannel, now: () => number, delayMs = 0) {
		this.name = name;
		this.#open = open;
		this.#now = now;
		this.#dueAtMs = now() + delayMs;
	}

	get state(): BoardState {
		return {name: this.name, fps: this.#course.steps, ...this.#state};
	}

	/** Opens what is due, gives up what says nothing, and takes the FPS of now. */
	look(): void {
		const nowMs = this.#now();
		this.#bytes = 0;
		if (!this.#channel && this.#state.phase !== 'refused' && nowMs >= this.#dueAtMs) {
			this.#connect(nowMs);
		}

		const heardAtMs = Math.max(this.#openedAtMs, this.#state.heardAtMs ?? 0);
		if (this.#channel && nowMs - heardAtMs >= givenUpAfterMs) {
			this.#cut(`said nothing for ${Math.round((nowMs - heardAtMs) / 1000)} s`);
		}

		const run = this.#isFresh(nowMs) ? this.#state.word?.run : undefined;
		this.#course.add(nowMs, run?.phase === 'running' ? run.fps.last1s : undefined);
	}

	/** Tries again now, also where it was refused. */
	retry(): void {
		if (!this.#channel && !this.#isClosed) {
			this.#failures = 0;
			this.#dueAtMs = this.#now();
			this.#state = {...this.#state, phase: 'connecting', reason: undefined};
			this.look();
		}
	}

	/** Asks the board; its answer is part of a later state. */
	ask(ask: BoardDeed): void {
		this.#asked++;
		if (!this.#channel || this.#state.phase !== 'open') {
			this.#answer({id: this.#asked, isDone: false, text: 'it is not connected'});
			return;
		}

		this.#send(this.#asked, ask);
	}

	close(): void {
		this.#isClosed = true;
		const channel = this.#channel;
		this.#channel = undefined;
		channel?.kill();
	}

	#send(id: number, ask: WallAsk): void {
		this.#channel?.stdin.write(`${JSON.stringify({id, ask})}\n`);
	}

	#isFresh(nowMs: number): boolean {
		const {phase, heardAtMs} = this.#state;
		return phase === 'open' && heardAtMs !== undefined && nowMs - heardAtMs < 2500;
	}

	#connect(nowMs: number): void {
		if (this.#isClosed) {
			return;
		}

		this.#openedAtMs = nowMs;
		this.#stderr = '';
		this.#endedBecause = undefined;
		this.#state = {
			...this.#state,
			phase: 'connecting',
			greeting: undefined,
			roundTripMs: undefined,
			strangeLines: 0,
		};
		this.#roundTrip = new RoundTrip();
		const channel = this.#open();
		this.#channel = channel;
		const lines = new LineSplitter(longestLine);
		channel.stdout.on('data', (chunk: Uint8Array) => {
			if (this.#channel !== channel) {
				return;
			}

			this.#bytes += chunk.length;
			if (this.#bytes > mostBytesPerLook) {
				this.#cut('says more than a board should: cut off');
				return;
			}

			for (const line of lines.push(chunk)) {
				this.#hear(line);
			}
		});
		channel.stderr.on('data', (chunk: Uint8Array) => {
			this.#stderr = (this.#stderr + Buffer.from(chunk).toString()).slice(-mostStderr);
		});
		// The end of the connection tells of it.
		channel.stdin.on('error', () => undefined);
		channel.onEnd((code, why) => {
			if (this.#channel === channel) {
				this.#lose(code, why);
			}
		});
	}

	#hear(line: string): void {
		const heard = understand(line);
		const nowMs = this.#now();
		switch (heard.kind) {
			case 'greeting': {
				this.#state = {
					...this.#state,
					phase: 'open',
					reason: undefined,
					greeting: heard.greeting,
					clockOffSeconds:
						heard.greeting.seconds === undefined
							? undefined
							: heard.greeting.seconds - Date.now() / 1000,
					heardAtMs: nowMs,
				};
				return;
			}

			case 'newer': {
				this.#cut(`the edgetop there is newer (${heard.edgetop}): update the one here`);
				return;
			}

			case 'strange': {
				// Before the greeting it is the login that talks.
				if (this.#state.greeting) {
					this.#state = {...this.#state, strangeLines: this.#state.strangeLines + 1};
				}

				return;
			}

			default: {
				break;
			}
		}

		if (!this.#state.greeting) {
			return;
		}

		if (heard.kind === 'answer') {
			this.#state = {...this.#state, heardAtMs: nowMs};
			this.#answer(heard.answer.answer, heard.answer.choices);
		} else {
			this.#take(heard.word, nowMs);
		}
	}

	#take(word: BoardWord, nowMs: number): void {
		const {n, heard} = word;
		if (heard) {
			this.#roundTrip.confirm(heard, nowMs);
		}

		if (n !== undefined) {
			this.#roundTrip.send(n, nowMs);
			this.#send(n, {kind: 'heard'});
		}

		this.#state = {...this.#state, word, heardAtMs: nowMs, roundTripMs: this.#roundTrip.ms};
	}

	#answer(answer: BoardAnswer['answer'], choices = this.#state.choices): void {
		this.#state = {...this.#state, choices, answer: {...answer, atMs: this.#now()}};
	}

	/** Ends a connection for a reason of our own. */
	#cut(reason: string): void {
		this.#endedBecause = reason;
		const channel = this.#channel;
		this.#lose(0, '');
		channel?.kill();
	}

	#lose(code: number | undefined, why: string): void {
		const nowMs = this.#now();
		this.#channel = undefined;
		const {greeting} = this.#state;
		const wasGood = greeting !== undefined && nowMs - this.#openedAtMs >= goodLinkMs;
		this.#failures = wasGood ? 1 : this.#failures + 1;
		this.#dueAtMs = nowMs + backOffMs(this.#failures, backOff);
		const {reason, isFinal} =
			this.#endedBecause === undefined
				? endReason(this.name, {
						code,
						stderr: code === undefined ? why : this.#stderr,
						hasGreeted: greeting !== undefined,
					})
				: {reason: this.#endedBecause, isFinal: false};
		this.#state = {
			...this.#state,
			phase: isFinal ? 'refused' : 'lost',
			reason: sanitize(reason, 300),
		};
	}
}
