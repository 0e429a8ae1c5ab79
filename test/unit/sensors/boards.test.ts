import {afterEach, describe, expect, test} from 'vitest';
import {choosePower} from '../../../source/sensors/sources/power.js';
import {isMissing} from '../../../source/sensors/sensor.js';
import {hasShared, withoutShared} from '../../shared.js';
import {Board, boards, figure, figures, removeTrees, type Files} from './board-tree.js';

const open = (name: string): Board => new Board(boards()[name]!);

const notReady = '[the driver has no value now (EAGAIN: switched off or not ready)]';

afterEach(removeTrees);

describe('recorded boards', () => {
	test.beforeEach(context => {
		if (!hasShared) {
			context.skip(withoutShared);
		}
	});

	test('Jetson Nano, JetPack 4', async () => {
		const board = open('jetson-nano-jp4');
		const readings = await board.sample();
		expect(figures(readings, 'thermal/')).toEqual({
			'thermal/AO-therm': 45,
			'thermal/CPU-therm': 40,
			'thermal/GPU-therm': 40,
			'thermal/PLL-therm': 37,
			'thermal/PMIC-Die': '[a fixed 100 °C, not a measurement (Jetson PMIC)]',
			'thermal/thermal-fan-est': 40,
		});
		expect(readings.get('thermal/thermal-fan-est')?.detail).toMatch(/not a sensor/);
		expect(figures(readings, 'clock/')).toEqual({
			'clock/cpu0': 1_224_000_000,
			'clock/57000000.gpu': 76_800_000,
		});
		expect(readings.get('clock/cpu0')?.limits?.max).toBe(1_479_000_000);
		expect(figure(readings.get('jetson/gpu-load'))).toBe(0);
		expect(readings.get('ina3221/POM_5V_IN')).toMatchObject({
			value: 1.75,
			unit: 'watts',
			scope: 'module',
		});
		expect(readings.get('ina3221/POM_5V_CPU')).toMatchObject({value: 0.366, scope: 'rail'});
		expect(choosePower([...readings.values()])).toMatchObject({
			watts: 1.75,
			scope: 'module',
			ids: ['ina3221/POM_5V_IN'],
		});
	});

	test('Jetson Orin Nano, JetPack 6: dark zones say so and lose no other', async () => {
		const readings = await open('jetson-orin-nano-jp6').sample();
		expect(figures(readings, 'thermal/')).toEqual({
			'thermal/cpu-thermal': 47.5,
			'thermal/gpu-thermal': 42,
			'thermal/cv0-thermal': notReady,
			'thermal/cv1-thermal': notReady,
			'thermal/cv2-thermal': notReady,
			'thermal/soc0-thermal': 46,
			'thermal/tj-thermal': 47.5,
		});
		expect(figure(readings.get('jetson/gpu-load'))).toBe(0.652);
		expect(readings.get('jetson/oc3')).toMatchObject({
			value: 0,
			evidence: {kind: 'counter', cause: 'overcurrent'},
		});
		expect(readings.get('cooling/cpu-throttle-alert')?.evidence).toEqual({
			kind: 'flag',
			cause: 'thermal',
		});
		expect(readings.get('cooling/cpufreq-cpu0')?.evidence?.kind).toBe('cooling');
		expect(readings.get('cooling/pwm-fan')).toMatchObject({quantity: 'fan', value: 2});
		expect(readings.get('cooling/pwm-fan')?.evidence).toBeUndefined();
		expect(readings.get('ina3221/VDD_IN')?.detail).toBe('1.904 A of at most 4.056 A');
		expect([...readings.keys()].some(id => id.includes('shunt'))).toBe(false);
		const power = choosePower([...readings.values()]);
		expect(power).toMatchObject({scope: 'module', ids: ['ina3221/VDD_IN']});
		expect('watts' in power && power.watts).toBeCloseTo(5.04 * 1.904, 9);
	});

	test('Raspberry Pi 4: live bits apart from those since boot; the zone is not shown twice', async () => {
		const readings = await open('pi4').sample();
		expect(figures(readings, 'raspberry-pi/')).toEqual({
			'raspberry-pi/under-voltage': 0,
			'raspberry-pi/frequency-capped': 0,
			'raspberry-pi/throttled': 0,
			'raspberry-pi/soft-limit': 0,
			'raspberry-pi/under-voltage-since-boot': 1,
			'raspberry-pi/frequency-capped-since-boot': 0,
			'raspberry-pi/throttled-since-boot': 1,
			'raspberry-pi/soft-limit-since-boot': 0,
			'raspberry-pi/under-voltage-alarm': 0,
		});
		expect(readings.get('raspberry-pi/throttled')?.source).toMatch(/^\/sys\//);
		expect(figure(readings.get('thermal/cpu-thermal'))).toBe(60.374);
		expect(figures(readings, 'hwmon/')).toEqual({});
		expect(choosePower([...readings.values()])).toEqual({missing: 'no sensor'});
	});

	test('Raspberry Pi 5: rails of the power chip, the input voltage, the fan', async () => {
		const readings = await open('pi5').sample();
		const rails = Object.values(figures(readings, 'raspberry-pi/rail/')).map(Number);
		expect(rails).toHaveLength(7);
		expect(figure(readings.get('raspberry-pi/rail/VDD_CORE'))).toBeCloseTo(1.4288 * 0.9065925, 9);
		expect(readings.get('raspberry-pi/rails')).toMatchObject({scope: 'rails (sum)', unit: 'watts'});
		expect(figure(readings.get('raspberry-pi/rails'))).toBeCloseTo(2.843_25, 5);
		expect(choosePower([...readings.values()])).toMatchObject({
			scope: 'rails (sum)',
			ids: ['raspberry-pi/rails'],
		});
		expect(readings.get('raspberry-pi/input-voltage')).toMatchObject({
			value: 5.057_16,
			unit: 'volts',
		});
		expect(readings.get('hwmon/pwmfan/fan1')).toMatchObject({value: 2471, unit: 'rpm'});
		expect(figure(readings.get('hwmon/rp1_adc/temp1'))).toBe(49.12);
		expect(readings.get('thermal/cpu-thermal')?.limits).toEqual({active: 75});
		expect(readings.get('cooling/pwm-fan')?.limits).toEqual({max: 4});
		expect(readings.get('raspberry-pi/throttled')?.source).toBe('vcgencmd get_throttled');
	});

	test('Coral: above the second trip point the clock is a quarter', async () => {
		const readings = await open('coral-dev').sample();
		expect(readings.get('apex/apex_0/temperature')).toMatchObject({
			value: 91.05,
			limits: {passive: 84.8, critical: 99.8},
		});
		expect(readings.get('apex/apex_0/clock')).toMatchObject({
			value: 125e6,
			limits: {max: 500e6},
		});
		expect(readings.get('apex/apex_0/throttle')).toMatchObject({
			value: 2,
			evidence: {kind: 'flag', cause: 'thermal'},
		});
	});

	test('NUC: energy counters, package apart from psys, throttle counts, NPU', async () => {
		const board = open('nuc-rapl');
		const first = await board.sample();
		expect(figures(first, 'rapl/package-0/')).toEqual({
			'rapl/package-0/power': '[needs two readings]',
			'rapl/package-0/energy': 0,
		});
		board.nowMs += 1000;
		board.write('sys/class/powercap/intel-rapl:0/energy_uj', String(52_649_883_221 + 28_500_000));
		board.write('sys/class/powercap/intel-rapl:1/energy_uj', String(117_870_082_040 + 61_000_000));
		board.write('sys/class/accel/accel0/device/npu_busy_time_us', String(123_456_789 + 250_000));
		const readings = await board.sample();
		expect(readings.get('rapl/package-0/power')).toMatchObject({
			value: 28.5,
			scope: 'package',
			limits: {max: 30},
			detail: 'PL1 30 W, PL2 55 W',
		});
		expect(figure(readings.get('rapl/package-0/energy'))).toBe(28.5);
		expect(readings.get('rapl/psys/power')).toMatchObject({value: 61, scope: 'platform'});
		expect(figure(readings.get('rapl/package-0 core/power'))).toBe('[no such file here]');
		expect(choosePower([...readings.values()])).toMatchObject({
			watts: 28.5,
			scope: 'package',
			ids: ['rapl/package-0/power'],
		});
		expect(readings.get('hwmon/coretemp/temp1')).toMatchObject({
			value: 49,
			label: 'coretemp Package id 0',
			limits: {max: 80, critical: 100},
		});
		expect(figure(readings.get('cooling/intel_powerclamp'))).toBe(
			'[not in use (the driver says -1)]',
		);
		expect(figures(readings, 'thermal-throttle/')).toEqual({
			'thermal-throttle/core': 2,
			'thermal-throttle/package': 78,
			'thermal-throttle/core-time': 0.005,
			'thermal-throttle/package-time': 0.153,
		});
		expect(figures(readings, 'intel-npu/')).toEqual({
			'intel-npu/accel0/load': 0.25,
			'intel-npu/accel0/clock': 950e6,
		});
	});

	test('RK3588: three NPU cores, its clock, a passive trip point', async () => {
		const readings = await open('rk3588').sample();
		expect(figures(readings, 'rk3588-npu/')).toEqual({
			'rk3588-npu/core0': 0.82,
			'rk3588-npu/core1': 0.82,
			'rk3588-npu/core2': 0.83,
			'rk3588-npu/load': 0.99,
		});
		expect(readings.get('clock/fdab0000.npu')).toMatchObject({value: 1e9, limits: {max: 1e9}});
		expect(readings.get('clock/cpu4')).toMatchObject({value: 2.4e9, unit: 'hertz'});
		expect(readings.get('thermal/bigcore0-thermal')?.limits).toEqual({passive: 85});
	});

	test('a PC whose nvidia-smi prints nonsense and whose energy counter is not there', async () => {
		const readings = await open('nvidia-desktop').sample();
		expect(figure(readings.get('nvidia/0/power'))).toBe(
			'[nvidia-smi printed what is no row: "GeForce GTX 1080 Ti row"]',
		);
		expect(figure(readings.get('rapl/package-0/power'))).toBe('[no such file here]');
		expect(figure(readings.get('hwmon/k10temp/temp1'))).toBe(61.25);
		expect('missing' in choosePower([...readings.values()])).toBe(true);
	});

	test('a virtual machine without sensors says so everywhere, and nothing is 0', async () => {
		const board = open('sensorless-vm');
		const readings = await board.sample();
		board.nowMs += 1000;
		board.write('proc/stat', 'cpu  22157 0 12268 430848 587 0 241 5376 0 0');
		const later = await board.sample();
		expect(figure(readings.get('pressure/cpu'))).toBe(0.1225);
		expect(figure(later.get('host/cpu-load'))).toBe(0.5);
		expect(later.get('host/steal')).toMatchObject({
			value: 0.25,
			evidence: {kind: 'host', cause: 'noisy host'},
		});
		expect(
			[...later.values()].filter(reading => 'value' in reading && reading.value === 0),
		).toEqual([]);
		const described = await board.describe();
		for (const id of ['thermal', 'hwmon', 'clocks', 'rapl', 'ina3221', 'nvidia']) {
			expect(described.get(id)).toMatchObject({state: 'absent'});
			expect(described.get(id)!.reason).not.toBe('');
		}

		expect(choosePower([...later.values()])).toEqual({missing: 'no sensor'});
	});

	test('on every board each reading has a unit, a source and a value or a reason, under its own id', async () => {
		const all: Readonly<Record<string, Files>> = boards();
		expect(Object.keys(all).length).toBeGreaterThanOrEqual(9);
		for (const files of Object.values(all)) {
			const board = new Board(files);
			const readings = await board.sample();
			expect(readings.size).toBeGreaterThan(0);
			for (const [id, reading] of readings) {
				expect(reading.unit && reading.source && id.includes('/')).toBeTruthy();
				expect(reading.atMs).toBe(board.nowMs);
				if (isMissing(reading)) {
					expect(reading.missing).not.toBe('');
				} else {
					expect(Number.isFinite(reading.value)).toBe(true);
				}

				if (reading.quantity === 'power' || reading.quantity === 'energy') {
					expect(reading.scope).toBeDefined();
				}
			}

			board.close();
		}
	});
});
