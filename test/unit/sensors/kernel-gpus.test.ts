import {afterEach, expect, test} from 'vitest';
import {amdGpu, intelGpu} from '../../../source/sensors/sources/graphics.js';
import {choosePower} from '../../../source/sensors/sources/power.js';
import {usageOf} from '../../../source/sensors/usage.js';
import {Board, figure, figures, removeTrees} from './board-tree.js';

afterEach(removeTrees);

/** An Arc card by the kernel's Documentation/ABI/testing/sysfs-driver-intel-xe-hwmon and the comments of xe_gt_throttle: constructed. */
const arc = (change: Readonly<Record<string, string>> = {}) => {
	const device = 'sys/class/drm/card1/device';
	const hwmon = `${device}/hwmon/hwmon4`;
	const throttle = `${device}/tile0/gt0/freq0/throttle`;
	return {
		[`${device}/vendor`]: '0x8086',
		[`${device}/tile0/gt0/freq0/act_freq`]: '2450',
		[`${device}/tile0/gt0/freq0/rp0_freq`]: '2850',
		[`${device}/tile0/gt0/freq0/max_freq`]: '2850',
		[`${throttle}/status`]: '1',
		...Object.fromEntries(
			['pl1', 'pl2', 'pl4', 'thermal', 'prochot', 'ratl', 'vr_thermalert', 'vr_tdc'].map(name => [
				`${throttle}/reason_${name}`,
				'0',
			]),
		),
		[`${throttle}/reason_p0_freq`]: '1',
		[`${hwmon}/name`]: 'xe',
		[`${hwmon}/energy1_input`]: '5000000',
		[`${hwmon}/energy1_label`]: 'card',
		[`${hwmon}/energy2_input`]: '4000000',
		[`${hwmon}/energy2_label`]: 'pkg',
		[`${hwmon}/power1_max`]: '190000000',
		[`${hwmon}/power1_cap`]: '0',
		[`${hwmon}/power2_max`]: '150000000',
		[`${hwmon}/temp2_input`]: '68000',
		[`${hwmon}/temp2_label`]: 'pkg',
		[`${hwmon}/temp2_crit`]: '105000',
		[`${hwmon}/temp3_input`]: '74000',
		[`${hwmon}/temp3_label`]: 'vram',
		[`${hwmon}/fan1_input`]: '1400',
		...change,
	};
};

const sampleTwice = async (files: Readonly<Record<string, string>>, after: typeof files) => {
	const board = new Board(files, [intelGpu]);
	await board.sample();
	board.nowMs += 1000;
	for (const [name, content] of Object.entries(after)) {
		board.write(name, content);
	}

	return board.sample();
};

test('Arc with xe: temperatures, fan, power of the card against its cap as it stands now, reasons by their causes', async () => {
	const hwmon = 'sys/class/drm/card1/device/hwmon/hwmon4';
	const readings = await sampleTwice(arc(), {
		[`${hwmon}/energy1_input`]: '95000000',
		[`${hwmon}/power1_max`]: '120000000',
		'sys/class/drm/card1/device/tile0/gt0/freq0/max_freq': '2000',
		'sys/class/drm/card1/device/tile0/gt0/freq0/throttle/reason_pl1': '1',
	});
	expect(figures(readings, '')).toMatchObject({
		'intel-gpu/card1/power': 90,
		'intel-gpu/card1/pkg': 68,
		'intel-gpu/card1/vram': 74,
		'intel-gpu/card1/fan1': 1400,
		'intel-gpu/card1/tile0-gt0/clock': 2.45e9,
		'intel-gpu/card1/tile0-gt0/throttle/pl1': 1,
		'intel-gpu/card1/tile0-gt0/throttle/ratl': 0,
	});
	expect(readings.get('intel-gpu/card1/power')).toMatchObject({scope: 'gpu', limits: {max: 120}});
	expect(readings.get('intel-gpu/card1/pkg')?.limits).toEqual({critical: 105});
	expect(readings.get('intel-gpu/card1/tile0-gt0/clock')?.limits).toEqual({
		max: 2.85e9,
		ceiling: 2e9,
	});
	const causes = [...readings.values()].flatMap(({id, evidence}) =>
		evidence ? [`${id.split('/').at(-1)} ${evidence.cause}`] : [],
	);
	expect(causes.toSorted()).toEqual([
		'pl1 power',
		'pl2 power',
		'pl4 power',
		'prochot external',
		'ratl thermal',
		'thermal thermal',
		'vr_tdc power',
		'vr_thermalert thermal',
	]);
	const usage = usageOf('openvino:gpu', [...readings.values()]);
	expect(choosePower([...readings.values()], usage)).toMatchObject({watts: 90, scope: 'gpu'});
	expect(choosePower([...readings.values()])).toMatchObject({
		missing: 'no sensor',
	});
});

test('a card that counts its package alone, and one that sleeps: no 0 W', async () => {
	const {'sys/class/drm/card1/device/hwmon/hwmon4/energy1_input': _card, ...files} = arc();
	const path = 'sys/class/drm/card1/device/hwmon/hwmon4/energy2_input';
	const awake = await sampleTwice(files, {[path]: '44000000'});
	expect(awake.get('intel-gpu/card1/power')).toMatchObject({value: 40, limits: {max: 150}});
	const asleep = await sampleTwice(files, {});
	expect(figure(asleep.get('intel-gpu/card1/power'))).toMatch(/counter does not move/);
});

test('the graphics of an AMD processor have the meter of its package: it stands for CPU and GPU', async () => {
	const device = 'sys/class/drm/card0/device';
	const board = new Board(
		{
			[`${device}/vendor`]: '0x1002',
			[`${device}/hwmon/hwmon2/power1_label`]: 'slowPPT',
			[`${device}/hwmon/hwmon2/power1_average`]: '14000000',
			[`${device}/hwmon/hwmon2/temp1_input`]: '61000',
			[`${device}/hwmon/hwmon2/temp1_label`]: 'edge',
		},
		[amdGpu],
	);
	const sample = await board.sample();
	const readings = [...sample.values()];
	for (const backend of ['onnxruntime:cpu', 'onnxruntime:webgpu']) {
		expect(choosePower(readings, usageOf(backend, readings))).toMatchObject({
			watts: 14,
			scope: 'package',
		});
	}
});
