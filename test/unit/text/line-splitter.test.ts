import {Buffer} from 'node:buffer';
import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import {eachLine, LineSplitter} from '../../../source/text/line-splitter.js';

const linesOf = async (chunks: readonly string[], longest?: number): Promise<string[]> => {
	const stream = new PassThrough();
	const lines: string[] = [];
	const ended = new Promise<void>(resolve => {
		stream.on('end', resolve);
	});
	eachLine(stream, line => lines.push(line), longest);
	for (const chunk of chunks) {
		stream.write(Buffer.from(chunk));
	}

	stream.end();
	await ended;
	return lines;
};

test('lines that end in any way, over chunks, and the last without an end', async () => {
	expect(await linesOf(['a\r\nb\nc', 'd\n', ' 1 %\r 2 %\r', 'last'])).toEqual([
		'a',
		'b',
		'cd',
		' 1 %',
		' 2 %',
		'last',
	]);
});

test('of a line that is too long its start is handed on, once, and the next line whole', async () => {
	const flood = 'x'.repeat(100);
	expect(await linesOf([flood, flood, `${flood}\nnext\n${flood}\nafter`], 5)).toEqual([
		'xxxxx',
		'next',
		'xxxxx',
		'after',
	]);
	expect(await linesOf([flood, flood], 5)).toEqual(['xxxxx']);
});

test('what must be whole to be read is thrown away and counted', () => {
	const lines = new LineSplitter(5);
	expect(lines.push(Buffer.from('abcdefgh'))).toEqual([]);
	expect(lines.push(Buffer.from('ijk\nshort\r\ntoo long\nend\n'))).toEqual(['short', 'end']);
	expect(lines.skipped).toBe(2);
});
