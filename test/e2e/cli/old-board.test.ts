/*
A board that is too old for Node, as the original Jetson Nano: the model runs there by a Python worker, through a real sshd, with edgetop here. The board's Python is 3.6 where it can be had, else the one of this machine; its /proc and /sys are those of a small tree with figures that no real machine has.
*/
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, beforeEach, expect, it} from 'vitest';
import {findPython} from '../../../source/backends/find-python.js';
import {type Summary} from '../../../source/record/summary.js';
import {oldPython} from '../../unit/backends/old-python.js';
import {
	canServe,
	cannotServe,
	serveBoard,
	type BoardServer,
} from '../../unit/commands/on/board-server.js';
import {makeHome} from './run-cli.js';

const worker = fileURLToPath(new URL('../../unit/backends/echo_worker.py', import.meta.url));
const home = makeHome();
let server: BoardServer;

const board = {
	'proc/device-tree/model': 'NVIDIA Jetson Nano Developer Kit\0',
	'proc/sys/kernel/hostname': 'nano\n',
	'proc/cpuinfo': 'processor\t: 0\nprocessor\t: 1\n',
	'proc/meminfo': 'MemTotal: 4059424 kB\nMemFree: 1 kB\nMemAvailable: 2 kB\n',
	'bin/uname:-m': 'aarch64',
	'sys/class/thermal/thermal_zone0/type': 'CPU-therm\n',
	'sys/class/thermal/thermal_zone0/temp': '61234\n',
	'sys/bus/i2c/drivers/ina3221x/6-0040/iio:device0/rail_name_0': 'POM_5V_IN\n',
	'sys/bus/i2c/drivers/ina3221x/6-0040/iio:device0/in_power0_input': '4321\n',
};

beforeAll(async () => {
	if (!canServe) {
		return;
	}

	server = await serveBoard('nano', ['PATH=TOOLS:/usr/bin:/bin']);
	const at = (...names: string[]) => path.join(server.folder, ...names);
	for (const [name, text] of Object.entries(board)) {
		mkdirSync(path.dirname(at('tree', name)), {recursive: true});
		writeFileSync(at('tree', name), text);
	}

	mkdirSync(at('tools'));
	// The relay comes through the connection, as `-c`: it reads the tree. The worker is a file.
	const python = oldPython() ?? findPython();
	writeFileSync(
		at('tools/python3'),
		`#!/bin/sh
case "$*" in *stdin.buffer*) exec ${python} "$@" --root ${at('tree')} ;; esac
exec ${python} "$@"
`,
	);
	// Its Python can run a worker, but not the relay.
	writeFileSync(
		at('tools/python2'),
		`#!/bin/sh
case "$*" in *stdin.buffer*) echo "SyntaxError: invalid syntax" >&2; exit 1 ;; esac
exec ${python} "$@"
`,
	);
	chmodSync(at('tools/python3'), 0o755);
	chmodSync(at('tools/python2'), 0o755);
});

beforeEach(context => {
	context.skip(!canServe, cannotServe);
});

afterAll(() => {
	server?.stop();
	home.remove();
});

const run = async (python: string): Promise<{summary: Summary; stderr: string}> => {
	const {code, stdout, stderr} = await home.run(
		'--headless',
		'--json',
		'--duration',
		'2s',
		'--backend',
		`exec:${server.ssh} nano ${python} ${worker}`,
	);
	expect(code, stderr).toBe(0);
	return {summary: JSON.parse(stdout) as Summary, stderr};
};

const figuresOf = ({telemetry}: Summary) =>
	(telemetry ?? []).map(({label, quantity, max}) => [label, quantity, Number(max?.toFixed(3))]);

it('heat, power and who it is are the board’s', async () => {
	const {summary} = await run('python3');
	expect(summary.context.host).toMatchObject({
		name: 'nano',
		board: 'NVIDIA Jetson Nano Developer Kit',
		cpu: 'unknown',
		cores: 2,
		memoryBytes: 4_059_424 * 1024,
		platform: 'linux-arm64',
	});
	expect(summary.context).toMatchObject({
		startTemperatureCelsius: 61.234,
		startTemperatureSource: 'CPU-therm',
	});
	expect(
		figuresOf(summary).filter(([, quantity]) =>
			['temperature', 'power'].includes(String(quantity)),
		),
	).toEqual([
		['CPU-therm', 'temperature', 61.234],
		['POM_5V_IN', 'power', 4.321],
	]);
});

it('where the board’s sensors cannot be read they are missing: nothing of this machine stands for them', async () => {
	const {summary, stderr} = await run('python2');
	expect(stderr).toMatch(/nano: its sensors cannot be read: SyntaxError: invalid syntax/);
	expect(figuresOf(summary)).toEqual([]);
	expect(summary.context.startTemperatureCelsius).toBeUndefined();
	expect(summary.context.host).toMatchObject({name: 'nano', cpu: 'unknown'});
	expect(summary.context.host.memoryBytes).toBeUndefined();
});
