import {afterEach, expect, test} from 'vitest';
import {apexStep} from '../../../source/sensors/sources/apex.js';
import {thermal} from '../../../source/sensors/sources/thermal.js';
import {cgroup, statFolders} from '../../../source/sensors/sources/cgroup.js';
import {parseCpuTimes, parseMemory} from '../../../source/sensors/sources/host.js';
import {hwmon} from '../../../source/sensors/sources/hwmon.js';
import {jetson, jetsonPowerMode} from '../../../source/sensors/sources/jetson.js';
import {parseSpeedLimit, macos} from '../../../source/sensors/sources/macos.js';
import {hailo, parseRkLoad, rockchipNpu} from '../../../source/sensors/sources/npu.js';
import {choosePower} from '../../../source/sensors/sources/power.js';
import {parsePressure} from '../../../source/sensors/sources/pressure.js';
import {
	parseThrottled,
	raspberryPi,
	raspberryPiClocks,
	throttledReadings,
} from '../../../source/sensors/sources/raspberry-pi.js';
import {type Reading, type Scope} from '../../../source/sensors/sensor.js';
import {usageOf} from '../../../source/sensors/usage.js';
import {Board, figure, figures, removeTrees} from './board-tree.js';

afterEach(removeTrees);

const power = (id: string, scope: Scope, value: number): Reading => ({
	id,
	label: id,
	quantity: 'power',
	unit: 'watts',
	scope,
	source: 'test',
	atMs: 0,
	value,
});

test('power: the widest scope is taken, and a part is never added to what contains it', () => {
	const readings = [
		power('ina3221/VDD_SOC', 'rail', 1),
		power('rapl/package-0', 'package', 20),
		power('rapl/psys', 'platform', 50),
		power('zenpower/package', 'package', 21),
		power('nvidia/0', 'gpu', 100),
		power('ina3221/VDD_IN', 'module', 9),
		power('power-input/power', 'wall', 140),
	];
	const scopeAfter = (count: number) => choosePower(readings.slice(0, readings.length - count));
	expect(scopeAfter(0)).toMatchObject({watts: 140, scope: 'wall'});
	expect(scopeAfter(1)).toMatchObject({watts: 9, scope: 'module'});
	expect(scopeAfter(2)).toMatchObject({watts: 20, scope: 'package', ids: ['rapl/package-0']});
	const onGpu = usageOf('onnxruntime:cuda', readings);
	expect(choosePower(readings.slice(0, 5), onGpu)).toMatchObject({watts: 100, scope: 'gpu'});
	// A package's meter covers no card, and a card's no package.
	expect(choosePower(readings.slice(0, 4), onGpu)).toEqual({
		missing: 'no meter covers the GPU that the run uses',
	});
	expect(choosePower(readings.slice(4, 5))).toEqual({missing: 'no sensor'});
	// Nothing tells that these are all: a rail is no whole, and n/a says what there is.
	expect(choosePower(readings.slice(0, 1))).toHaveProperty(
		'missing',
		expect.stringContaining('VDD_SOC'),
	);
});

test('host: steal is no use, and free memory counts what caches would give back', () => {
	expect(parseCpuTimes('cpu  100 10 30 800 40 5 5 10 7 7\ncpu0 1 1 1 1')).toEqual({
		busy: 150,
		steal: 10,
		total: 1000,
	});
	expect(parseCpuTimes('intr 5')).toBeUndefined();
	expect(parseMemory('MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 600 kB')).toEqual({
		used: 400 * 1024,
		total: 1000 * 1024,
	});
	expect(parseMemory('nothing')).toBeUndefined();
});

test('cgroup: every level above the process counts, in both versions', async () => {
	expect(statFolders('3:cpu,cpuacct:/a\n0::/b/c')).toEqual([
		'sys/fs/cgroup/cpu/a',
		'sys/fs/cgroup/cpu',
		'sys/fs/cgroup/cpu,cpuacct/a',
		'sys/fs/cgroup/cpu,cpuacct',
		'sys/fs/cgroup/b/c',
		'sys/fs/cgroup/b',
		'sys/fs/cgroup',
		'sys/fs/cgroup/unified/b/c',
		'sys/fs/cgroup/unified/b',
		'sys/fs/cgroup/unified',
	]);
	const board = new Board(
		{
			'proc/self/cgroup': '0::/pod/box',
			'sys/fs/cgroup/pod/box/cpu.stat':
				'usage_usec 9\nnr_periods 90\nnr_throttled 12\nthrottled_usec 3400000',
			'sys/fs/cgroup/pod/cpu.stat': 'nr_throttled 3\nthrottled_usec 100000',
			'sys/fs/cgroup/cpu.stat': 'usage_usec 100',
		},
		[cgroup],
	);
	const readings = await board.sample();
	expect(figures(readings, 'cgroup/')).toEqual({
		'cgroup/throttled-periods': 15,
		'cgroup/throttled-time': 3.5,
	});
});

test('cgroup: a time that the kernel does not tell is no 0', async () => {
	const board = new Board(
		{'proc/self/cgroup': '0::/', 'sys/fs/cgroup/cpu.stat': 'usage_usec 5\nnr_throttled 3'},
		[cgroup],
	);
	const readings = await board.sample();
	expect(figure(readings.get('cgroup/throttled-periods'))).toBe(3);
	expect(figure(readings.get('cgroup/throttled-time'))).toBe('[cpu.stat does not tell it]');
});

test('cooling devices: the processor and devfreq are evidence; a fan, a radio and the TCC setting are none', async () => {
	const types = ['Processor', 'thermal-devfreq-0', 'TCC Offset', 'Fan', 'iwlwifi_1'];
	const board = new Board(
		Object.fromEntries(
			types.flatMap((type, index) => {
				const path = `sys/class/thermal/cooling_device${index}`;
				return [
					[`${path}/type`, type],
					[`${path}/cur_state`, '3'],
				];
			}),
		),
		[thermal],
	);
	const readings = await board.sample();
	expect(types.map(type => readings.get(`cooling/${type}`)?.evidence?.kind)).toEqual([
		'cooling',
		'cooling',
		undefined,
		undefined,
		undefined,
	]);
});

test('Raspberry Pi: the general bits take the cause that the others tell', () => {
	const causes = (word: number) =>
		new Map(
			throttledReadings(word, {source: 'test', atMs: 0}).map(reading => [
				reading.id,
				`${figure(reading)} ${reading.evidence?.kind} ${reading.evidence?.cause}`,
			]),
		);
	const hot = causes(0x8_000e);
	expect(hot.get('raspberry-pi/throttled')).toBe('1 flag thermal');
	expect(hot.get('raspberry-pi/soft-limit')).toBe('1 flag thermal');
	expect(hot.get('raspberry-pi/soft-limit-since-boot')).toBe('1 sticky thermal');
	expect(causes(0x5).get('raspberry-pi/throttled')).toBe('1 flag undervoltage');
	expect(parseThrottled('throttled=0x50005')).toBe(0x5_0005);
	expect(parseThrottled('50000')).toBe(0x5_0000);
	expect(parseThrottled('error=1')).toMatchObject({kind: 'error'});
});

test('Raspberry Pi: vcgencmd without the right names the group; measured clocks are read', async () => {
	const model = {'proc/device-tree/model': 'Raspberry Pi 3 Model B Plus Rev 1.3\0'};
	const closed = new Board({...model, 'bin/vcgencmd': '!EACCES'}, [raspberryPi]);
	const readings = await closed.sample();
	expect(readings.get('raspberry-pi/throttled')).toMatchObject({
		mend: expect.stringContaining('usermod -aG video') as string,
	});
	const open = new Board({...model, 'bin/vcgencmd:measure_clock arm': 'frequency(48)=1400146304'}, [
		raspberryPiClocks,
	]);
	const clocks = await open.sample();
	expect(figure(clocks.get('raspberry-pi/clock/arm'))).toBe(1_400_146_304);
	expect(figure(clocks.get('raspberry-pi/clock/v3d'))).toBe('[no such file here]');
});

test('Jetson: the power mode comes by name from the files, else from nvpmodel', async () => {
	const files = new Board(
		{
			'var/lib/nvpmodel/status': 'pmode:0001\n',
			'etc/nvpmodel.conf':
				'< POWER_MODEL ID=0 NAME=MAXN >\nCPU_ONLINE CORE_0 1\n< POWER_MODEL ID=1 NAME=7W >',
		},
		[jetsonPowerMode, jetson],
	);
	const fromFiles = await files.sample();
	expect(fromFiles.get('jetson/power-mode')).toMatchObject({value: 1, detail: '7W'});
	const command = new Board({'bin/nvpmodel': 'NV Power Mode: MAXN\n0'}, [jetsonPowerMode]);
	const fromCommand = await command.sample();
	expect(fromCommand.get('jetson/power-mode')).toMatchObject({
		value: 0,
		detail: 'MAXN',
		source: 'nvpmodel -q',
	});
});

test('hwmon: a chip that multiplies itself is not multiplied again; a rail stays a rail', async () => {
	const chip = 'sys/class/hwmon/hwmon0';
	const board = new Board(
		{
			[`${chip}/name`]: 'ina226',
			[`${chip}/in1_input`]: '12000',
			[`${chip}/curr1_input`]: '500',
			[`${chip}/power1_input`]: '5900000',
			'sys/class/hwmon/hwmon1/name': 'ina219x',
			'sys/class/hwmon/hwmon1/in1_input': '5000',
			'sys/class/hwmon/hwmon1/curr1_input': '400',
			'sys/class/hwmon/hwmon2/name': 'power_meter',
			'sys/class/hwmon/hwmon2/power1_average': '88000000',
		},
		[hwmon],
	);
	const readings = await board.sample();
	expect(figures(readings, 'hwmon/')).toEqual({
		'hwmon/ina226/power1': 5.9,
		'hwmon/ina219x/power1': 2,
		'hwmon/power_meter/power1': 88,
	});
	expect(readings.get('hwmon/ina226/power1')?.scope).toBe('rail');
	expect(choosePower([...readings.values()])).toMatchObject({watts: 88, scope: 'board input'});
});

test('RK3588 with a closed debugfs gives the command that opens it', async () => {
	const board = new Board(
		{
			'sys/class/devfreq/fdab0000.npu/cur_freq': '300000000',
			'sys/kernel/debug/rknpu/load': '!EACCES',
		},
		[rockchipNpu],
	);
	const readings = await board.sample();
	expect(readings.get('rk3588-npu/core0')).toMatchObject({
		mend: 'sudo mount -o remount,mode=755 /sys/kernel/debug',
	});
	expect(parseRkLoad('NPU load:  7%')).toEqual([0.07]);
	const elsewhere = new Board({'sys/kernel/debug/rknpu/load': '!EACCES'}, [rockchipNpu]);
	const none = await elsewhere.sample();
	expect(none.size).toBe(0);
});

test('Hailo is named, with the reason why it tells no temperature', async () => {
	const board = new Board({'sys/class/hailo_chardev/hailo0/dev': '511:0'}, [hailo]);
	const readings = await board.sample();
	expect(figure(readings.get('hailo/hailo0/temperature'))).toMatch(/not supported/);
});

test('macOS: a lowered speed limit is a thermal flag; power names its way', async () => {
	const board = new Board({'bin/pmset': 'CPU_Scheduler_Limit = 100\nCPU_Speed_Limit = 62'}, [
		macos,
	]);
	const readings = await board.sample();
	expect(readings.get('macos/speed-limit')).toMatchObject({value: 1, detail: 'speed limit 62 %'});
	expect(readings.get('macos/power')).toMatchObject({
		scope: 'package',
		missing: expect.stringMatching(/root/) as string,
	});
	expect(parseSpeedLimit('No thermal warning level has been recorded')).toMatchObject({
		kind: 'not supported',
	});
});

test('the Edge TPU steps at its trip points, and pressure is a fraction', () => {
	const trips = [85, 90, 95];
	expect([84.9, 85, 92, 120].map(celsius => apexStep(celsius, trips))).toEqual([0, 1, 2, 3]);
	expect(parsePressure('some avg10=12.25 avg60=20.03 avg300=10.17 total=58399985')).toEqual({
		share10s: 0.1225,
		totalSeconds: 58.399_985,
	});
	expect(parsePressure('full of errors')).toBeUndefined();
});

test('numbers beyond all measure: no limit is kept, no state of a cooling device, and none turns into null on its way', async () => {
	const zone = 'sys/class/thermal/thermal_zone0';
	const cooling = 'sys/class/thermal/cooling_device0';
	const chip = 'sys/class/hwmon/hwmon0';
	const endless = '9'.repeat(5000);
	const board = new Board(
		{
			[`${zone}/type`]: 'cpu-thermal',
			[`${zone}/temp`]: '45000',
			[`${zone}/trip_point_0_type`]: 'passive',
			[`${zone}/trip_point_0_temp`]: endless,
			[`${cooling}/type`]: 'cpufreq-cpu0',
			[`${cooling}/cur_state`]: '18446744073709551616',
			[`${cooling}/max_state`]: endless,
			[`${chip}/name`]: 'nvme',
			[`${chip}/temp1_input`]: '41000',
			[`${chip}/temp1_max`]: '85000',
			[`${chip}/temp1_crit`]: endless,
		},
		[thermal, hwmon],
	);
	const readings = await board.sample();
	expect(figure(readings.get('thermal/cpu-thermal'))).toBe(45);
	expect(figure(readings.get('cooling/cpufreq-cpu0'))).toMatch(/not a state/);
	const all = [...readings.values()];
	expect(
		all.map(({limits}) => limits).find(limits => limits?.critical !== undefined),
	).toBeUndefined();
	expect(JSON.stringify(all)).not.toContain('null');
});
