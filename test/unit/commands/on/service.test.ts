/*
`edgetop on BOARD --service` over a real sshd. systemd is simulated: `systemctl`, `loginctl` and `journalctl` on the board's PATH are scripts that write down how they were called and answer as a file says. What a real systemd does with the unit is not tested here.
*/
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {setUpService} from '../../../../source/commands/on/service.js';
import {serviceUnit} from '../../../../source/commands/on/service-unit.js';
import {Link} from '../../../../source/ssh/link.js';
import {canBuild, cannotServe, makeBuild, serveBoard, type BoardServer} from './board-server.js';

let server: BoardServer;
const at = (...names: string[]) => path.join(server.folder, ...names);
const there = (...names: string[]) => path.join(server.home, ...names);

/** A program on the board's PATH. */
const simulate = (name: string, script: string): void => {
	const file = at('tools', name);
	writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> ${at('calls')}\n${script}\n`);
	chmodSync(file, 0o755);
};

/** A board with systemd and a user without root, on which all goes well. */
const usual = (): void => {
	simulate('id', 'case $1 in -u) echo 1000 ;; *) echo pi ;; esac');
	simulate(
		'systemctl',
		'case "$*" in is-system-running) echo degraded; exit 1 ;; *is-enabled*) exit 1 ;; *is-active*) echo active ;; esac',
	);
	simulate('loginctl', '[ "$1" = show-user ] && echo Linger=no; exit 0');
	simulate('journalctl', '');
};

beforeAll(async () => {
	if (!canBuild) {
		return;
	}

	server = await serveBoard('board', ['PATH=TOOLS:/usr/bin:/bin']);
	mkdirSync(at('tools'));
	vi.stubEnv('EDGETOP_SSH', server.ssh);
	vi.stubEnv('EDGETOP_BUILDS', makeBuild(server.folder, ''));
});

beforeEach(context => {
	context.skip(!canBuild, cannotServe);
	rmSync(at('calls'), {force: true});
	rmSync(there('.config'), {recursive: true, force: true});
	rmSync(at('root'), {recursive: true, force: true});
	usual();
});

afterAll(() => {
	vi.unstubAllEnvs();
	server?.stop();
});

const setUp = async (...args: string[]): Promise<string> => {
	let said = '';
	const spy = vi.spyOn(process.stdout, 'write').mockImplementation(text => {
		said += String(text);
		return true;
	});
	try {
		const link = new Link('board', {isBatch: true});
		const options = {root: at('root'), watchSeconds: 1};
		expect(await setUpService(link, args, () => undefined, options)).toBe(0);
		return said;
	} finally {
		spy.mockRestore();
	}
};

const calls = (): string[] => readFileSync(at('calls'), 'utf8').trim().split('\n');
const filesBelow = (folder: string): string[] =>
	existsSync(folder)
		? readdirSync(folder, {recursive: true, withFileTypes: true})
				.filter(entry => entry.isFile())
				.map(entry => path.join(path.relative(folder, entry.parentPath), entry.name))
				.sort()
		: [];

const settings = '.config/edgetop/monitor.conf';
const unit = '.config/systemd/user/edgetop@.service';

test('a user without root gets a unit of its own that needs no login, and how to undo it', async () => {
	const said = await setUp('--headless', '--model', 'mobilenet-v2', '--listen', '127.0.0.1:9464');
	expect(readFileSync(there(settings), 'utf8')).toBe(
		'EDGETOP_ARGS=--model mobilenet-v2 --listen 127.0.0.1:9464\n',
	);
	const program = /^ExecStart=%h\/(\S+) --headless --loop \$EDGETOP_ARGS$/m.exec(
		readFileSync(there(unit), 'utf8'),
	)![1]!;
	expect(existsSync(there(program))).toBe(true);
	expect(filesBelow(there('.config'))).toEqual([
		'edgetop/monitor.conf',
		'systemd/user/edgetop@.service',
	]);
	expect(calls()).toEqual(
		expect.arrayContaining([
			'loginctl enable-linger pi',
			'systemctl --user daemon-reload',
			'systemctl --user enable edgetop@monitor',
			'systemctl --user restart edgetop@monitor',
		]),
	);
	expect(said).toMatch(
		/^board: edgetop@monitor runs there and starts with the board \(systemd --user of pi/,
	);
	expect(said).toMatch(
		/^to undo: +ssh board 'systemctl --user disable --now edgetop@monitor; rm /m,
	);

	// A second call gives it other arguments.
	await setUp('--model', 'efficientnet-b0');
	expect(readFileSync(there(settings), 'utf8')).toBe('EDGETOP_ARGS=--model efficientnet-b0\n');
	expect(filesBelow(there('.config'))).toHaveLength(2);
});

test('root gets the unit of the .deb; without the .deb the same unit, with the build where all may read it', async () => {
	simulate('id', 'case $1 in -u) echo 0 ;; *) echo root ;; esac');
	await setUp('--model', 'mobilenet-v2');
	const [build] = readdirSync(at('root/opt/edgetop'));
	expect(filesBelow(at('root/etc'))).toEqual([
		'edgetop/monitor.conf',
		'systemd/system/edgetop@.service',
	]);
	expect(existsSync(at('root/opt/edgetop', build!, 'bin/edgetop'))).toBe(true);
	expect(readFileSync(at('root/etc/systemd/system/edgetop@.service'), 'utf8')).toContain(
		`ExecStart=/opt/edgetop/${build} --headless`.replace(build!, `${build}/bin/edgetop`),
	);
	expect(calls()).toContain('systemctl enable edgetop@monitor');
	expect(calls().join('\n')).not.toMatch(/--user|linger/);

	rmSync(at('root'), {recursive: true});
	mkdirSync(at('root/lib/systemd/system'), {recursive: true});
	writeFileSync(at('root/lib/systemd/system/edgetop@.service'), '');
	await setUp('--model', 'mobilenet-v2');
	expect(filesBelow(at('root/etc'))).toEqual(['edgetop/monitor.conf']);
});

test('the unit of the system is the one of the .deb', () => {
	const file = new URL('../../../../scripts/release/files/edgetop@.service', import.meta.url);
	const meant = (text: string) =>
		text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
	expect(meant(serviceUnit('system', '/usr/bin/edgetop'))).toEqual(
		meant(readFileSync(fileURLToPath(file), 'utf8')),
	);
});

test.each([
	['no systemd', 'systemctl', 'echo offline; exit 1', /^board: it was not started with systemd/],
	['no systemctl', 'systemctl', 'exit 127', /^board: it was not started with systemd/],
	[
		'no right to services without a login',
		'loginctl',
		'[ "$1" = enable-linger ] && { echo "Could not enable linger: Access denied" >&2; exit 1; }; exit 0',
		/^board: its user may not have services without a login \(Could not enable linger: Access denied\): run sudo loginctl enable-linger pi there once.*; nothing of it was left$/,
	],
	[
		'a run that does not stay up',
		'systemctl',
		'case "$*" in is-system-running) echo running ;; *is-enabled*) exit 1 ;; *is-active*) echo activating ;; esac',
		/^board: the run does not stay up with these arguments \(unknown model "x"\); try them first: .*; nothing of it was left$/,
	],
	[
		'no right to start it',
		'systemctl',
		'case "$*" in is-system-running) echo running ;; *is-enabled*) exit 1 ;; *restart*) echo "Access denied" >&2; exit 1 ;; esac',
		/^board: the service cannot be started \(Access denied\); nothing of it was left$/,
	],
])('%s is one line, and nothing is left', async (_, tool, script, message) => {
	simulate(tool, script);
	simulate('journalctl', `echo 'edgetop: unknown model "x"'; echo 'monitor.service: Failed'`);
	await expect(setUp('--model', 'x')).rejects.toThrow(message);
	expect(filesBelow(there('.config'))).toEqual([]);
});

test('a service that was there stays as it was where its change fails', async () => {
	await setUp('--model', 'mobilenet-v2');
	const before = [readFileSync(there(unit), 'utf8'), readFileSync(there(settings), 'utf8')];
	simulate(
		'systemctl',
		'case "$*" in is-system-running) echo running ;; *is-active*) echo failed ;; esac',
	);
	await expect(setUp('--model', 'x')).rejects.toThrow(/does not stay up/);
	expect([readFileSync(there(unit), 'utf8'), readFileSync(there(settings), 'utf8')]).toEqual(
		before,
	);
	expect(filesBelow(there('.config'))).toHaveLength(2);
	expect(calls().at(-1)).toBe('systemctl --user enable --now edgetop@monitor');
});

test('a home that cannot be written is one line', async () => {
	writeFileSync(there('.config'), '');
	await expect(setUp()).rejects.toThrow(/^board: a file of the service cannot be written \(/);
});

test('what a unit cannot hold, or is no run, is refused', async () => {
	await expect(setUp('--source', 'my photos')).rejects.toThrow(/^--service: "my photos": spaces/);
	await expect(setUp('doctor')).rejects.toThrow(/doctor is none/);
});
