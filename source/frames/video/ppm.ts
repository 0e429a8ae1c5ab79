/** A picture at its own size: 8-bit RGB, row by row, 3 · width · height bytes. */
export type RawFrame = {
	readonly width: number;
	readonly height: number;
	readonly pixels: Uint8Array;
};

const headerPattern = /^P6\n(?<width>\d+) (?<height>\d+)\n255\n/;
/** The longest header that fits the pixel limit is shorter. */
const longestHeader = 32;
const pixelLimit = 50e6;

/**
Undefined where more bytes are needed.

@throws Error
*/
const readHeader = (bytes: Buffer) => {
	const match = headerPattern.exec(bytes.toString('latin1'));
	if (!match) {
		if (bytes.length >= longestHeader) {
			throw new Error('ffmpeg wrote something that is no picture');
		}

		return undefined;
	}

	const [width, height] = [Number(match.groups!['width']), Number(match.groups!['height'])];
	if (!(width * height > 0) || width * height > pixelLimit) {
		throw new Error(
			`its pictures are ${width} × ${height} pixels, at most ${pixelLimit / 1e6} megapixels can be used`,
		);
	}

	return {width, height, length: match[0].length};
};

/**
Pictures out of a pipe of PPM files, as ffmpeg writes them. The pipe is read as fast as pictures are taken. A picture that is cut off by the end is left out.

@param obtain A buffer of so many bytes, new or used before.
@throws Error when the bytes are not PPM pictures.
*/
export async function* readPpm(
	chunks: AsyncIterable<Uint8Array>,
	obtain: (bytes: number) => Uint8Array,
): AsyncGenerator<RawFrame> {
	let head = Buffer.alloc(0);
	let frame: RawFrame | undefined;
	let filled = 0;
	for await (const chunk of chunks) {
		let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		while (rest.length > 0) {
			if (!frame) {
				const before = head.length;
				head = Buffer.concat([head, rest.subarray(0, longestHeader - before)]);
				const header = readHeader(head);
				if (!header) {
					break;
				}

				const {width, height, length} = header;
				frame = {width, height, pixels: obtain(3 * width * height)};
				filled = 0;
				rest = rest.subarray(length - before);
				head = Buffer.alloc(0);
			}

			const part = rest.subarray(0, frame.pixels.length - filled);
			frame.pixels.set(part, filled);
			filled += part.length;
			rest = rest.subarray(part.length);
			if (filled === frame.pixels.length) {
				yield frame;
				frame = undefined;
			}
		}
	}
}
