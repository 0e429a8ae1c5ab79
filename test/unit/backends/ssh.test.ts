/*
The same bytes over ssh: a real sshd of this test's own, on the loopback address, with keys of its own.
*/
import {execFileSync, spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {freePort} from '../../../scripts/soak/ports.js';
import {execBackend} from '../../../source/backends/exec.js';
import {findPython} from '../../../source/backends/find-python.js';
import {type LoadRequest} from '../../../source/backends/backend.js';
import {modelFile} from './forms.js';

const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find(file => existsSync(file));
const hasSsh = sshd !== undefined && spawnSync('ssh', ['-V']).status === 0;
const withoutSsh =
	'skipped: needs ssh and sshd; to mend: apt-get install openssh-client openssh-server';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-ssh-'));
const worker = fileURLToPath(new URL('echo_worker.py', import.meta.url));
let server: ChildProcess | undefined;
let ssh = '';
let log = '';

const makeKey = (name: string): string => {
	const file = path.join(folder, name);
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
	return file;
};

beforeAll(async () => {
	if (!hasSsh) {
		return;
	}

	const hostKey = makeKey('host');
	const userKey = makeKey('user');
	const port = await freePort();
	if (process.getuid?.() === 0) {
		// The folder that sshd gives up its rights in; a service would make it.
		mkdirSync('/run/sshd', {recursive: true});
	}

	const configuration = path.join(folder, 'sshd_config');
	writeFileSync(
		configuration,
		[
			`Port ${port}`,
			'ListenAddress 127.0.0.1',
			`HostKey ${hostKey}`,
			`AuthorizedKeysFile ${userKey}.pub`,
			'PasswordAuthentication no',
			'UsePAM no',
			'StrictModes no',
			'PermitRootLogin prohibit-password',
			`PidFile ${folder}/sshd.pid`,
			'',
		].join('\n'),
	);
	server = spawn(sshd, ['-D', '-e', '-f', configuration], {stdio: ['ignore', 'ignore', 'pipe']});
	server.stderr?.on('data', (text: Buffer) => {
		log += text.toString();
	});
	for (let tries = 0; tries < 100 && !log.includes('Server listening'); tries++) {
		await wait(50);
	}

	ssh = [
		`ssh -T -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=${folder}/known`,
		`-o IdentitiesOnly=yes -i ${userKey} -p ${port} ${os.userInfo().username}@127.0.0.1`,
	].join(' ');
});

afterAll(() => {
	server?.kill();
	rmSync(folder, {recursive: true});
});

const model = path.join(folder, 'model.bin');
writeFileSync(model, Buffer.concat([Buffer.from([7, 9]), Buffer.alloc(3_000_000, 1)]));

const request = (modelPath: string): LoadRequest => ({
	modelPath,
	format: 'onnx',
	input: {layout: 'NCHW', height: 224, width: 224, dtype: 'float32'},
	output: {kind: 'logits', classes: 1000, labelOffset: 0},
	options: {},
});

test('a worker runs over ssh', {timeout: 60_000}, async context => {
	context.skip(!hasSsh, withoutSsh);
	const backend = execBackend(`exec:${ssh} ${findPython()} ${worker}`);
	expect(await backend.probe(), log).toMatchObject({status: 'available', device: 'none'});
	const loaded = await backend.load(request(model));
	expect(loaded.device).toBe('the file');
	for (let frame = 0; frame < 5; frame++) {
		const {scores} = await loaded.run(new Float32Array(3 * 224 * 224));
		expect([...scores.subarray(0, 4)]).toEqual([7, 9, 602_112, 0]);
	}

	await loaded.dispose();
});

test('a model that the other machine lacks is sent over', {timeout: 60_000}, async context => {
	context.skip(!hasSsh, withoutSsh);
	context.skip(
		process.platform !== 'linux',
		'skipped: needs /proc to name a file that only this process finds',
	);
	// The worker's working folder is another one, so that the path leads nowhere over there.
	const here = path.join('/proc/self/cwd', path.relative(process.cwd(), modelFile));
	const loaded = await execBackend(`exec:${ssh} cd /proc '&&' ${findPython()} ${worker}`).load(
		request(here),
	);
	expect(loaded.device).toBe('a copy');
	const {scores} = await loaded.run(new Float32Array(3 * 224 * 224));
	expect([...scores.subarray(0, 3)]).toEqual([...readFileSync(modelFile).subarray(0, 2), 602_112]);
	await loaded.dispose();
});

test(
	'a board that does not answer is told in the words of ssh',
	{timeout: 60_000},
	async context => {
		context.skip(!hasSsh, withoutSsh);
		const port = await freePort();
		const backend = execBackend(
			`exec:ssh -T -o BatchMode=yes -p ${port} 127.0.0.1 python3 worker.py`,
		);
		const availability = await backend.probe();
		expect(availability.status).toBe('unavailable');
		expect('reason' in availability && availability.reason).toMatch(
			/the program ssh ended with exit code 255: .*Connection refused/,
		);
	},
);
