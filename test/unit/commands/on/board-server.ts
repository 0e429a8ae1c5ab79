import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {freePort} from '../../../../scripts/soak/ports.js';
import {edgetopVersion} from '../../../../source/system/version.js';

const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find(file => existsSync(file));
const has = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;

export const canServe = sshd !== undefined && ['ssh', 'ssh-keygen', 'xz', 'tar'].every(has);

/** Builds are for these alone. */
export const canBuild =
	canServe && process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);

export const cannotServe =
	'skipped: needs ssh, sshd, tar and xz; to mend: apt-get install openssh-server xz-utils';

/** A board of a test: a real sshd on the loopback address, whose users have a home of their own. */
export type BoardServer = {
	readonly folder: string;
	/** Home on the board. */
	readonly home: string;
	/** Value for `EDGETOP_SSH`; `nowhere` is a board that nothing listens for. */
	readonly ssh: string;
	/** The file of settings behind it. */
	readonly config: string;
	/** Cuts the connections that are open; new ones are taken. */
	readonly cut: () => void;
	readonly stop: () => void;
};

/**
@param name As ssh knows it.
@param variables Of the environment there; `TOOLS` in them is the folder `tools` beside the home.
*/
export const serveBoard = async (
	name = 'board',
	variables: readonly string[] = [],
): Promise<BoardServer> => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-board-'));
	const at = (file: string) => path.join(folder, file);
	for (const key of ['host', 'user']) {
		execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
	}

	mkdirSync(at('home'));
	if (process.getuid?.() === 0) {
		// The folder that sshd gives up its rights in; a service would make it.
		mkdirSync('/run/sshd', {recursive: true});
	}

	const [port, unused] = [await freePort(), await freePort()];
	writeFileSync(
		at('sshd_config'),
		[
			`Port ${port}`,
			'ListenAddress 127.0.0.1',
			`HostKey ${at('host')}`,
			`AuthorizedKeysFile ${at('user.pub')}`,
			'PasswordAuthentication no',
			'UsePAM no',
			'StrictModes no',
			'PermitRootLogin prohibit-password',
			`SetEnv ${[`HOME=${at('home')}`, 'XDG_STATE_HOME=', 'XDG_CACHE_HOME=', ...variables].join(' ').replaceAll('TOOLS', at('tools'))}`,
			`PidFile ${at('sshd.pid')}`,
			'',
		].join('\n'),
	);
	const common = `HostName 127.0.0.1
User ${os.userInfo().username}
IdentityFile ${at('user')}
IdentitiesOnly yes
StrictHostKeyChecking no
UserKnownHostsFile ${at('known')}
`;
	writeFileSync(
		at('ssh_config'),
		`Host ${name}
Port ${port}
${common}
Host nowhere
Port ${unused}
${common}`,
	);
	const server = spawn(sshd!, ['-D', '-e', '-f', at('sshd_config')], {
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let log = '';
	server.stderr.on('data', (text: Buffer) => {
		log += text.toString();
	});
	for (let tries = 0; tries < 400 && !log.includes('Server listening'); tries++) {
		await wait(50);
	}

	return {
		folder,
		home: at('home'),
		ssh: `ssh -F ${at('ssh_config')}`,
		config: at('ssh_config'),
		cut() {
			// Its children are the connections, each with its own process.
			const {stdout} = spawnSync('ps', ['-o', 'pid=', '--ppid', String(server.pid)]);
			for (const pid of stdout.toString().trim().split(/\s+/).filter(Boolean)) {
				process.kill(Number(pid), 'SIGKILL');
			}
		},
		stop() {
			server.kill();
			rmSync(folder, {recursive: true, force: true});
		},
	};
};

/** Several boards, each with a home and a key of its own, behind one ssh. */
export const serveBoards = async (names: readonly string[]) => {
	const servers = await Promise.all(names.map(async name => serveBoard(name)));
	const config = path.join(servers[0]!.folder, 'all_config');
	writeFileSync(config, servers.map(server => `Include ${server.config}\n`).join(''));
	return {
		servers,
		ssh: `ssh -F ${config}`,
		stop() {
			for (const server of servers) {
				server.stop();
			}
		},
	};
};

/**
A build for this machine's kind of board, whose program is this script of a shell.

@returns The folder for `EDGETOP_BUILDS`.
*/
export const makeBuild = (folder: string, script: string): string => {
	const content = `edgetop-${edgetopVersion}-linux-${process.arch}`;
	const at = (...parts: string[]) => path.join(folder, ...parts);
	mkdirSync(at('tree', content, 'bin'), {recursive: true});
	writeFileSync(
		at('tree', content, 'bin', 'edgetop'),
		`#!/bin/sh
if [ "$1" = --version ]; then echo ${edgetopVersion}; exit 0; fi
${script}`,
	);
	chmodSync(at('tree', content, 'bin', 'edgetop'), 0o755);
	mkdirSync(at('builds'));
	execFileSync('tar', ['-cJf', at('builds', `${content}.tar.xz`), '-C', at('tree'), content]);
	return at('builds');
};
