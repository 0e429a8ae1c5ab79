import {existsSync, mkdirSync, mkdtempSync, rmSync, statSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
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
