/*
The relay reads a recorded board (its --root) in a Python process of its own: what comes through it must be what is read from the files directly.
*/
import {spawnSync} from 'node:child_process';
import {chmodSync, writeFileSync} from 'node:fs';
import process from 'node:process';
import {afterEach, describe, expect, test} from 'vitest';
import {relayScript, sensorRelay} from '../../../source/backends/sensor-relay.js';
import {findPython} from '../../../source/backends/find-python.js';
import {sensorsAreElsewhere} from '../../../source/record/elsewhere.js';
import {sensors} from '../../../source/sensors/index.js';
import {GuardedRoot} from '../../../source/sensors/roots/guarded-root.js';
import {RelayRoot} from '../../../source/sensors/roots/relay-root.js';
import {type Root} from '../../../source/sensors/roots/root.js';
import {TreeRoot} from '../../../source/sensors/roots/tree-root.js';
import {identifyFrom} from '../../../source/sensors/sources/identity.js';
import {Sampler} from '../../../source/sensors/sampler.js';
import {sshBoard} from '../../../source/text/ssh-board.js';
import {hasShared, withoutShared} from '../../shared.js';
import {boards, removeTrees, writeTree} from './board-tree.js';

const python = findPython();
const withoutPython =
	spawnSync(python, ['--version']).status === 0 ? undefined : `skipped: ${python} is not here`;

const open: RelayRoot[] = [];
afterEach(() => {
	for (const root of open.splice(0)) {
		root.close();
	}

	removeTrees();
});

const relayed = (folder: string, onTrouble?: (text: string) => void): RelayRoot => {
	const root = new RelayRoot(
		{board: 'nano', file: python, args: ['-u', relayScript, '--root', folder]},
		onTrouble,
	);
	open.push(root);
	return root;
};

/** What the sensors read, without the moment. */
const readingsOf = async (root: Root): Promise<unknown[]> => {
	const sampler = new Sampler(new GuardedRoot(root, 4000), sensors, 4000);
	await sampler.open();
	await sampler.sample();
	const readings = await sampler.sample();
	sampler.close();
	return (
		readings
			.filter(({id}) => !id.startsWith('replay/'))
			// Joules are counted since the source was opened; a mean of fast reads depends on their number in the last digits.
			.map(({atMs: _, ...reading}) =>
				'value' in reading
					? {
							...reading,
							value: reading.unit === 'joules' ? 'joules' : Number(reading.value.toPrecision(9)),
						}
					: reading,
			)
			.sort((a, b) => a.id.localeCompare(b.id))
	);
};

describe.skipIf(!hasShared || withoutPython !== undefined)(
	`recorded boards ${hasShared ? '' : withoutShared}${withoutPython ?? ''}`,
	() => {
		test.each(hasShared ? Object.keys(boards()) : [''])(
			'%s: the same readings through the relay as directly',
			async name => {
				const folder = writeTree(boards()[name]!);
				const direct = await readingsOf(new TreeRoot(folder));
				expect(await readingsOf(relayed(folder))).toEqual(direct);
			},
		);
	},
);

test('a file is read anew for each sample, and all files in one question', async context => {
	context.skip(withoutPython !== undefined, withoutPython);
	const folder = writeTree({'sys/a': '1\n', 'sys/b': '!EAGAIN', 'bin/uname:-m': 'aarch64\n'});
	const root = relayed(folder);
	const [a, b, missing] = await Promise.all(
		['sys/a', 'sys/b', 'sys/c'].map(async file => root.readText(file)),
	);
	expect(a).toBe('1');
	expect(b).toMatchObject({kind: 'not ready'});
	expect(missing).toMatchObject({kind: 'missing'});
	expect(await root.list('sys')).toEqual(['a', 'b']);
	expect(await root.run('uname', ['-m'])).toBe('aarch64');
	writeFileSync(`${folder}/sys/a`, '2\n');
	await expect.poll(async () => root.readText('sys/a')).toBe('2');
});

test('through ssh the program goes first, and nothing has to be on the board', async context => {
	context.skip(withoutPython !== undefined, withoutPython);
	context.skip(process.platform !== 'linux', 'skipped: reads /proc');
	// Stands in for ssh: runs its last word as the board's shell would.
	const folder = writeTree({ssh: '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n'});
	chmodSync(`${folder}/ssh`, 0o755);
	const relay = sensorRelay(`exec:${folder}/ssh -o BatchMode=yes nano ${python} worker.py`)!;
	expect(relay.board).toBe('nano');
	const root = new RelayRoot(relay);
	open.push(root);
	expect(await root.readText('proc/stat')).toMatch(/^cpu {2}\d+/);
	expect(await root.run('uname', ['-s'])).toBe('Linux');
	expect(await root.run('no-such-program', [])).toMatchObject({kind: 'missing'});
});

test('a board that cannot be reached is said, once a try, and no reading is made up', async () => {
	const troubles: string[] = [];
	const root = new RelayRoot(
		{
			board: 'nano',
			file: process.execPath,
			args: [
				'-e',
				'console.error("ssh: connect to host nano port 22: No route to host"); process.exit(255)',
			],
		},
		text => {
			troubles.push(text);
		},
	);
	open.push(root);
	const words =
		'nano: its sensors cannot be read: ssh: connect to host nano port 22: No route to host';
	expect(await root.readText('proc/stat')).toMatchObject({kind: 'error', reason: words});
	expect(await root.readText('proc/stat')).toMatchObject({kind: 'error', reason: words});
	expect(await root.list('sys')).toEqual([]);
	expect(troubles).toEqual([words]);
});

test('whose board a command reaches, and with which Python', () => {
	expect(
		sshBoard('exec:ssh -T -o BatchMode=yes -p 2222 me@nano python3.8 worker_tensorrt.py'),
	).toEqual({
		board: 'me@nano',
		words: ['ssh', '-T', '-o', 'BatchMode=yes', '-p', '2222', 'me@nano'],
		python: 'python3.8',
	});
	expect(sshBoard("exec:ssh nano 'cd /opt && /opt/venv/bin/python worker.py'")).toMatchObject({
		board: 'nano',
		python: '/opt/venv/bin/python',
	});
	expect(sshBoard('exec:python3 worker.py')).toBeUndefined();
	expect(sshBoard('exec:adb shell worker')).toBeUndefined();
	expect(sensorRelay('onnxruntime:cpu')).toBeUndefined();
	expect(sensorsAreElsewhere('exec:ssh nano python3 w.py', undefined)).toBe(true);
	expect(sensorsAreElsewhere('exec:ssh nano python3 w.py', 'nano')).toBe(false);
	expect(sensorsAreElsewhere('exec:ssh other python3 w.py', 'nano')).toBe(true);
	expect(sensorsAreElsewhere('onnxruntime:cpu', 'nano')).toBe(true);
});

test('a board tells who it is', async context => {
	context.skip(withoutPython !== undefined, withoutPython);
	const root = relayed(
		writeTree({
			'proc/device-tree/model': 'NVIDIA Jetson Nano Developer Kit\0',
			'proc/sys/kernel/hostname': 'nano\n',
			'proc/sys/kernel/osrelease': '4.9.253-tegra\n',
			'proc/cpuinfo': 'processor\t: 0\nprocessor\t: 1\n',
			'proc/meminfo': 'MemTotal: 4059424 kB\nMemFree: 1 kB\nMemAvailable: 2 kB\n',
			'etc/os-release': 'PRETTY_NAME="Ubuntu 18.04.6 LTS"\n',
			'bin/uname:-m': 'aarch64',
		}),
	);
	expect(await identifyFrom(root, 'me@nano')).toEqual({
		hostname: 'nano',
		board: 'NVIDIA Jetson Nano Developer Kit',
		logicalCores: 2,
		memoryTotalBytes: 4_059_424 * 1024,
		os: 'Ubuntu 18.04.6 LTS',
		kernel: 'Linux 4.9.253-tegra',
		arch: 'aarch64',
		sensorRoot: 'me@nano',
		isElsewhere: true,
	});
});
