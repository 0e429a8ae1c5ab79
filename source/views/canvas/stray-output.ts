import {StringDecoder} from 'node:string_decoder';
import {type TerminalOutput} from '../../system/terminal-writer.js';

/** More than this of stray output is dropped, oldest first. */
const keptLength = 65_536;

export type HeldOutput = {
	/** Past the guard. Waits for the terminal: for where it cannot be opened otherwise. */
	readonly output: TerminalOutput;
	/** Takes the guard away. */
	release(): void;
	/** What was held back so far. */
	text(): string;
};

/**
Keeps what anything but the screen writes (a warning of the runtime, a forgotten `console.log`) away from the terminal while the screen is on it. Streams that are no terminal are left alone.

@param screen The stream that the screen is drawn on.
*/
export const holdStrayOutput = (
	screen: NodeJS.WriteStream,
	others: readonly NodeJS.WriteStream[],
): HeldOutput => {
	let held = '';
	const decoder = new StringDecoder();
	const write = screen.write.bind(screen);
	const guarded = [screen, ...others.filter(({isTTY}) => isTTY)];
	const originals = guarded.map(stream => Object.getOwnPropertyDescriptor(stream, 'write'));
	const hold = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
		const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
		held = (held + text).slice(-keptLength);
		const onWritten = rest.at(-1);
		if (typeof onWritten === 'function') {
			(onWritten as () => void)();
		}

		return true;
	};

	for (const stream of guarded) {
		Object.defineProperty(stream, 'write', {value: hold, configurable: true, writable: true});
	}

	return {
		output: {
			write(data) {
				// A copy: the stream may keep it.
				write(Buffer.from(data));
				return data.length;
			},
			close() {
				// The stream is not the screen's own.
			},
		},
		release() {
			for (const [index, stream] of guarded.entries()) {
				const original = originals[index];
				if (original) {
					Object.defineProperty(stream, 'write', original);
				} else {
					Reflect.deleteProperty(stream, 'write');
				}
			}
		},
		text: () => held,
	};
};
