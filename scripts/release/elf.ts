import {closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync} from 'node:fs';

/*
What of an ELF file is loaded is told by its program headers. Section headers, and the debugging symbols behind the last loaded byte, are for linkers and debuggers: an eighth of Node's file.
*/

const headerBytes = 64;
const programHeader = {offset: 8, fileSize: 32};
const fields = {
	programHeaders: 32,
	sectionHeaders: 40,
	programHeaderSize: 54,
	programHeaderCount: 56,
	sectionHeaderCount: 60,
	sectionNames: 62,
};

/**
Takes from a program what is never loaded, in place. The same bytes in give the same bytes out.

@param file A 64-bit little-endian ELF file.
@returns Bytes that were taken away.
@throws {Error} where it is another kind of file.
*/
export function stripProgram(file: string): number {
	const descriptor = openSync(file, 'r+');
	try {
		const header = Buffer.alloc(headerBytes);
		readSync(descriptor, header, 0, headerBytes, 0);
		if (header.readUInt32BE(0) !== 0x7f_45_4c_46 || header[4] !== 2 || header[5] !== 1) {
			throw new Error(`${file}: no 64-bit little-endian ELF file`);
		}

		const size = header.readUInt16LE(fields.programHeaderSize);
		const programs = Buffer.alloc(size * header.readUInt16LE(fields.programHeaderCount));
		const start = Number(header.readBigUInt64LE(fields.programHeaders));
		readSync(descriptor, programs, 0, programs.length, start);
		let end = start + programs.length;
		for (let at = 0; at < programs.length; at += size) {
			const offset = Number(programs.readBigUInt64LE(at + programHeader.offset));
			const length = Number(programs.readBigUInt64LE(at + programHeader.fileSize));
			end = Math.max(end, offset + length);
		}

		const before = fstatSync(descriptor).size;
		if (end > before) {
			throw new Error(`${file}: cut short: its headers tell of ${end} bytes, it has ${before}`);
		}

		header.writeBigUInt64LE(0n, fields.sectionHeaders);
		header.writeUInt16LE(0, fields.sectionHeaderCount);
		header.writeUInt16LE(0, fields.sectionNames);
		writeSync(descriptor, header, 0, headerBytes, 0);
		ftruncateSync(descriptor, end);
		return before - end;
	} finally {
		closeSync(descriptor);
	}
}
