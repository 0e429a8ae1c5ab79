/*
Boards on which something is wrong, over a real sshd: each is one line, and nothing half-copied is left. What a board is (its processor, C library, disk, clock) is simulated by programs on its PATH.
*/
import {execFileSync, spawn} from 'node:child_process';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {findBuild} from '../../../../source/commands/on/copy.js';
import {runOn} from '../../../../source/commands/on/on.js';
import {type Flags} from '../../../../source/flags.js';
import {canBuild, cannotServe, makeBuild, serveBoard, type BoardServer} from './board-server.js';

const flags = {color: true, headless: true} as unknown as Flags;
let server: BoardServer;
const at = (...names: string[]) => path.join(server.folder, ...names);

beforeAll(async () => {
	if (!canBuild) {
		return;
	}

	server = await serveBoard('board', ['PATH=TOOLS:/usr/bin:/bin']);
	vi.stubEnv('EDGETOP_BUILDS', makeBuild(server.folder, 'exit 0\n'));
	vi.stubEnv('XDG_STATE_HOME', at('state'));
	vi.stubEnv('XDG_CACHE_HOME', at('cache'));
});

beforeEach(context => {
	context.skip(!canBuild, cannotServe);
	vi.stubEnv('EDGETOP_SSH', server.ssh);
	rmSync(at('tools'), {recursive: true, force: true});
	rmSync(path.join(server.home, '.cache'), {recursive: true, force: true});
	mkdirSync(at('tools'));
});

afterAll(() => {
	vi.unstubAllEnvs();
	server?.stop();
});

const simulate = (name: string, script: string): void => {
	writeFileSync(at('tools', name), `#!/bin/sh\n${script}\n`);
	chmodSync(at('tools', name), 0o755);
};

/** What lies there beside whole builds and locks. */
const halves = (): string[] => {
	const folder = path.join(server.home, '.cache/edgetop/builds');
	return existsSync(folder) ? readdirSync(folder).filter(name => !name.endsWith('.lock')) : [];
};

const oneLine = async (message: RegExp): Promise<void> => {
	const error = await runOn(['board'], flags).then(
		() => undefined,
		(error_: unknown) => error_ as Error,
	);
	expect(error?.message).toMatch(message);
	expect(error?.message).not.toContain('\n');
	expect(halves()).toEqual([]);
};

test.each([
	[
		'armv7',
		'uname',
		'[ "$1" = -m ] && echo armv7l || echo Linux',
		/^board: there is no build for armv7l: builds are for aarch64 and x86_64$/,
	],
	[
		'riscv64',
		'uname',
		'[ "$1" = -m ] && echo riscv64 || echo Linux',
		/^board: there is no build for riscv64:/,
	],
	[
		'musl',
		'getconf',
		'[ "$1" = LONG_BIT ] && echo 64 || exit 1',
		/^board: its C library is not glibc \(musl\?\): glibc 2\.28/,
	],
	[
		'an old glibc',
		'getconf',
		'[ "$1" = LONG_BIT ] && echo 64 || echo glibc 2.27',
		/^board: its glibc 2\.27 is too old.*exec:ssh board python3/,
	],
	[
		'no room',
		'df',
		'echo head; echo "x 1 1 102400 1 /"',
		/^board: 104 MB are free in its home folder, 300 MB are needed/,
	],
])('%s', async (_, tool, script, message) => {
	simulate(tool, script);
	await oneLine(message);
});

test('a host key that changed, one that is not known, and a board that asks for a password', async () => {
	const {ssh} = server;
	const other = at('other');
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other]);
	const key = execFileSync('cat', [`${other}.pub`], {encoding: 'utf8'});
	writeFileSync(at('wrong'), `* ${key}`);
	vi.stubEnv(
		'EDGETOP_SSH',
		`${ssh} -o StrictHostKeyChecking=yes -o UserKnownHostsFile=${at('wrong')}`,
	);
	await oneLine(/^board: its host key is not the one that is known; .*ssh-keygen -R board forgets/);
	vi.stubEnv('EDGETOP_SSH', `${ssh} -o StrictHostKeyChecking=yes -o UserKnownHostsFile=/dev/null`);
	await oneLine(/^board: its host key is not known yet: connect once with ssh board$/);
	vi.stubEnv('EDGETOP_SSH', `${ssh} -o PubkeyAuthentication=no`);
	await oneLine(/^board: it does not let this user in: ssh board must work first/);
});

test('a clock that is years off is said, and the run goes on', async () => {
	simulate('date', '[ "$1" = +%s ] && echo 946684800 || exec /bin/date "$@"');
	let said = '';
	const spy = vi.spyOn(process.stderr, 'write').mockImplementation(text => {
		said += String(text);
		return true;
	});
	try {
		expect(await runOn(['board', '--frames', '8'], flags)).toBe(0);
	} finally {
		spy.mockRestore();
	}

	expect(said).toMatch(
		/^board: its clock is \d{4,} days behind: the dates of its sessions are too$/m,
	);
});

test('two people on one board: the second does not mix with the first', async context => {
	context.skip(
		!existsSync('/usr/bin/flock'),
		'skipped: needs flock; to mend: apt-get install util-linux',
	);
	const {name} = await findBuild(`linux-${process.arch}`);
	const folder = path.join(server.home, '.cache/edgetop/builds');
	mkdirSync(folder, {recursive: true});
	const first = spawn(
		'flock',
		['-n', path.join(folder, `${name}.lock`), '-c', 'echo held; read x'],
		{
			stdio: ['pipe', 'pipe', 'ignore'],
		},
	);
	await new Promise(resolve => {
		first.stdout.once('data', resolve);
	});
	try {
		await oneLine(/^board: somebody else copies edgetop there just now: try again in a minute$/);
	} finally {
		first.stdin.end('\n');
	}

	await sleep(100);
	expect(await runOn(['board', '--frames', '8'], flags)).toBe(0);
});

test('a disk that fills up while it copies, or while it unpacks: nothing is left', async () => {
	simulate('tee', 'head -c 100 >> "$2"; echo "tee: $2: No space left on device" >&2; exit 1');
	await oneLine(
		/^board: it cannot be copied there \(tee: .*No space left on device\); nothing of it was left$/,
	);
	rmSync(at('tools/tee'));
	simulate('tar', 'echo "tar: x: Cannot write: No space left on device" >&2; exit 2');
	await oneLine(/^board: it could not be unpacked there \(tar: .*No space left on device\)$/);
	rmSync(at('tools/tar'));
	expect(await runOn(['board', '--frames', '8'], flags)).toBe(0);
});

test('half a build that grew since it was looked at: the two do not mix', async () => {
	const {name} = await findBuild(`linux-${process.arch}`);
	const partial = path.join(server.home, '.cache/edgetop/builds', `${name}.partial`);
	mkdirSync(path.dirname(partial), {recursive: true});
	writeFileSync(partial, 'x');
	// The last that the look asks for.
	simulate('wc', `/usr/bin/wc "$@"; echo more >> ${partial}`);
	await expect(runOn(['board'], flags)).rejects.toThrow(/^board: somebody else copies edgetop/);
});

test('an account without a shell, or without a home', async () => {
	const home = at('away');
	renameSync(server.home, home);
	try {
		await oneLine(
			/^board: sh there does not answer \(.*cd.*\): ssh board sh -c true must work first/,
		);
	} finally {
		renameSync(home, server.home);
	}

	const own = readFileSync(at('user.pub'), 'utf8');
	writeFileSync(at('user.pub'), `command="echo this account is not available; exit 1" ${own}`);
	try {
		await oneLine(/^board: sh there does not answer \(this account is not available\): ssh board/);
	} finally {
		writeFileSync(at('user.pub'), own);
	}
});
