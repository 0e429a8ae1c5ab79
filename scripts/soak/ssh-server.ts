import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {waitFor} from '../../test/unit/engine/processes.js';
import {processesOf, signal} from './processes.js';
import {freePort} from './ports.js';

const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find(file => existsSync(file));

/** Why no server can be had here; undefined where it can. */
export const withoutSsh = (): string | undefined =>
	sshd !== undefined && spawnSync('ssh', ['-V']).status === 0
		? undefined
		: 'needs ssh and sshd: apt-get install openssh-server';

export type SshServer = {
	readonly port: number;
	/** Lines of a configuration of ssh that lead in. */
	readonly clientOptions: readonly string[];
	/** Arguments of ssh for a terminal over this port. */
	readonly clientArgs: (port: number) => readonly string[];
	close(): void;
};

/** Where a server is, and what it is like. */
export type SshPlace = {
	/** @default '127.0.0.1' */
	readonly address?: string;
	/** Put before its command: of a network namespace. */
	readonly launcher?: readonly string[];
	/** Variables of those who log in. */
	readonly env?: Readonly<Record<string, string>>;
};

/** A real sshd of this trial's own, with keys of its own. */
export const serveSsh = async ({
	address = '127.0.0.1',
	launcher = [],
	env = {},
}: SshPlace = {}): Promise<SshServer> => {
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
			`ListenAddress ${address}`,
			`HostKey ${at('host')}`,
			`AuthorizedKeysFile ${at('user.pub')}`,
			'PasswordAuthentication no',
			'UsePAM no',
			'StrictModes no',
			'PermitRootLogin prohibit-password',
			`PidFile ${at('pid')}`,
			...(Object.keys(env).length === 0
				? []
				: [
						`SetEnv ${Object.entries(env)
							.map(([name, value]) => `${name}=${value}`)
							.join(' ')}`,
					]),
			'',
		].join('\n'),
	);
	const [command, ...words] = [...launcher, sshd!, '-D', '-e', '-f', at('config')];
	const server = spawn(command, words, {stdio: ['ignore', 'ignore', 'pipe']});
	let log = '';
	server.stderr.on('data', text => {
		log += String(text);
	});
	await waitFor('sshd to listen', () => log.includes('Server listening'));
	const clientOptions = [
		`User ${os.userInfo().username}`,
		'BatchMode yes',
		'StrictHostKeyChecking no',
		`UserKnownHostsFile ${at('known')}`,
		'IdentitiesOnly yes',
		`IdentityFile ${at('user')}`,
	];
	return {
		port,
		clientOptions,
		clientArgs: through => [
			'-tt',
			...clientOptions.flatMap(line => ['-o', line]),
			'-o',
			`Port ${through}`,
			address,
		],
		close() {
			// A session whose link swallows everything would wait for it for minutes.
			for (const {pid} of server.pid === undefined ? [] : processesOf(server.pid)) {
				signal(pid, 'SIGKILL');
			}

			rmSync(folder, {recursive: true, force: true});
		},
	};
};
