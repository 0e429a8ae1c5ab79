import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {freePort} from '../../../../scripts/soak/ports.js';

const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find(file => existsSync(file));
const has = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;

export const canServe = sshd !== undefined && ['ssh', 'ssh-keygen', 'xz', 'tar'].every(has);

export const cannotServe =
	'skipped: needs ssh, sshd, tar and xz; to mend: apt-get install openssh-server xz-utils';

/** A board of a test: a real sshd on the loopback address, whose users have a home of their own. */
export type BoardServer = {
	readonly folder: string;
	/** Home on the board. */
	readonly home: string;
	/** Value for `EDGETOP_SSH`; the board's name is `board`, and `nowhere` is one that nothing listens for. */
	readonly ssh: string;
	readonly stop: () => void;
};

export const serveBoard = async (): Promise<BoardServer> => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-board-'));
	const at = (name: string) => path.join(folder, name);
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
			`SetEnv HOME=${at('home')} XDG_STATE_HOME= XDG_CACHE_HOME=`,
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
		`Host board
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
		stop() {
			server.kill();
			rmSync(folder, {recursive: true, force: true});
		},
	};
};
