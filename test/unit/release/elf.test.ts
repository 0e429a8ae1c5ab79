import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, describe, expect, it} from 'vitest';
import {stripProgram} from '../../../scripts/release/elf.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-elf-'));
afterAll(() => {
	rmSync(folder, {recursive: true});
});

describe('stripProgram', () => {
	it.skipIf(process.platform !== 'linux')(
		'takes from Node what is never loaded (on Linux); it runs as before',
		() => {
			const file = path.join(folder, 'node');
			copyFileSync(process.execPath, file);
			const before = statSync(file).size;
			const taken = stripProgram(file);
			expect(statSync(file).size).toBe(before - taken);
			expect(stripProgram(file)).toBe(0);
			expect(execFileSync(file, ['-p', '6 * 7'], {encoding: 'utf8'})).toBe('42\n');
		},
	);

	it('refuses another kind of file, and one that is cut short, and changes neither', () => {
		const text = path.join(folder, 'text');
		writeFileSync(text, '#!/bin/sh\n'.padEnd(200));
		expect(() => stripProgram(text)).toThrow(/no 64-bit little-endian ELF file/);
		expect(statSync(text).size).toBe(200);
		const short = Buffer.alloc(120);
		short.writeUInt32BE(0x7f_45_4c_46, 0);
		short[4] = 2;
		short[5] = 1;
		short.writeBigUInt64LE(64n, 32);
		short.writeUInt16LE(56, 54);
		short.writeUInt16LE(1, 56);
		short.writeBigUInt64LE(1_000_000n, 64 + 32);
		const cut = path.join(folder, 'cut');
		writeFileSync(cut, short);
		expect(() => stripProgram(cut)).toThrow(/cut short/);
		expect(statSync(cut).size).toBe(120);
	});
});
