import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {deflateSync} from 'node:zlib';
import sharp from 'sharp';

/** A folder for one test file; `remove` deletes it. */
export const temporaryFolder = (): {path: string; remove: () => void} => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-frames-'));
	return {
		path: folder,
		remove() {
			rmSync(folder, {recursive: true, force: true});
		},
	};
};

/** A picture whose left half is red and right half blue. */
export const halves = (width: number, height: number) => {
	const pixels = Buffer.alloc(3 * width * height);
	for (let row = 0; row < height; row++) {
		for (let column = 0; column < width; column++) {
			pixels[3 * (row * width + column) + (2 * column < width ? 0 : 2)] = 255;
		}
	}

	return sharp(pixels, {raw: {width, height, channels: 3}});
};

const crcTable = Uint32Array.from({length: 256}, (_, index) => {
	let value = index;
	for (let bit = 0; bit < 8; bit++) {
		value = value & 1 ? 0xed_b8_83_20 ^ (value >>> 1) : value >>> 1;
	}

	return value;
});

const crc = (bytes: Uint8Array): number => {
	let value = 0xff_ff_ff_ff;
	for (const byte of bytes) {
		value = crcTable[(value ^ byte) & 0xff]! ^ (value >>> 8);
	}

	return (value ^ 0xff_ff_ff_ff) >>> 0;
};

const chunk = (name: string, data: Uint8Array): Buffer => {
	const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
	const frame = Buffer.alloc(8);
	frame.writeUInt32BE(data.length, 0);
	frame.writeUInt32BE(crc(body), 4);
	return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
};

/** A few bytes that claim to be a grey picture of 100 megapixels. */
export const writeHuge = (file: string): void => {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(10_000, 0);
	header.writeUInt32BE(10_000, 4);
	header[8] = 8;
	writeFileSync(
		file,
		Buffer.concat([
			Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
			chunk('IHDR', header),
			chunk('IDAT', deflateSync(Buffer.alloc(10_001))),
			chunk('IEND', Buffer.alloc(0)),
		]),
	);
};
