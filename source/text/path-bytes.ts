/*
File names are bytes; most are UTF-8, some are not. A byte that is none stands in a string as a half of a surrogate pair, U+DC80 to U+DCFF, as Python does it: such a name goes through everything that takes strings, is shown with a replacement character (`sanitize`), and comes back as the bytes that it was.
*/

const escapeBase = 0xdc_00;
const escaped = /[\uDC80-\uDCFF]/u;

/** Length of the UTF-8 character that begins at a place; 0: none does. */
const characterLength = (bytes: Uint8Array, at: number): number => {
	const byte = bytes[at]!;
	const length = byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0;
	if (length < 2) {
		return length;
	}

	try {
		new TextDecoder('utf-8', {fatal: true}).decode(bytes.subarray(at, at + length));
		return length;
	} catch {
		return 0;
	}
};

/** Bytes to a string from which `toPath` makes them again. */
export const fromBytes = (bytes: Uint8Array): string => {
	try {
		return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
	} catch {
		// Byte by byte.
	}

	let text = '';
	let at = 0;
	while (at < bytes.length) {
		const length = characterLength(bytes, at);
		text +=
			length === 0
				? String.fromCodePoint(escapeBase + bytes[at]!)
				: Buffer.from(bytes.subarray(at, at + length)).toString('utf8');
		at += Math.max(1, length);
	}

	return text;
};

const isEscaped = (character: string): boolean =>
	character.length === 1 && character >= '\uDC80' && character <= '\uDCFF';

/** A path as the file system takes it: bytes where it is not UTF-8. */
export const toPath = (file: string): string | Buffer =>
	escaped.test(file)
		? Buffer.concat(
				Array.from(file, character =>
					isEscaped(character)
						? Buffer.from([character.codePointAt(0)! - escapeBase])
						: Buffer.from(character, 'utf8'),
				),
			)
		: file;

/** The same text with bytes that are no UTF-8 read as Latin-1. */
export const asLatin1 = (text: string): string =>
	text.replaceAll(new RegExp(escaped, 'gu'), character =>
		String.fromCodePoint(character.codePointAt(0)! - escapeBase),
	);
