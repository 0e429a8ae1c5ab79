import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {waitFor} from '../../test/unit/engine/processes.js';
import {freePort} from './ports.js';

const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find(file => existsSync(file));

/** Why no server can be had here; undefined where it can. */
export const withoutSsh = (): string | undefined =>
	sshd !== undefined && spawnSync('ssh', ['-V']).status === 0
		? undefined
		: 'needs ssh and sshd: apt-get install openssh-server';

export type SshServer = {
	readonly port: number;
	/** Arguments of ssh for a terminal over this port. */
	readonly clientArgs: (port: number) => readonly string[];
	close(): void;
};

/** A real sshd of this trial's own, on the loopback address, with keys of its own. */
export const serveSsh = async (): Promise<SshServer> => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-soak-ssh-'));
	const at = (name: string): string => path.join(folder, name);
	for (const key of ['host', 'user']) {
		execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
	}

	if (process.getuid?.() === 0) {
		// The folder that sshd gives up its rights in; a service would make it.
		mkdirSync('/run/sshd', {recursive: true});
	}

	const port = await freePort();
	writeFileSync(
		at('config'),
		[
			`Port ${port}`,
			'ListenAddress 127.0.0.1',
			`HostKey ${at('host')}`,
			`AuthorizedKeysFile ${at('user.pub')}`,
			'PasswordAuthentication no',
			'UsePAM no',
			'StrictModes no',
			'PermitRootLogin prohibit-password',
			`PidFile ${at('pid')}`,
			'',
		].join('\n'),
	);
	const server = spawn(sshd!, ['-D', '-e', '-f', at('config')], {
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let log = '';
	server.stderr.on('data', text => {
		log += String(text);
	});
	await waitFor('sshd to listen', () => log.includes('Server listening'));
	return {
		port,
		clientArgs: through => [
			'-tt',
			'-o',
			'BatchMode=yes',
			'-o',
			'StrictHostKeyChecking=no',
			'-o',
			`UserKnownHostsFile=${at('known')}`,
			'-o',
			'IdentitiesOnly=yes',
			'-i',
			at('user'),
			'-p',
			String(through),
			`${os.userInfo().username}@127.0.0.1`,
		],
		close() {
			server.kill();
			rmSync(folder, {recursive: true, force: true});
		},
	};
};
