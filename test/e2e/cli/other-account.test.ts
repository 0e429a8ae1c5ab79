import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {text} from 'node:stream/consumers';
import {afterAll, expect, it} from 'vitest';
import {readSummary} from '../../../source/journal/read/read-summary.js';
import {waitFor} from '../../unit/engine/processes.js';
import {cli, makeHome, onlyLine} from './run-cli.js';

/* A run of one account, and what another account of the machine can do with it. */

const home = makeHome();
/** Theirs, which they may write. */
const theirs = mkdtempSync(path.join(os.tmpdir(), 'edgetop-theirs-'));
afterAll(() => {
	home.remove();
	rmSync(theirs, {recursive: true, force: true});
});

const nobody = {uid: 65_534, gid: 65_534};

const asNobody = async (args: readonly string[]) => {
	const child = spawn(process.execPath, args, {
		...nobody,
		cwd: '/',
		// As if they knew where to look.
		env: {...process.env, HOME: theirs, XDG_STATE_HOME: home.folder, TERM: 'xterm'},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const [stdout, stderr, [status]] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		once(child, 'close') as Promise<[number | null]>,
	]);
	return {status, stdout, stderr};
};

type Look = Awaited<ReturnType<typeof asNobody>>;

it('another account cannot attach to a run, read it, ask it for anything, end it, or hold it up', async context => {
	context.skip(process.getuid?.() !== 0, 'needs root, to be another account');
	// The folder that both can enter, as /home is; what is below it is the program's own doing.
	chmodSync(home.folder, 0o777);
	chmodSync(theirs, 0o777);
	const {child, ended} = home.start([
		'--headless',
		'--backend',
		'null',
		'--limit',
		'4',
		'--duration',
		'60s',
	]);
	const state = path.join(home.folder, 'edgetop');
	const inState = (name: string): string[] => {
		try {
			return readdirSync(path.join(state, name)).map(file => path.join(state, name, file));
		} catch {
			return [];
		}
	};

	const journal = await waitFor(
		'a journal and an entry',
		() => inState('running').length > 0 && inState('journals')[0],
	);
	const looks = await Promise.all(
		[['attach', String(child.pid)], ['report', journal], ['sessions']].map(async args =>
			asNobody([cli, ...args]),
		),
	);
	const [attached, reported, listed] = looks as [Look, Look, Look];
	if (/MODULE_NOT_FOUND|EACCES/.test(attached.stderr)) {
		child.kill('SIGTERM');
		await ended;
		context.skip('another account cannot enter the folder of this checkout');
	}

	expect(onlyLine(attached.stderr)).toContain('nothing of edgetop runs here under this account');
	expect(onlyLine(reported.stderr)).toMatch(/permission denied|EACCES/);
	for (const {status, stdout} of [attached, reported]) {
		expect(stdout).toBe('');
		expect(status).toBeGreaterThan(0);
	}

	expect(listed.stdout).not.toContain(path.basename(journal, '.ndjson'));
	const deeds = [
		`fs.writeFileSync('${state}/running/x.ask', '{}')`,
		`fs.symlinkSync('/etc/passwd', '${state}/sessions/x.json')`,
		`fs.truncateSync('${journal}')`,
		`fs.rmSync('${journal}')`,
		`fs.renameSync('${state}/running', '${theirs}/running')`,
		`process.kill(${child.pid}, 'SIGTERM')`,
		`process.kill(${child.pid}, 'SIGSTOP')`,
	].map(deed => `try { ${deed}; console.log('done'); } catch (error) { console.log(error.code); }`);
	const script = path.join(theirs, 'deeds.mjs');
	writeFileSync(script, `import fs from 'node:fs'; ${deeds.join('\n')}`);
	chmodSync(script, 0o644);
	const {stdout: done} = await asNobody([script]);
	expect(done.trim().split('\n')).toEqual([
		...Array.from({length: 5}, () => expect.stringMatching(/^(?:EACCES|EPERM)$/) as string),
		'EPERM',
		'EPERM',
	]);
	child.kill('SIGTERM');
	const {code, stderr} = await ended;
	expect(code, stderr).toBe(143);
	expect(readSummary(journal).segments.length).toBeGreaterThan(0);
	expect(home.leftovers()).toEqual([]);
});
