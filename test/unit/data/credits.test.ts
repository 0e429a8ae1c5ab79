import {Buffer} from 'node:buffer';
import {deflateSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import {readLicenceText} from '../../../scripts/build-samples/licence-folders.js';
import {readCredits} from '../../../scripts/build-samples/read-credits.js';
import {readRcc} from '../../../scripts/build-samples/read-rcc.js';

const uint16 = (value: number) => {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16BE(value);
	return bytes;
};

const uint32 = (value: number) => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
};

const nameEntry = (name: string) =>
	Buffer.concat([uint16(name.length), uint32(0), Buffer.from(name, 'utf16le').swap16()]);

/** A version 2 bundle with the folder `a` and in it the file `b`. */
function smallBundle(content: Buffer, flags: number) {
	const names = Buffer.concat([nameEntry('a'), nameEntry('b')]);
	const data = Buffer.concat([uint32(content.length), content]);
	const time = Buffer.alloc(8);
	const folder = (nameOffset: number, child: number) =>
		Buffer.concat([uint32(nameOffset), uint16(2), uint32(1), uint32(child), time]);
	const file = Buffer.concat([uint32(8), uint16(flags), uint32(0), uint32(0), time]);
	const tree = Buffer.concat([folder(0, 1), folder(0, 2), file]);
	const header = [2, 20, 20 + tree.length, 20 + tree.length + data.length].map(uint32);
	return Buffer.concat([Buffer.from('qres'), ...header, tree, data, names]);
}

describe('readRcc', () => {
	it('finds plain and compressed files by their paths', () => {
		const text = Buffer.from('hello');
		expect(readRcc(smallBundle(text, 0))).toEqual(new Map([['a/b', text]]));
		const packed = Buffer.concat([uint32(text.length), deflateSync(text)]);
		expect(readRcc(smallBundle(packed, 1))).toEqual(new Map([['a/b', text]]));
	});

	it('says what it cannot read', () => {
		expect(() => readRcc(Buffer.from('PNG and more'))).toThrow('not a Qt resource bundle');
		expect(() => readRcc(smallBundle(Buffer.from('x'), 4))).toThrow('zstd');
	});
});

describe('readCredits', () => {
	it('reads paragraphs with fields in any order', () => {
		const credits = readCredits(
			[
				'Copyright: A. Author',
				'License: CC0-1.0',
				'Source: https://example.org/x',
				'Files:',
				'one.webp',
				'two.webp',
				'',
				'Files: three.webp',
				'Source: https://example.org/y',
				'License: Public domain',
				'Copyright: B',
				'Comments: cropping',
			].join('\n'),
		);
		expect([...credits.keys()]).toEqual(['one.webp', 'two.webp', 'three.webp']);
		expect(credits.get('two.webp')).toMatchObject({author: 'A. Author', licence: 'CC0-1.0'});
		expect(credits.get('three.webp')).toEqual({
			author: 'B',
			licence: 'Public domain',
			source: 'https://example.org/y',
			changes: 'cropping',
		});
	});
});

describe('readLicenceText', () => {
	const file = [
		'Files: x\nLicense: CC0-1.0',
		'License: CC0-1.0\n one\n .\n two\n  three\n four\n five',
	].join('\n\n');

	it('unfolds the paragraph that has the text', () => {
		expect(readLicenceText(file, 'CC0-1.0')).toBe('one\n\ntwo\n three\nfour\nfive\n');
		expect(() => readLicenceText(file, 'CC-BY-2.0')).toThrow('no text of CC-BY-2.0');
	});
});
