import {existsSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, expect, it} from 'vitest';
import {makeFolder} from '../../../source/system/make-folder.js';
import {temporaryFolder} from '../frames/images.js';

const folder = temporaryFolder();
afterAll(folder.remove);

it('makes what is missing, with its mode, and may be asked again', () => {
	const deep = path.join(folder.path, 'a/b/c');
	makeFolder(deep, 0o700);
	makeFolder(deep, 0o700);
	expect(statSync(deep).mode & 0o777).toBe(0o700);
});

it('a file in its place is an error', () => {
	const file = path.join(folder.path, 'file');
	writeFileSync(file, '');
	expect(() => {
		makeFolder(file);
	}).toThrow(/EEXIST/);
});

it('comes to an end where the kernel makes no folders', context => {
	if (!existsSync('/proc/self')) {
		context.skip('skipped: there is no /proc');
	}

	expect(() => {
		makeFolder('/proc/nowhere/a/b');
	}).toThrow(/ENOENT/);
});
