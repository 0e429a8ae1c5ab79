import {openTerminal, TerminalWriter} from './terminal-writer.js';

/** Terminals that did not take what was last said to them. */
const deaf = new WeakSet<NodeJS.WriteStream>();

/** Nothing more is said to a terminal that does not read. */
export const giveUpOn = (stream: NodeJS.WriteStream): void => {
	deaf.add(stream);
};

/** Says a text on a stream. A terminal that does not read is given up after a second: nothing ever waits for it longer. */
export const tell = (stream: NodeJS.WriteStream & {readonly fd: number}, text: string): void => {
	if (text === '' || deaf.has(stream)) {
		return;
	}

	const output = openTerminal(stream);
	if (!output) {
		stream.write(text);
	} else if (!new TerminalWriter(output).finish(text)) {
		giveUpOn(stream);
	}
};
