import {closeSync, constants, fstatSync, openSync, readFileSync, writeSync} from 'node:fs';
import process from 'node:process';
import {procStatFields} from '../text/proc-stat.js';

/** Where the bytes go. `write` takes what it can without waiting, 0 where that is nothing, and throws where the terminal is gone. */
export type TerminalOutput = {
	write(data: Uint8Array): number;
	close(): void;
};

/** A terminal that does not read is asked again after this time, then after twice as long, and so on. */
const firstPauseMs = 25;
const longestPauseMs = 200;

/** Pause of a wait that must not return to the event loop. */
const waitMs = 10;

/** Ends a sequence that was cut in two, a synchronized update and a style. */
const cutShort = '\u0018\u001B[?2026l\u001B[0m';

const sleep = (milliseconds: number): void => {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

/**
Writes to a terminal without ever waiting for it: what it does not take at once is sent when it reads again. One write is under way at most; who draws asks `isBusy` first and draws the newest when it is told that all is sent.
*/
export class TerminalWriter {
	readonly #output: TerminalOutput;
	readonly #onSent: () => void;
	readonly #onLost: (error: unknown) => void;
	#unsent: Uint8Array = new Uint8Array();
	#timer: NodeJS.Timeout | undefined;
	#isOver = false;

	/**
	@param onSent Told when a write that had to wait is sent.
	@param onLost Told once, not from within a write, when the terminal is gone.
	*/
	constructor(
		output: TerminalOutput,
		onSent: () => void = () => undefined,
		onLost: (error: unknown) => void = () => undefined,
	) {
		this.#output = output;
		this.#onSent = onSent;
		this.#onLost = onLost;
	}

	/** Whether a write is not sent yet. */
	get isBusy(): boolean {
		return this.#unsent.length > 0;
	}

	/** Sends what the terminal takes now, the rest when it reads again. */
	write(text: string | Uint8Array): void {
		if (this.#isOver) {
			return;
		}

		const data = typeof text === 'string' ? Buffer.from(text) : text;
		this.#unsent = this.isBusy ? Buffer.concat([this.#unsent, data]) : data;
		if (!this.#timer) {
			this.#send();
			this.#waitIfBusy(firstPauseMs);
		}
	}

	/** Gives up what is unsent, so that it is in nobody's way. */
	cutShort(): void {
		if (this.isBusy) {
			this.#unsent = Buffer.from(cutShort);
		}
	}

	/**
	The last words. Waits for the terminal to take them, so that it also works while the process goes down.

	@param patienceMs They are given up where the terminal takes nothing for this long.
	@returns Whether they are sent.
	*/
	finish(text: string, patienceMs = 1000): boolean {
		clearTimeout(this.#timer);
		if (this.#isOver) {
			return false;
		}

		const isSent = this.#sendAll(text, patienceMs);
		this.#end();
		return isSent;
	}

	/** Words before the process is stopped: waits for the terminal to take them, as `finish`, and goes on afterwards. */
	sendNow(text: string, patienceMs = 1000): void {
		if (!this.#isOver) {
			this.#sendAll(text, patienceMs);
		}
	}

	/** @returns Whether all is sent. */
	#sendAll(text: string, patienceMs: number): boolean {
		this.#unsent = Buffer.concat([this.#unsent, Buffer.from(text)]);
		let deadline = performance.now() + patienceMs;
		this.#send();
		while (this.isBusy && performance.now() < deadline) {
			sleep(waitMs);
			const before = this.#unsent.length;
			this.#send();
			if (this.#unsent.length < before) {
				deadline = performance.now() + patienceMs;
			}
		}

		return !this.isBusy && !this.#isOver;
	}

	#send(): void {
		try {
			let taken = 1;
			while (this.isBusy && taken > 0) {
				taken = this.#output.write(this.#unsent);
				this.#unsent = this.#unsent.subarray(taken);
			}
		} catch (error) {
			this.#end();
			setImmediate(this.#onLost, error);
		}
	}

	#waitIfBusy(pauseMs: number): void {
		if (!this.isBusy) {
			return;
		}

		this.#timer = setTimeout(() => {
			const before = this.#unsent.length;
			this.#send();
			this.#timer = undefined;
			if (this.isBusy) {
				const hasMoved = this.#unsent.length < before;
				this.#waitIfBusy(hasMoved ? firstPauseMs : Math.min(2 * pauseMs, longestPauseMs));
			} else if (!this.#isOver) {
				this.#onSent();
			}
		}, pauseMs);
	}

	#end(): void {
		if (!this.#isOver) {
			this.#isOver = true;
			this.#unsent = new Uint8Array();
			this.#output.close();
		}
	}
}

/** Whether /dev/tty is the terminal of this descriptor: `tty_nr` of proc(5) is its device. */
const isControlling = (descriptor: number): boolean => {
	const device = procStatFields(readFileSync('/proc/self/stat', 'utf8')).at(4);
	return Number(device) === fstatSync(descriptor).rdev;
};

/*
The paths of a terminal. It is opened anew because O_NONBLOCK belongs to what was opened, and that is shared with the shell. After `su` the device is another user's and only /dev/tty can be opened; outside Linux there is nothing else.
*/
const pathsOf = function* (descriptor: number): Generator<string> {
	if (process.platform !== 'linux') {
		yield '/dev/tty';
		return;
	}

	yield `/proc/self/fd/${descriptor}`;
	if (isControlling(descriptor)) {
		yield '/dev/tty';
	}
};

const openAnew = (descriptor: number): number | undefined => {
	const {O_WRONLY, O_NONBLOCK, O_NOCTTY} = constants;
	try {
		for (const path of pathsOf(descriptor)) {
			try {
				return openSync(path, O_WRONLY | O_NONBLOCK | O_NOCTTY);
			} catch {
				// The next path.
			}
		}
	} catch {
		// No /proc here.
	}

	return undefined;
};

/**
A terminal, written to without waiting.

@returns undefined where the stream is none, or the system knows no such thing (Windows, a terminal that cannot be opened again).
*/
export const openTerminal = (stream: {
	readonly fd: number;
	readonly isTTY?: boolean;
}): TerminalOutput | undefined => {
	const descriptor = stream.isTTY && process.platform !== 'win32' ? openAnew(stream.fd) : undefined;
	if (descriptor === undefined) {
		return undefined;
	}

	return {
		write(data) {
			try {
				return writeSync(descriptor, data);
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code === 'EAGAIN') {
					return 0;
				}

				throw error;
			}
		},
		close() {
			closeSync(descriptor);
		},
	};
};
