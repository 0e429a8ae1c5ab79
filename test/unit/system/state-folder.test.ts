import {spawnSync} from 'node:child_process';
import {
	chmodSync,
	existsSync,
	lchownSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {makeStateFolder} from '../../../source/system/state-folder.js';

let home: string;
beforeEach(() => {
	home = mkdtempSync(path.join(os.tmpdir(), 'edgetop-home-'));
	vi.stubEnv('XDG_STATE_HOME', path.join(home, 'state'));
});
afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(home, {recursive: true, force: true});
});

const modeOf = (folder: string): number => statSync(folder).mode & 0o777;

it('makes folders of the state folder for their owner alone, on a machine that has none yet', () => {
	const folder = path.join(home, 'state', 'edgetop', 'running');
	makeStateFolder(folder);
	expect(modeOf(folder)).toBe(0o700);
	expect(modeOf(path.dirname(folder))).toBe(0o700);
});

it('takes away what others were once allowed', () => {
	const folder = path.join(home, 'state', 'edgetop', 'sessions');
	mkdirSync(folder, {recursive: true, mode: 0o755});
	makeStateFolder(folder);
	expect(modeOf(folder)).toBe(0o700);
	expect(modeOf(path.dirname(folder))).toBe(0o700);
});

it('makes a folder elsewhere also where the state folder was never made', () => {
	const folder = path.join(home, 'elsewhere', 'journals');
	makeStateFolder(folder);
	expect(existsSync(folder)).toBe(true);
	expect(existsSync(path.join(home, 'state'))).toBe(false);
});

/** Runs a piece of a program as an account that owns nothing. */
const asNobody = (script: string): string =>
	spawnSync(process.execPath, ['-e', script], {uid: 65_534, gid: 65_534, encoding: 'utf8'}).stdout;

it.runIf(process.getuid?.() === 0)('another account can neither list nor read it', () => {
	const folder = path.join(home, 'state', 'edgetop', 'running');
	makeStateFolder(folder);
	chmodSync(home, 0o755);
	chmodSync(path.dirname(path.dirname(folder)), 0o755);
	const file = path.join(folder, '1.json');
	writeFileSync(file, '{}');
	const script = `const fs = require('node:fs');
for (const look of [() => fs.readdirSync(${JSON.stringify(folder)}), () => fs.readFileSync(${JSON.stringify(file)}), () => fs.writeFileSync(${JSON.stringify(`${folder}/2.json`)}, '')]) {
	try { look(); console.log('done'); } catch (error) { console.log(error.code); }
}`;
	expect(asNobody(script)).toBe('EACCES\nEACCES\nEACCES\n');
});

it('a link that another account put in its place is refused', () => {
	const root = path.join(home, 'state', 'edgetop');
	mkdirSync(path.dirname(root), {recursive: true});
	const theirs = path.join(home, 'theirs');
	mkdirSync(theirs);
	symlinkSync(theirs, root);
	const own = lstatSync(root).uid + 1;
	vi.spyOn(process, 'geteuid').mockReturnValue(own);
	try {
		if (lstatSync(root).uid === 0) {
			// What root made is trusted: it could do anything anyway.
			lchownSync(root, 4242, 4242);
		}

		expect(() => {
			makeStateFolder(path.join(root, 'running'));
		}).toThrow(/belongs to another account/);
	} finally {
		vi.restoreAllMocks();
	}
});
