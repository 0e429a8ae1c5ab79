/** A text file's words: UTF-16 by its byte-order mark, else UTF-8; the mark is left out. */
export const decodeText = (bytes: Uint8Array): string => {
	const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
	const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe;
	return new TextDecoder(isBig ? 'utf-16be' : isLittle ? 'utf-16le' : 'utf8').decode(bytes);
};
