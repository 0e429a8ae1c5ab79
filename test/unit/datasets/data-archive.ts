import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {create} from 'tar';
import {type KnownSet} from '../../../source/datasets/known-sets.js';

export const tinySet = (urls: readonly string[], images: number): KnownSet => ({
	name: 'tiny',
	title: 'a few images',
	urls,
	images,
	limitBytes: 50e6,
	home: 'nowhere',
	licence: 'none',
});

/** A .tar.gz of numbered folders below one top folder, as ImageNetV2's. */
export const archiveOf = (
	files: Readonly<Record<string, Uint8Array>>,
	options: {readonly link?: string} = {},
): Buffer => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-archive-'));
	try {
		const top = path.join(folder, 'top');
		mkdirSync(top);
		for (const [name, content] of Object.entries(files)) {
			mkdirSync(path.dirname(path.join(top, name)), {recursive: true});
			writeFileSync(path.join(top, name), content);
		}

		if (options.link !== undefined) {
			symlinkSync(options.link, path.join(top, 'link.jpeg'));
		}

		const file = path.join(folder, 'made.tar.gz');
		create({file, gzip: true, cwd: folder, sync: true}, ['top']);
		return readFileSync(file);
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
};

/**
One entry of a name, or of a kind, that no honest program would write.

@param type Of the tar format: 0 a file, 1 a hard link, 3 and 4 devices, 6 a pipe.
*/
export const archiveWithName = (name: string, type = '0'): Buffer => {
	const header = Buffer.alloc(512);
	header.write(name, 0);
	header.write('0000644\0', 100);
	header.write('0000000\0', 108);
	header.write('0000000\0', 116);
	header.write('00000000004\0', 124);
	header.write('00000000000\0', 136);
	header.write('        ', 148);
	header.write(type, 156);
	header.write(type === '1' ? '/etc/passwd' : '', 157);
	header.write('ustar\u000000', 257);
	const sum = header.reduce((total, byte) => total + byte, 0);
	header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
	return Buffer.concat([header, Buffer.from('evil'), Buffer.alloc(508 + 1024)]);
};
