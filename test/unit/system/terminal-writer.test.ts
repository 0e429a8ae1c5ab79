import {expect, it, vi} from 'vitest';
import {TerminalWriter} from '../../../source/system/terminal-writer.js';

/** A terminal that takes so many bytes until it is given more room. */
const makeTerminal = (room: number) => {
	let taken = '';
	let isClosed = false;
	return {
		give(bytes: number) {
			room += bytes;
		},
		get taken() {
			return taken;
		},
		get isClosed() {
			return isClosed;
		},
		output: {
			write(data: Uint8Array) {
				const count = Math.min(room, data.length);
				room -= count;
				taken += Buffer.from(data.subarray(0, count)).toString('latin1');
				return count;
			},
			close() {
				isClosed = true;
			},
		},
	};
};

it('sends what does not fit when there is room again, and says so once', async () => {
	const terminal = makeTerminal(4);
	const onSent = vi.fn<() => void>();
	const writer = new TerminalWriter(terminal.output, onSent);
	writer.write('abc');
	expect(writer.isBusy).toBe(false);
	writer.write('defg');
	expect(writer.isBusy).toBe(true);
	expect(terminal.taken).toBe('abcd');
	expect(onSent).not.toHaveBeenCalled();
	terminal.give(100);
	await vi.waitFor(() => {
		expect(onSent).toHaveBeenCalledTimes(1);
	});
	expect(terminal.taken).toBe('abcdefg');
	expect(writer.isBusy).toBe(false);
});

it('ends a drawing that was cut in two before the last words', () => {
	const terminal = makeTerminal(5);
	const writer = new TerminalWriter(terminal.output);
	writer.write('\u001B[31mred');
	terminal.give(1000);
	writer.cutShort();
	expect(writer.finish('bye')).toBe(true);
	expect(terminal.taken).toBe('\u001B[31m\u0018\u001B[?2026l\u001B[0mbye');
	expect(terminal.isClosed).toBe(true);
});

it('gives a terminal up that never reads, and takes no more words', () => {
	const terminal = makeTerminal(2);
	const writer = new TerminalWriter(terminal.output);
	writer.write('abc');
	expect(writer.finish('bye', 30)).toBe(false);
	expect(terminal.isClosed).toBe(true);
	terminal.give(100);
	writer.write('more');
	expect(writer.finish('bye', 30)).toBe(false);
	expect(terminal.taken).toBe('ab');
});

it('tells once of a terminal that is gone, not from within the write', async () => {
	const onLost = vi.fn<(error: unknown) => void>();
	const writer = new TerminalWriter(
		{
			write() {
				throw new Error('EIO');
			},
			close: vi.fn<() => void>(),
		},
		undefined,
		onLost,
	);
	writer.write('a');
	writer.write('b');
	expect(onLost).not.toHaveBeenCalled();
	expect(writer.isBusy).toBe(false);
	await vi.waitFor(() => {
		expect(onLost).toHaveBeenCalledTimes(1);
	});
});
