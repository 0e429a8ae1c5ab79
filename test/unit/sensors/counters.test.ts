import {afterEach, expect, test} from 'vitest';
import {EnergyCounter, WrappingCounter} from '../../../source/sensors/sources/counter.js';
import {isFailure} from '../../../source/sensors/roots/root.js';
import {RailMeter, ina3221} from '../../../source/sensors/sources/ina3221.js';
import {choosePower} from '../../../source/sensors/sources/power.js';
import {settings} from '../../../source/sensors/sources/settings.js';
import {rapl, raplMend, raplNow} from '../../../source/sensors/sources/rapl.js';
import {Board, figure, figures, removeTrees} from './board-tree.js';

afterEach(removeTrees);

test('a counter that wraps does not go negative', () => {
	const counter = new WrappingCounter(65_532_610_987);
	expect(counter.record(65_532_000_000, 0)).toBeUndefined();
	expect(counter.record(4_389_013, 1000)).toBe(5_000_000);
	expect(counter.total).toBe(5_000_000);
	expect(counter.record(9_389_013, 3000)).toBe(2_500_000);
	expect(counter.total).toBe(10_000_000);
});

test('a fall without a known range is a restart: no rate, nothing added', () => {
	const counter = new WrappingCounter(undefined);
	counter.record(1000, 0);
	expect(counter.record(10, 1000)).toBeUndefined();
	expect(counter.record(30, 2000)).toBe(20);
	expect(counter.total).toBe(20);
});

test('a counter of energy that stands still is no 0 W, and one that counts in steps is no spike', () => {
	const counter = new EnergyCounter(undefined);
	const told = (value: number, seconds: number): number | string => {
		const rate = counter.record(value, seconds * 1000);
		return isFailure(rate) ? rate.reason : rate;
	};

	expect(told(100, 0)).toBe('needs two readings');
	expect(told(100, 1)).toMatch(/does not move/);
	expect(told(110, 2)).toBe(5);
	expect(told(110, 3)).toMatch(/has not moved since/);
	expect(told(130, 4)).toBe(10);
	expect(told(130, 7)).toBe('the counter stopped 3 s ago');
	expect(told(130, 64)).toBe('the counter stopped 60 s ago');
	expect(told(140, 65)).toBe(10);
	expect(counter.total).toBe(40);
});

const zone = 'sys/class/powercap/intel-rapl';

test('two packages with their DRAM are added up, psys and cores are not', async () => {
	const files = (energy: number) => ({
		[`${zone}:0/name`]: 'package-0',
		[`${zone}:0/energy_uj`]: String(energy),
		[`${zone}:0:0/name`]: 'core',
		[`${zone}:0:0/energy_uj`]: String(energy),
		[`${zone}:0:1/name`]: 'dram',
		[`${zone}:0:1/energy_uj`]: String(energy / 10),
		[`${zone}:1/name`]: 'package-1',
		[`${zone}:1/energy_uj`]: String(energy * 2),
		[`${zone}:2/name`]: 'psys',
		[`${zone}:2/energy_uj`]: String(energy * 5),
		[`${zone}-mmio:0/name`]: 'package-0',
		[`${zone}-mmio:0/energy_uj`]: String(energy),
	});
	const board = new Board(files(0), [rapl]);
	await board.sample();
	board.nowMs += 2000;
	for (const [name, content] of Object.entries(files(20_000_000))) {
		board.write(name, content);
	}

	const readings = await board.sample();
	expect(Object.keys(figures(readings, 'rapl/')).filter(id => id.endsWith('power'))).toEqual([
		'rapl/package-0/power',
		'rapl/package-0 core/power',
		'rapl/package-0 dram/power',
		'rapl/package-1/power',
		'rapl/psys/power',
	]);
	expect(choosePower([...readings.values()])).toMatchObject({
		watts: 31,
		scope: 'package',
		label: 'package-0 + package-1 + package-0 dram',
	});
});

test('a counter that only root may read gives the command that opens it', async () => {
	const board = new Board({[`${zone}:0/name`]: 'package-0', [`${zone}:0/energy_uj`]: '!EACCES'}, [
		rapl,
	]);
	const readings = await board.sample();
	expect(readings.get('rapl/package-0/power')).toMatchObject({
		missing: `permission: run ${raplNow}`,
		mend: raplMend,
	});
	expect(choosePower([...readings.values()])).toMatchObject({mend: raplMend});
	const described = await board.describe();
	expect(described.get('rapl')).toMatchObject({
		state: 'failed',
		mend: raplMend,
		scopes: ['package'],
	});
});

test('power limits are read each time, and not told where they are switched off', async () => {
	const files = {
		[`${zone}:0/name`]: 'package-0',
		[`${zone}:0/energy_uj`]: '0',
		[`${zone}:0/enabled`]: '1',
		[`${zone}:0/constraint_0_name`]: 'long_term',
		[`${zone}:0/constraint_0_power_limit_uw`]: '28000000',
		[`${zone}:0/constraint_1_name`]: 'short_term',
		[`${zone}:0/constraint_1_power_limit_uw`]: '40000000',
	};
	const board = new Board(files, [rapl]);
	const first = await board.sample();
	expect(first.get('rapl/package-0/power')?.detail).toBe('PL1 28 W, PL2 40 W');
	board.nowMs += 1000;
	// What a thermal daemon does.
	board.write(`${zone}:0/constraint_0_power_limit_uw`, '15000000');
	board.write(`${zone}:0/energy_uj`, '15000000');
	const later = await board.sample();
	expect(later.get('rapl/package-0/power')).toMatchObject({value: 15, limits: {max: 15}});
	const off = await new Board({...files, [`${zone}:0/enabled`]: '0'}, [rapl]).sample();
	expect(off.get('rapl/package-0/power')?.limits).toBeUndefined();
});

test('a rail meter means over time, not over samples, and invents nothing over a gap', () => {
	const meter = new RailMeter();
	meter.record(10, 0);
	meter.record(10, 200);
	meter.record(20, 400);
	expect(meter.joules).toBeCloseTo(2 + 3, 9);
	expect(meter.takeMean()).toBeCloseTo(12.5, 9);
	meter.record(20, 5000);
	expect(meter.joules).toBeCloseTo(5, 9);
	expect(meter.takeMean()).toBe(20);
});

const device = 'sys/bus/i2c/drivers/ina3221/1-0040/hwmon/hwmon4';

test('constant 5 W for 60 s at five samples a second is 300 J', async () => {
	const board = new Board(
		{
			[`${device}/in1_label`]: 'VDD_IN',
			[`${device}/in1_input`]: '5000',
			[`${device}/curr1_input`]: '1000',
		},
		[ina3221],
	);
	await board.sample();
	for (let tick = 1; tick <= 300; tick++) {
		board.nowMs += 200;
		await (tick % 5 === 0 ? board.sample() : board.sampleFast());
	}

	const readings = await board.sample();
	expect(figure(readings.get('ina3221/VDD_IN'))).toBe(5);
	expect(figure(readings.get('ina3221/VDD_IN/energy'))).toBeCloseTo(300, 6);
});

test('without an input of the module the rails are added up, a child rail once', async () => {
	const rail = (number: number, label: string, milliamperes: string) => ({
		[`${device}/in${number}_label`]: label,
		[`${device}/in${number}_input`]: '5000',
		[`${device}/curr${number}_input`]: milliamperes,
	});
	const board = new Board(
		{
			...rail(1, 'VDD_GPU_SOC', '2000'),
			...rail(2, 'VIN_SYS_5V0', '1000'),
			...rail(3, 'VDDQ_VDD2_1V8AO', '500'),
			...rail(4, 'NC', '9000'),
		},
		[ina3221],
	);
	const readings = await board.sample();
	expect(choosePower([...readings.values()])).toMatchObject({
		watts: 15,
		scope: 'rails (sum)',
		label: 'VDD_GPU_SOC + VIN_SYS_5V0',
	});
	board.write(`${device}/curr2_input`, '!EIO');
	board.nowMs += 1000;
	const later = await board.sample();
	expect(figure(later.get('ina3221/sum'))).toBe('[VIN_SYS_5V0: the device failed to answer (EIO)]');
});

test('single rails are no power of the machine, and are named', () => {
	const rail = (label: string) => ({
		id: `hwmon/${label}`,
		label,
		quantity: 'power' as const,
		unit: 'watts' as const,
		scope: 'rail' as const,
		source: '/sys',
		atMs: 0,
		value: 1,
	});
	expect(choosePower(['VDD_CPU', 'VDD_GPU', 'VDD_SOC', 'VDD_DDR'].map(name => rail(name)))).toEqual(
		{
			missing: 'only rails are read, none is of the whole: VDD_CPU, VDD_GPU and 2 more',
		},
	);
});

test('an adapter of any of the supplies is enough; a mouse’s charger is none', async () => {
	const supply = 'sys/class/power_supply';
	const files = {
		[`${supply}/BAT0/type`]: 'Battery',
		[`${supply}/AC/type`]: 'Mains',
		[`${supply}/AC/online`]: '0',
		[`${supply}/usbc/type`]: 'USB',
		[`${supply}/usbc/online`]: '2',
		[`${supply}/mouse/type`]: 'Battery',
		[`${supply}/mouse/scope`]: 'Device',
		[`${supply}/mouse/online`]: '1',
	};
	const board = new Board(files, [settings]);
	const first = await board.sample();
	expect(first.get('setting/adapter')).toMatchObject({detail: 'plugged in'});
	board.nowMs += 6000;
	board.write(`${supply}/usbc/online`, '0');
	const second = await board.sample();
	expect(second.get('setting/adapter')).toMatchObject({detail: 'unplugged'});
});
