import {readFileSync} from 'node:fs';
import {encodeHead} from '../../source/backends/worker-protocol.js';

/*
One whole and right example of each thing that is damaged.
*/

const file = (name: string): Buffer => readFileSync(new URL(`seeds/${name}`, import.meta.url));

/** A field of the protobuf wire format: a text, bytes or nested message, or a whole number. */
const field = (number: number, value: string | number | Buffer): Buffer => {
	if (typeof value === 'number') {
		return Buffer.of(number * 8, value);
	}

	const content = Buffer.from(value);
	return Buffer.concat([Buffer.of(number * 8 + 2, content.length), content]);
};

const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);

/** ValueInfoProto of floats. */
const value = (name: string, ...dims: readonly number[]): Buffer =>
	message(
		field(1, name),
		field(
			2,
			field(
				1,
				message(field(1, 1), field(2, message(...dims.map(size => field(1, field(1, size)))))),
			),
		),
	);

/** A small ONNX model: an addition, a ReLU, one weight. */
export const onnxSeed = (): Buffer => {
	const weight = message(
		field(1, 3),
		field(2, 1),
		field(8, 'w'),
		field(9, Buffer.from(Float32Array.of(1, 2, 3).buffer)),
	);
	const node = (type: string, inputs: readonly string[], output: string) =>
		message(
			...inputs.map(input => field(1, input)),
			field(2, output),
			field(3, output),
			field(4, type),
		);
	const graph = message(
		field(1, node('Add', ['x', 'w'], 'sum')),
		field(1, node('Relu', ['sum'], 'y')),
		field(2, 'graph'),
		field(5, weight),
		field(11, value('x', 1, 3)),
		field(12, value('y', 1, 3)),
	);
	const metadata = message(field(1, 'names'), field(2, "{0: 'cat', 1: 'dog', 2: 'bird'}"));
	return message(
		field(1, 8),
		field(2, 'seed'),
		field(8, message(field(1, ''), field(2, 17))),
		field(14, metadata),
		// Longer than one byte of length can say.
		Buffer.concat([Buffer.of(7 * 8 + 2, (graph.length & 0x7f) | 0x80, graph.length >> 7), graph]),
	);
};

export const summarySeed = (): Buffer => file('summary.json');
export const journalSeed = (): Buffer => file('journal.ndjson');
export const manifestSeed = (): Buffer =>
	readFileSync(new URL('../../models/efficientnet-b0.json', import.meta.url));

export const referenceSeed = (): Buffer =>
	Buffer.from(
		'Device,Framework,Model,Inference time (ms),Top-1 %,Top-5 %\nJetson Nano,TensorRT,EfficientNet-B0,12.3,77.1,93.3\nCoral,TFLite,"MobileNet V2, int8",3.1,70.2,89.9\n',
	);

export const labelsSeed = (): Buffer => Buffer.from('cat\ndog\nthree-toed sloth, ai\n三毛猫\n');

export const framesSeed = (): Buffer => {
	const hello = {type: 'hello', protocol: 1, runtime: 'x', version: '1'};
	const result = {type: 'result', id: 1};
	const payload = Buffer.alloc(12, 1);
	return Buffer.concat([encodeHead(hello, 0), encodeHead(result, payload.length), payload]);
};

export const entrySeed = (): Buffer =>
	Buffer.from(
		JSON.stringify({
			pid: 4711,
			processStart: '0badcafe-123456',
			host: '0123abcd',
			id: '0cf7c914-46f7-4518-89c4-ba6c0ffa96c1',
			startedAt: '2026-01-02T03:04:05.000Z',
			modelName: 'efficientnet-b0',
			backendId: 'onnxruntime:cpu',
			journal: '/home/user/journal.ndjson',
		}),
	);

export const askSeed = (): Buffer =>
	Buffer.from(JSON.stringify({model: 'efficientnet-b0', backend: 'onnxruntime:cpu'}));

/** Files of /proc and /sys, by path: their texts are damaged together. */
export const systemSeed: Readonly<Record<string, string>> = {
	'proc/stat': 'cpu  100 0 50 900 3 0 1 0 0 0\ncpu0 50 0 25 450 1 0 1 0 0 0\nbtime 1700000000\n',
	'proc/meminfo':
		'MemTotal:        3884056 kB\nMemFree:          521644 kB\nMemAvailable:    2714232 kB\n',
	'proc/loadavg': '0.52 0.58 0.59 1/467 12345\n',
	'proc/pressure/cpu': 'some avg10=0.00 avg60=1.20 avg300=0.03 total=123456\n',
	'proc/device-tree/model': 'Raspberry Pi 5 Model B Rev 1.0',
	'proc/cpuinfo': 'processor\t: 0\nmodel name\t: ARMv8\nRevision\t: d04170\n',
	'sys/class/thermal/thermal_zone0/type': 'cpu-thermal',
	'sys/class/thermal/thermal_zone0/temp': '54321',
	'sys/class/thermal/thermal_zone0/trip_point_0_temp': '85000',
	'sys/class/thermal/thermal_zone0/trip_point_0_type': 'passive',
	'sys/class/hwmon/hwmon0/name': 'ina3221',
	'sys/class/hwmon/hwmon0/in1_label': 'VDD_IN',
	'sys/class/hwmon/hwmon0/in1_input': '5012',
	'sys/class/hwmon/hwmon0/curr1_input': '812',
	'sys/class/hwmon/hwmon0/temp1_input': '45000',
	'sys/class/hwmon/hwmon0/fan1_input': '3210',
	'sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq': '1500000',
	'sys/devices/system/cpu/cpu0/cpufreq/scaling_max_freq': '2400000',
	'sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq': '2400000',
	'sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'ondemand',
	'sys/devices/system/cpu/online': '0-3',
	'sys/class/powercap/intel-rapl:0/name': 'package-0',
	'sys/class/powercap/intel-rapl:0/energy_uj': '123456789',
	'sys/class/powercap/intel-rapl:0/max_energy_range_uj': '262143328850',
};
