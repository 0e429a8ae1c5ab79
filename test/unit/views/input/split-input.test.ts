import {afterEach, describe, expect, it, vi} from 'vitest';
import {KeyStream, type TerminalInput} from '../../../../source/views/input/key-stream.js';
import {
	type InputPiece,
	InputSplitter,
	type MouseReport,
} from '../../../../source/views/input/split-input.js';

const escape = '\u001B';

/** What comes of chunks with nothing awaited between them. */
const split = (...chunks: readonly string[]): InputPiece[] => {
	const splitter = new InputSplitter();
	return chunks.flatMap(chunk => splitter.push(chunk));
};

describe('what a terminal sends', () => {
	it.each([
		['text', 'jq', [{keys: 'jq'}]],
		['an arrow', `${escape}[A`, [{keys: `${escape}[A`}]],
		['an arrow of application mode', `${escape}OB`, [{keys: `${escape}OB`}]],
		['a key of the Linux console', `${escape}[[A`, [{keys: `${escape}[[A`}]],
		['alt and a letter', `${escape}x`, [{keys: `${escape}x`}]],
		['a press', `${escape}[<0;12;5M`, [{mouse: {kind: 'press', column: 11, row: 4}}]],
		['a release', `${escape}[<0;12;5m`, []],
		['the right button', `${escape}[<2;12;5M`, []],
		['a motion', `${escape}[<35;12;5M`, []],
		['the wheel', `${escape}[<64;1;1M`, [{mouse: {kind: 'wheelUp', column: 0, row: 0}}]],
		[
			'the wheel with ctrl',
			`${escape}[<81;9;1M`,
			[{mouse: {kind: 'wheelDown', column: 8, row: 0}}],
		],
		['far right', `${escape}[<0;512;99M`, [{mouse: {kind: 'press', column: 511, row: 98}}]],
		['no SGR', `${escape}[M ,%`, [{mouse: {kind: 'press', column: 11, row: 4}}]],
		['a report that is cut off', `${escape}[<0;1q`, [{keys: 'q'}]],
		[
			'all at once',
			`j${escape}[<65;3;4M${escape}[Bk`,
			[
				{keys: 'j'},
				{mouse: {kind: 'wheelDown', column: 2, row: 3}},
				{keys: `${escape}[B`},
				{keys: 'k'},
			],
		],
	] as const)('%s', (_, bytes, pieces) => {
		expect(split(bytes)).toEqual(pieces);
		expect(split(...bytes).filter(piece => 'mouse' in piece)).toEqual(
			pieces.filter(piece => 'mouse' in piece),
		);
	});

	it('a report that is cut anywhere is one report and no key', () => {
		const report = `${escape}[<0;112;15M`;
		for (let cut = 1; cut < report.length; cut++) {
			expect(split(report.slice(0, cut), report.slice(cut))).toEqual([
				{mouse: {kind: 'press', column: 111, row: 14}},
			]);
		}
	});

	it('an Esc before another key is both', () => {
		expect(split(escape, 'q')).toEqual([{keys: escape}, {keys: 'q'}]);
		expect(split(escape, escape)).toEqual([{keys: escape}]);
	});
});

/** A terminal's input that is written by hand. */
const makeInput = () => {
	let listener: ((data: Uint8Array) => void) | undefined;
	const same = () => input as TerminalInput;
	const input: unknown = {
		isTTY: true,
		on(_: string, given: typeof listener) {
			listener = given;
		},
		off() {
			listener = undefined;
		},
		pause: same,
		resume: same,
		ref: same,
		unref: same,
		setRawMode: same,
	};
	return {
		input: input as TerminalInput,
		receive(data: Uint8Array) {
			listener?.(data);
		},
	};
};

describe('over a slow link', () => {
	afterEach(() => {
		vi.useRealTimers();
	});

	const listen = () => {
		vi.useFakeTimers();
		const {input, receive} = makeInput();
		const keys: string[] = [];
		const reports: MouseReport[] = [];
		const stream = new KeyStream(input, report => {
			reports.push(report);
		});
		stream.addListener('readable', () => {
			keys.push(stream.read()!);
		});
		stream.setRawMode(true);
		const send = (bytes: string | Uint8Array, waitMs: number): void => {
			receive(Buffer.from(bytes as string));
			vi.advanceTimersByTime(waitMs);
		};

		return {stream, keys, reports, send};
	};

	it('no rest of a report is taken for keys, however late it comes', () => {
		const report = `${escape}[<0;12;5M`;
		for (let cut = 1; cut < report.length; cut++) {
			const {keys, reports, send} = listen();
			send(report.slice(0, cut), 10_000);
			send(report.slice(cut), 10_000);
			// An Esc alone cannot be told from the key.
			expect(keys).toEqual(cut === 1 ? [escape] : []);
			expect(reports).toEqual([{kind: 'press', column: 11, row: 4}]);
		}
	});

	it('byte by byte neither', () => {
		const {keys, reports, send} = listen();
		for (const byte of `${escape}[<65;3;4M`) {
			send(byte, 50);
		}

		expect(keys).toEqual([]);
		expect(reports).toEqual([{kind: 'wheelDown', column: 2, row: 3}]);
	});

	it('an Esc is a key soon, and the keys after it are keys', () => {
		const {keys, send} = listen();
		send(escape, 100);
		expect(keys).toEqual([escape]);
		send('[', 100);
		send('q', 100);
		expect(keys).toEqual([escape, '[', 'q']);
	});

	it('letters of several bytes come whole, and keys stop with raw mode', () => {
		const {stream, keys, send} = listen();
		const [first, second] = Buffer.from('\u00E9');
		send(Uint8Array.of(first!), 10_000);
		expect(keys).toEqual([]);
		send(Uint8Array.of(second!), 0);
		expect(keys).toEqual(['\u00E9']);
		stream.setRawMode(false);
		send('q', 100);
		expect(keys).toEqual(['\u00E9']);
	});
});
