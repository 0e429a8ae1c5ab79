import {spawnSync} from 'node:child_process';
import {
	chmodSync,
	closeSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {backOffMs} from '../../../source/system/back-off.js';
import {takeLock} from '../../../source/system/file-lock.js';
import {hostTag, isElsewhere, isGone, thisOwner} from '../../../source/system/owner.js';
import {
	openTemporary,
	removeLeftovers,
	replaceFile,
	temporaryOf,
} from '../../../source/system/replace-file.js';
import {makeStateFolder} from '../../../source/system/state-folder.js';
import {listRunning, RunningRegistration} from '../../../source/run/instances/registry.js';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-leftovers-'));
});
afterEach(() => {
	vi.unstubAllEnvs();
	rmSync(folder, {recursive: true, force: true});
});

const inFolder = (name: string): string => path.join(folder, name);
const gonePid = (): number => spawnSync(process.execPath, ['--version']).pid;
const otherHost = 'ffffffff';

const put = (name: string, content = '', daysAgo = 0): string => {
	const file = inFolder(name);
	writeFileSync(file, content);
	const seconds = Date.now() / 1000 - daysAgo * 24 * 3600;
	utimesSync(file, seconds, seconds);
	return name;
};

describe('temporary files', () => {
	it('of killed processes are taken away, those of running ones and of other machines stay', () => {
		const gone = gonePid();
		put(`a.json.${gone}.tmp`);
		put(`b.json.${gone}.tmp`, `edgetop ${hostTag()} none\n`);
		put(`half.json.${gone}.tmp`, '{"kind": "edgetop-ses');
		if (process.platform === 'linux') {
			// The number was given again: the process that has it now began at another time.
			put(`c.json.${process.pid}.tmp`, `edgetop ${hostTag()} 00000000-1\n`);
		}

		put(`old.json.${gone}.tmp`, `edgetop ${otherHost} 00000000-1\n`, 40);
		closeSync(openTemporary(inFolder('d.json')));
		const kept = [
			path.basename(temporaryOf(inFolder('d.json'))),
			put(`e.json.${process.pid}.tmp`),
			put(`f.json.${gone}.tmp`, `edgetop ${otherHost} 00000000-1\n`),
			put('notes.tmp'),
			put(`g.json.${gone}`),
		];

		removeLeftovers(folder);
		expect(readdirSync(folder).toSorted()).toEqual(kept.toSorted());
	});

	it('of one file leave the others alone', () => {
		const gone = gonePid();
		put(`a.json.${gone}.tmp`);
		put(`b.json.${gone}.tmp`);
		removeLeftovers(folder, inFolder('a.json'));
		expect(readdirSync(folder)).toEqual([`b.json.${gone}.tmp`]);
	});

	it('a folder that is not there has none', () => {
		expect(() => {
			removeLeftovers(inFolder('nowhere'));
		}).not.toThrow();
	});

	it('a file is replaced though its temporary one was cleaned up, and links are not followed', () => {
		const file = inFolder('a.json');
		const victim = inFolder('victim');
		writeFileSync(victim, 'untouched');
		symlinkSync(victim, temporaryOf(file));
		replaceFile(file, 'text');
		expect(readFileSync(file, 'utf8')).toBe('text');
		expect(readFileSync(victim, 'utf8')).toBe('untouched');
		expect(lstatSync(file).isFile()).toBe(true);
	});
});

describe('the list of running sessions on a shared home', () => {
	const entry = {id: 'x', startedAt: '2026-01-01T00:00:00.000Z', modelName: 'm', backendId: 'wasm'};

	it('keeps an entry of another machine, and takes another name where that has the number', () => {
		const theirs = inFolder(`${process.pid}.json`);
		const text = JSON.stringify({...entry, pid: process.pid, host: otherHost});
		writeFileSync(theirs, text);
		const registration = new RunningRegistration(folder);
		registration.write({...entry, id: 'mine'});
		expect(listRunning(folder).map(({id}) => id)).toEqual(['mine']);
		expect(readFileSync(theirs, 'utf8')).toBe(text);
		registration.remove();
		expect(readdirSync(folder)).toEqual([`${process.pid}.json`]);
	});

	it('drops one whose number another process has now', () => {
		const text = {...entry, pid: process.pid, host: hostTag(), processStart: '00000000-1'};
		writeFileSync(inFolder(`${process.pid}.json`), JSON.stringify(text));
		expect(listRunning(folder)).toEqual([]);
		expect(existsSync(inFolder(`${process.pid}.json`))).toBe(process.platform !== 'linux');
	});
});

it('this process is neither gone nor elsewhere', () => {
	expect([isGone(thisOwner()), isElsewhere(thisOwner())]).toEqual([false, false]);
});

describe('a lock', () => {
	it('of a killed process is taken over, of a running one and of another machine not', async () => {
		const file = inFolder('lock');
		writeFileSync(file, `${gonePid()} none ${hostTag()}\n`);
		const lock = await takeLock(file);
		await expect(takeLock(file)).rejects.toThrow(`another process (${process.pid}) is fetching`);
		await lock.release();
		writeFileSync(file, `${gonePid()} none ${otherHost}\n`);
		await expect(takeLock(file)).rejects.toThrow('of another machine) is fetching');
	});
});

describe('the state folder', () => {
	it('is for its owner alone, also where it was open before', () => {
		vi.stubEnv('XDG_STATE_HOME', folder);
		mkdirSync(inFolder('edgetop'));
		chmodSync(inFolder('edgetop'), 0o755);
		makeStateFolder(inFolder('edgetop/sessions'));
		if (process.platform !== 'win32') {
			for (const name of ['edgetop', 'edgetop/sessions']) {
				expect(statSync(inFolder(name)).mode & 0o777).toBe(0o700);
			}
		}
	});
});

it('waits longer each time, up to a bound', () => {
	const rule = {firstMs: 100, longestMs: 1000};
	expect([1, 2, 3, 4, 5, 100].map(failures => backOffMs(failures, rule))).toEqual([
		100, 200, 400, 800, 1000, 1000,
	]);
});
