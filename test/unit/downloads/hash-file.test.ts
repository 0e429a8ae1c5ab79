import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {rememberedSha256} from '../../../source/downloads/hash-file.js';

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-hash-'));
	vi.stubEnv('XDG_CACHE_HOME', folder);
});

afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(folder, {recursive: true});
});

it.skipIf(process.platform === 'win32')(
	'a pipe in the place of what is remembered holds up nothing',
	async () => {
		mkdirSync(path.join(folder, 'edgetop'));
		execFileSync('mkfifo', [path.join(folder, 'edgetop', 'sha256.json')]);
		const file = path.join(folder, 'a');
		writeFileSync(file, 'a');
		expect(await rememberedSha256(file)).toMatch(/^ca978112ca1bbdca/);
	},
);
