import {spawnSync} from 'node:child_process';
import {
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {BenchFolder} from '../../../source/bench/bench-state.js';
import {listRunning} from '../../../source/run/instances/registry.js';
import {askFlip, takeAsked} from '../../../source/run/instances/asks.js';
import {takeLock} from '../../../source/system/file-lock.js';
import {readPlain} from '../../../source/system/read-plain.js';
import {removeLeftovers, temporaryOf} from '../../../source/system/replace-file.js';
import {SaveFile} from '../../../source/system/save-file.js';

/* Folders that others may write to: /tmp, a disk of a group. What they put there in a file's place must not hold a run up, and must not be written through. */

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-shared-'));
});
afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(folder, {recursive: true, force: true});
});

const at = (...names: readonly string[]): string => path.join(folder, ...names);

/** A pipe that nobody writes to: who opens it to read waits for good. */
const pipe = (file: string): void => {
	expect(spawnSync('mkfifo', [file]).status).toBe(0);
};

const isWindows = process.platform === 'win32';

describe.skipIf(isWindows)('a pipe in the place of a file holds nothing up', () => {
	test('of a temporary file beside a summary', () => {
		pipe(at('run.json.99.tmp'));
		pipe(at('run.json.1.tmp'));
		const save = new SaveFile(at('run.json'));
		save.save('text');
		removeLeftovers(folder);
		expect(readFileSync(at('run.json'), 'utf8')).toBe('text');
	});

	test('of this process’ own temporary file: it is taken away', () => {
		pipe(temporaryOf(at('run.json')));
		new SaveFile(at('run.json')).save('text');
		expect(readFileSync(at('run.json'), 'utf8')).toBe('text');
	});

	test('of the summary itself: refused in one line', () => {
		pipe(at('run.json'));
		expect(() => new SaveFile(at('run.json'))).toThrow(/it is no regular file/);
	});

	test('of a lock, of the state of a bench, of a running session, of a wish', async () => {
		pipe(at('lock'));
		const {release} = await takeLock(at('lock'));
		expect(lstatSync(at('lock')).isFile()).toBe(true);
		await release();

		mkdirSync(at('bench'));
		pipe(at('bench', 'bench.json'));
		expect(() => new BenchFolder(at('bench')).load('key')).toThrow(
			/bench\.json: it is no regular file; --fresh/,
		);

		mkdirSync(at('running'));
		pipe(at('running', '1.json'));
		expect(listRunning(at('running'))).toEqual([]);
		pipe(at('running', 'one.ask'));
		expect(takeAsked('one', at('running'))).toBeUndefined();
	});
});

describe.skipIf(isWindows)('a link in the place of a file leads nowhere', () => {
	const theirs = (): string => {
		const file = at('theirs');
		writeFileSync(file, 'theirs');
		return file;
	};

	test('nothing is written through it', async () => {
		const file = theirs();
		for (const name of [
			'run.json',
			path.basename(temporaryOf(at('run.json'))),
			'lock',
			'one.ask',
		]) {
			symlinkSync(file, at(name));
		}

		new SaveFile(at('run.json')).save('own');
		const {release} = await takeLock(at('lock'));
		await release();
		askFlip('one', {model: 'tiny'}, folder);
		expect(readFileSync(file, 'utf8')).toBe('theirs');
		expect(lstatSync(at('run.json')).isFile()).toBe(true);
		expect(takeAsked('one', folder)).toEqual({model: 'tiny'});
	});

	test('nothing is read through it', () => {
		symlinkSync(theirs(), at('link'));
		expect(() => readPlain(at('link'))).toThrow(/ELOOP|EMLINK/);
	});
});

test('a file that grows without end is not read', () => {
	writeFileSync(at('large'), Buffer.alloc(2 ** 20 + 1));
	expect(() => readPlain(at('large'))).toThrow('it is too large');
	expect(existsSync(at('large'))).toBe(true);
});
