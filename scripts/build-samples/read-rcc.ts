import {inflateSync} from 'node:zlib';

const flag = {zlib: 1, folder: 2, zstd: 4} as const;

/**
Reads a Qt resource bundle (.rcc): every file in it, by its path inside the bundle. The format is that of Qt's `rcc --binary`, versions 1 to 3.

@throws Where the bytes are no resource bundle, or a file in it is compressed with zstd.
*/
export function readRcc(bytes: Buffer): Map<string, Buffer> {
	if (bytes.toString('latin1', 0, 4) !== 'qres') {
		throw new Error('not a Qt resource bundle');
	}

	const version = bytes.readUInt32BE(4);
	const tree = bytes.readUInt32BE(8);
	const data = bytes.readUInt32BE(12);
	const names = bytes.readUInt32BE(16);
	// From version 2 on, each node ends with the time of its last change.
	const nodeBytes = version >= 2 ? 22 : 14;
	const files = new Map<string, Buffer>();

	const nameAt = (offset: number) => {
		const characters = bytes.readUInt16BE(names + offset);
		const start = names + offset + 6;
		return Buffer.from(bytes.subarray(start, start + 2 * characters))
			.swap16()
			.toString('utf16le');
	};

	const contentAt = (offset: number, flags: number) => {
		const length = bytes.readUInt32BE(data + offset);
		const start = data + offset + 4;
		if ((flags & flag.zstd) !== 0) {
			throw new Error('zstd-compressed resources are not supported');
		}

		// Compressed content starts with four bytes that tell its original size.
		return (flags & flag.zlib) === 0
			? bytes.subarray(start, start + length)
			: inflateSync(bytes.subarray(start + 4, start + length));
	};

	const visit = (index: number, folder: string) => {
		const node = tree + index * nodeBytes;
		const flags = bytes.readUInt16BE(node + 4);
		const path = index === 0 ? '' : `${folder}${nameAt(bytes.readUInt32BE(node))}`;
		if ((flags & flag.folder) === 0) {
			files.set(path, contentAt(bytes.readUInt32BE(node + 10), flags));
			return;
		}

		const children = bytes.readUInt32BE(node + 6);
		const first = bytes.readUInt32BE(node + 10);
		for (let child = 0; child < children; child++) {
			visit(first + child, index === 0 ? '' : `${path}/`);
		}
	};

	visit(0, '');
	return files;
}
