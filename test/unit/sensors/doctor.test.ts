import {afterEach, expect, test} from 'vitest';
import {describeSensors, formatSensors} from '../../../source/commands/doctor.js';
import {raplMend} from '../../../source/sensors/sources/rapl.js';
import {sensors} from '../../../source/sensors/index.js';
import {hasShared, withoutShared} from '../../shared.js';
import {boards, removeTrees, writeTree} from './board-tree.js';

afterEach(removeTrees);

test('doctor lists every source with its state, scope, cost, reason and the command that mends it', async () => {
	const sensorRoot = writeTree({
		'sys/class/thermal/thermal_zone0/type': 'cpu-thermal',
		'sys/class/thermal/thermal_zone0/temp': '55500',
		'sys/class/thermal/thermal_zone1/type': 'dark',
		'sys/class/thermal/thermal_zone1/temp': '!EAGAIN',
		'sys/class/powercap/intel-rapl:0/name': 'package-0',
		'sys/class/powercap/intel-rapl:0/energy_uj': '!EACCES',
	});
	const sources = await describeSensors({sensorRoot});
	expect(sources.map(({id}) => id)).toEqual(sensors.map(({id}) => id));
	expect(sources.find(({id}) => id === 'thermal')?.costMs).toBeGreaterThan(0);
	const lines = formatSensors(sources).split('\n');
	expect(lines[0]).toMatch(/^source +state +scope +cost +what$/);
	expect(lines[1]).toMatch(/^thermal +partial +– +\d+\.\d ms +1 of 2 readings; dark: .*EAGAIN/);
	expect(lines[2]).toMatch(/^rapl +failed +package +\d+\.\d ms +0 of 2 readings; .*permission/);
	expect(lines[3]).toBe(`  mend: ${raplMend}`);
	expect(lines.find(line => line.startsWith('nvidia'))).toMatch(/absent +– +– +no nvidia-smi/);
});

/** Sources that each recorded board must show, with the scopes of their power; every other is absent, with a reason. */
const expected: Readonly<Record<string, readonly string[]>> = {
	'jetson-nano-jp4': ['thermal partial', 'clocks ok', 'ina3221 ok module rail', 'jetson ok'],
	'jetson-orin-nano-jp6': ['thermal partial', 'clocks ok', 'ina3221 ok module rail', 'jetson ok'],
	pi4: ['thermal ok', 'clocks ok', 'raspberry-pi ok'],
	pi5: [
		'thermal ok',
		'hwmon ok',
		'clocks ok',
		'raspberry-pi ok',
		'raspberry-pi-power ok rails (sum) rail',
	],
	'coral-dev': ['thermal ok', 'clocks ok', 'apex ok'],
	'nuc-rapl': [
		'thermal partial',
		'hwmon ok',
		// Its counters stand still in the recording.
		'rapl failed package core platform',
		'intel-npu ok',
		'thermal-throttle ok',
	],
	rk3588: ['thermal ok', 'clocks ok', 'rk3588-npu ok'],
	'nvidia-desktop': ['hwmon ok', 'rapl failed package', 'nvidia failed gpu'],
	'sensorless-vm': ['pressure ok', 'host failed'],
};

test.for(Object.entries(expected))('doctor on the recorded %s', async ([name, wanted], ctx) => {
	if (!hasShared) {
		ctx.skip(withoutShared);
	}

	const sources = await describeSensors({sensorRoot: writeTree(boards()[name]!)});
	const present = sources.filter(({state}) => state !== 'absent');
	expect(present.map(({id, state, scopes}) => [id, state, ...scopes].join(' '))).toEqual(wanted);
	for (const {id, reason} of sources) {
		expect(reason, id).not.toBe('');
	}
});
