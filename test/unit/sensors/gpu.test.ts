import {chmodSync, readFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {afterEach, expect, test, vi} from 'vitest';
import {amdGpu, intelGpu} from '../../../source/sensors/sources/graphics.js';
import {RowParser, fieldsFor, rowReadings} from '../../../source/sensors/sources/nvidia-fields.js';
import {nvidia} from '../../../source/sensors/sources/nvidia.js';
import {LiveRoot} from '../../../source/sensors/roots/live-root.js';
import {isAbsent, type Reader} from '../../../source/sensors/sensor.js';
import {usageOf} from '../../../source/sensors/usage.js';
import {choosePower} from '../../../source/sensors/sources/power.js';
import {Board, figure, figures, removeTrees, writeTree} from './board-tree.js';

afterEach(removeTrees);

const oldFields =
	'index,name,temperature.gpu,power.draw,power.limit,clocks.sm,clocks.max.sm,utilization.gpu,memory.used,memory.total,fan.speed,clocks_throttle_reasons.active';

test('fields are asked for under the names that the driver knows', () => {
	expect(fieldsFor(undefined).join(',')).toBe(oldFields);
	const help = `"index"\n"name"\n"power.draw"\n"clocks.current.sm" or "clocks.sm"\n"clocks_event_reasons.active"\n"clocks_event_reasons_counters.sw_power_cap"`;
	expect(fieldsFor(help)).toEqual([
		'index',
		'name',
		'power.draw',
		'clocks.current.sm',
		'clocks_event_reasons.active',
		'clocks_event_reasons_counters.sw_power_cap',
	]);
});

test('an old driver: reasons that throttle, and those that do not', () => {
	const parser = new RowParser(fieldsFor(undefined));
	const row = parser.parse(
		'0, GeForce GTX 1080 Ti, 84, 248.31, 250.00, 1593, 1911, 99, 4213, 11178, 67, 0x0000000000000124',
	);
	const readings = new Map(rowReadings(row!, 'test', 5).map(reading => [reading.id, reading]));
	expect(figures(readings, 'nvidia/0/')).toEqual({
		'nvidia/0/temperature': 84,
		'nvidia/0/power': 248.31,
		'nvidia/0/clock': 1_593_000_000,
		'nvidia/0/load': 0.99,
		'nvidia/0/memory': 4213 * 1024 * 1024,
		'nvidia/0/fan': 0.67,
		'nvidia/0/SwPowerCap': 1,
		'nvidia/0/HwSlowdown': 0,
		'nvidia/0/SwThermalSlowdown': 1,
		'nvidia/0/HwThermalSlowdown': 0,
		'nvidia/0/HwPowerBrake': 0,
	});
	expect(readings.get('nvidia/0/power')).toMatchObject({scope: 'gpu', limits: {max: 250}});
	expect(readings.get('nvidia/0/clock')?.limits).toEqual({max: 1_911_000_000});

	const idle = parser.parse(
		'0, GeForce GTX 1080 Ti, 34, 8.1, 250, 139, 1911, 0, 1, 11178, 0, 0x103',
	);
	const flags = rowReadings(idle!, 'test', 5).filter(({quantity}) => quantity === 'throttle');
	expect(flags.map(flag => figure(flag))).toEqual([0, 0, 0, 0, 0]);
});

test('a new driver with a header, two GPUs, what a GPU does not offer, and counters', async () => {
	const board = new Board(
		{
			'bin/nvidia-smi': [
				'index, name, temperature.gpu, power.draw [W], clocks.current.sm [MHz], utilization.gpu [%], fan.speed [%], clocks_event_reasons.active, clocks_event_reasons_counters.sw_thermal_slowdown [us]',
				'0, NVIDIA A2, 71, 58.94, 1125, 100, [N/A], 0x0000000000000020, 2500000',
				'1, NVIDIA A2, 40, [Not Supported], 210, 0, 30, [Not Supported], 0',
			].join('\n'),
		},
		[nvidia],
	);
	await board.sample();
	await new Promise(resolve => {
		setTimeout(resolve, 50);
	});
	const readings = await board.sample();
	board.close();
	expect(figure(readings.get('nvidia/0/power'))).toBe(58.94);
	expect(figure(readings.get('nvidia/0/fan'))).toBe('[this GPU does not offer it]');
	expect(figure(readings.get('nvidia/0/memory'))).toBe('[this driver does not offer it]');
	expect(readings.get('nvidia/0/time/sw_thermal_slowdown')).toMatchObject({
		value: 2.5,
		unit: 'seconds',
		evidence: {kind: 'counter', cause: 'thermal'},
	});
	expect(figure(readings.get('nvidia/1/power'))).toBe('[this GPU does not offer it]');
	expect(figure(readings.get('nvidia/1/SwPowerCap'))).toMatch(/does not say/);
	const all = [...readings.values()];
	expect(choosePower(all, usageOf('onnxruntime:cuda', all))).toMatchObject({
		watts: 58.94,
		scope: 'gpu',
	});
});

test('AMD: load, memory, three temperatures, average power before the present one', async () => {
	const device = 'sys/class/drm/card1/device';
	const board = new Board(
		{
			[`${device}/vendor`]: '0x1002',
			[`${device}/gpu_busy_percent`]: '87',
			[`${device}/mem_info_vram_used`]: '1073741824',
			[`${device}/mem_info_vram_total`]: '8589934592',
			[`${device}/hwmon/hwmon5/temp1_input`]: '63000',
			[`${device}/hwmon/hwmon5/temp1_label`]: 'edge',
			[`${device}/hwmon/hwmon5/temp1_crit`]: '100000',
			[`${device}/hwmon/hwmon5/temp2_input`]: '81000',
			[`${device}/hwmon/hwmon5/temp2_label`]: 'junction',
			[`${device}/hwmon/hwmon5/power1_average`]: '121000000',
			[`${device}/hwmon/hwmon5/power1_input`]: '1',
			[`${device}/hwmon/hwmon5/power1_cap`]: '190000000',
			[`${device}/hwmon/hwmon5/freq1_input`]: '2105000000',
			'sys/class/drm/card1-DP-1/status': 'connected',
		},
		[amdGpu, intelGpu],
	);
	const readings = await board.sample();
	expect(figures(readings, '')).toEqual({
		'amd-gpu/card1/load': 0.87,
		'amd-gpu/card1/memory': 1_073_741_824,
		'amd-gpu/card1/edge': 63,
		'amd-gpu/card1/junction': 81,
		'amd-gpu/card1/power': 121,
		'amd-gpu/card1/clock': 2_105_000_000,
	});
	expect(readings.get('amd-gpu/card1/power')).toMatchObject({scope: 'gpu', limits: {max: 190}});
});

test('Intel, both drivers: clock against its maximum, reasons with their cause, energy', async () => {
	const old = 'sys/class/drm/card0';
	const young = 'sys/class/drm/card1/device';
	const board = new Board(
		{
			[`${old}/device/vendor`]: '0x8086',
			[`${old}/gt/gt0/rps_act_freq_mhz`]: '750',
			[`${old}/gt/gt0/rps_RP0_freq_mhz`]: '1300',
			[`${old}/gt/gt0/throttle_reason_status`]: '1',
			[`${old}/gt/gt0/throttle_reason_pl1`]: '1',
			[`${old}/gt/gt0/throttle_reason_thermal`]: '0',
			[`${young}/vendor`]: '0x8086',
			[`${young}/tile0/gt0/freq0/act_freq`]: '2000',
			[`${young}/tile0/gt0/freq0/rp0_freq`]: '2400',
			[`${young}/tile0/gt0/freq0/throttle/reason_thermal`]: '1',
			[`${young}/hwmon/hwmon3/energy1_input`]: '1000000',
		},
		[amdGpu, intelGpu],
	);
	await board.sample();
	board.nowMs += 500;
	board.write(`${young}/hwmon/hwmon3/energy1_input`, '11000000');
	const readings = await board.sample();
	expect(figures(readings, '')).toEqual({
		'intel-gpu/card0/gt0/clock': 750e6,
		'intel-gpu/card0/gt0/throttle/pl1': 1,
		'intel-gpu/card0/gt0/throttle/thermal': 0,
		'intel-gpu/card1/tile0-gt0/clock': 2e9,
		'intel-gpu/card1/tile0-gt0/throttle/thermal': 1,
		'intel-gpu/card1/power': 20,
	});
	expect(readings.get('intel-gpu/card0/gt0/throttle/pl1')?.evidence).toEqual({
		kind: 'flag',
		cause: 'power',
	});
	expect(readings.get('intel-gpu/card0/gt0/clock')?.limits).toEqual({max: 1.3e9});
});

test('one nvidia-smi stays for all samples; when it dies its reason is said, and its last row does not stand for now', async context => {
	if (process.platform === 'win32') {
		context.skip('skipped: needs a POSIX shell');
	}

	const folder = writeTree({
		'nvidia-smi': `#!/bin/sh
case "$1" in --help-query-gpu) echo '"index" "name" "power.draw"'; exit 0;; esac
echo start >> "$(dirname "$0")/starts"
i=0
while [ $i -lt 4 ]; do i=$((i+1)); echo "0, Test GPU, 4$i.5"; sleep 0.05; done
exit 9
`,
	});
	chmodSync(path.join(folder, 'nvidia-smi'), 0o755);
	vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
	let nowMs = 0;
	const live = new LiveRoot();
	const root = Object.assign(Object.create(live) as LiveRoot, {
		now: () => nowMs,
		run: live.run.bind(live),
		stream: live.stream.bind(live),
	});
	const opened = await nvidia.open(root);
	expect(isAbsent(opened)).toBe(false);
	const reader = opened as Reader;
	const power = async () => {
		const readings = await reader.read();
		return figure(readings.find(({id}) => id === 'nvidia/0/power'));
	};

	await vi.waitFor(async () => {
		expect(await power()).toBe(44.5);
	});
	expect(readFileSync(path.join(folder, 'starts'), 'utf8')).toBe('start\n');
	nowMs += 6000;
	await vi.waitFor(async () => {
		expect(await power()).toBe('[nvidia-smi ended (exit code 9)]');
	});
	reader.close!();
	vi.unstubAllEnvs();
});
