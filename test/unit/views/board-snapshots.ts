/*
The same made-up run on four kinds of machine: a PC on which everything is read, a Pi 4 that is throttled, a Jetson that is near its limit, and a virtual machine that tells nothing. Nothing is drawn by chance.
*/
import {type Snapshot} from '../../../source/record/snapshot.js';
import {type Reading} from '../../../source/sensors/sensor.js';
import {madeUpErrors} from './made-up-answers.js';
import {buildSnapshot} from './snapshot-builder.js';

const running = buildSnapshot();
const {thermal} = running;
const none = {missing: 'no sensor'} as const;
const noAccelerator = {
	load: none,
	memoryUsedBytes: none,
	memoryTotalBytes: none,
	fanShare: none,
	fanRpm: none,
};

type Told = readonly [
	quantity: Reading['quantity'],
	unit: Reading['unit'],
	label: string,
	value: number,
	limits?: Reading['limits'],
];

const readingsOf = (...told: readonly Told[]): Reading[] =>
	told.map(([quantity, unit, label, value, limits]) => ({
		id: `test/${label}`,
		label,
		quantity,
		unit,
		source: '/sys',
		atMs: 0,
		value,
		...(limits && {limits}),
	}));

/** A course that rises from `low` to `high` and stays there. */
const rising =
	(low: number, high: number) =>
	(columns: number): number[] =>
		Array.from(
			{length: columns},
			(_, column) => high - (high - low) * Math.exp((-6 * column) / columns),
		);

const thermalOf = (
	readings: readonly Reading[],
	courses: Readonly<Record<string, (columns: number) => number[]>>,
	rest: Partial<Snapshot['thermal']> = {},
): Snapshot['thermal'] => ({
	...thermal,
	readings,
	charted: Object.keys(courses),
	history: (id, columns) =>
		courses[id]?.(columns) ?? Array.from({length: columns}, () => undefined),
	...rest,
});

const jetson = buildSnapshot({
	boardName: 'NVIDIA Jetson Orin Nano Developer Kit',
	hostName: 'orin',
	segment: {backendId: 'tensorrt', device: 'Orin GPU', precision: 'fp16'},
	host: {
		cpuLoad: {value: 0.31},
		memoryUsedBytes: {value: 3.1 * 2 ** 30},
		memoryTotalBytes: {value: 7.4 * 2 ** 30},
		temperatureCelsius: {value: 92, label: 'tj-thermal'},
		powerWatts: {value: 9.6, scope: 'module'},
		clockHertz: {value: 612e6, label: '17000000.gpu'},
	},
	accelerator: {
		load: {value: 0.97, label: 'GPU in use'},
		memoryUsedBytes: {missing: 'shares the memory of the board, or does not tell'},
		memoryTotalBytes: {missing: 'shares the memory of the board, or does not tell'},
		fanShare: {value: 0.62, label: 'pwm-fan'},
		fanRpm: {value: 3100, label: 'pwm-fan'},
	},
	thermal: thermalOf(
		readingsOf(
			['temperature', 'celsius', 'tj-thermal', 92, {passive: 99}],
			['power', 'watts', 'VDD_IN', 9.6],
			['clock', 'hertz', '17000000.gpu', 612e6, {max: 918e6}],
			['load', 'fraction', 'GPU in use', 0.97],
		),
		{
			'test/tj-thermal': rising(48, 92),
			'test/VDD_IN': rising(4, 9.6),
			'test/17000000.gpu': rising(918e6, 612e6),
		},
		{
			throttle: {dropState: 'steady', baselineFps: 84, spells: []},
			energy: {
				meanWatts: {value: 9.6},
				grossMillijoules: {value: 114.2},
				netMillijoules: none,
				fpsPerWatt: {value: 8.75},
				coverage: 1,
				scope: 'module',
				label: 'VDD_IN',
			},
			forecast: {
				label: 'tj-thermal',
				forecast: {
					kind: 'reaches trip',
					tripCelsius: 99,
					inMs: 95_000,
					fromMs: 80_000,
					toMs: 120_000,
				},
			},
		},
	),
	events: [
		...buildSnapshot().events,
		{
			atMs: 41_000,
			level: 'info',
			kind: 'flipped',
			text: 'EfficientNet-B0 on tensorrt took over; gap 154 ms',
		},
	],
});

const slowed = {
	verdict: 'throttled',
	reason: 'thermal',
	onsetMs: 122_000,
	lossFraction: 0.26,
	baselineFps: 84,
	evidence: ['soft temperature limit', 'cpu-thermal 82 °C at passive trip 80 °C'],
	text: '−26 % FPS since 02:02: thermal, cpu-thermal 82 °C at passive trip 80 °C',
} as const;

const pi = buildSnapshot({
	hostName: 'pi4',
	host: {
		cpuLoad: {value: 0.97},
		memoryUsedBytes: {value: 0.9 * 2 ** 30},
		memoryTotalBytes: {value: 3.7 * 2 ** 30},
		temperatureCelsius: {value: 82, label: 'cpu-thermal'},
		powerWatts: {missing: 'a Pi 4 has no power meter: --power-input reads one'},
		clockHertz: {value: 1.2e9, label: 'ARM'},
	},
	accelerator: noAccelerator,
	segment: {
		backendId: 'onnxruntime:cpu',
		device: 'CPU (Cortex-A72)',
		fps: {last1s: 62.1, last10s: 62, last60s: 70.4, session: 79.3},
	},
	thermal: thermalOf(
		readingsOf(
			['temperature', 'celsius', 'cpu-thermal', 82, {passive: 80}],
			['clock', 'hertz', 'ARM', 1.2e9, {max: 1.8e9}],
		),
		{'test/cpu-thermal': rising(52, 82), 'test/ARM': rising(1.8e9, 1.2e9)},
		{
			throttle: {
				dropState: 'dropped',
				baselineFps: 84,
				current: slowed,
				spells: [slowed],
			},
		},
	),
});

const pc = buildSnapshot({
	classErrors: madeUpErrors,
	fpsHistory: (columns, windowMs) =>
		running.fpsHistory(columns, windowMs).map(fps => fps && fps * 14.3),
	elapsedMs: 152_800,
	events: [
		...running.events,
		{
			atMs: 101_000,
			level: 'info',
			kind: 'flipped',
			text: 'onnxruntime:cuda took over from onnxruntime:cpu, gap 154 ms: 14.3 times as fast',
		},
		{
			atMs: 124_000,
			level: 'warning',
			kind: 'neighbourFound',
			text: 'another edgetop runs on onnxruntime:cuda here (process 5120): both are slower for it',
		},
	],
	boardName: 'ASUS ROG STRIX Z790-E',
	hostName: 'desk',
	host: {
		cpuLoad: {value: 0.12},
		memoryUsedBytes: {value: 11.2 * 2 ** 30},
		memoryTotalBytes: {value: 31.2 * 2 ** 30},
		temperatureCelsius: {value: 61, label: 'NVIDIA GeForce RTX 4070'},
		powerWatts: {value: 181.4, scope: 'gpu'},
		clockHertz: {value: 2.61e9, label: 'NVIDIA GeForce RTX 4070 SM'},
	},
	accelerator: {
		load: {value: 0.88, label: 'NVIDIA GeForce RTX 4070'},
		memoryUsedBytes: {value: 10.4 * 2 ** 30, label: 'NVIDIA GeForce RTX 4070 memory in use'},
		memoryTotalBytes: {value: 12 * 2 ** 30},
		fanShare: {value: 0.41, label: 'NVIDIA GeForce RTX 4070 fan'},
		fanRpm: none,
	},
	segment: {
		backendId: 'onnxruntime:cuda',
		device: 'NVIDIA GeForce RTX 4070',
		fps: {last1s: 1204, last10s: 1203.6, last60s: 1203, session: 1202.2},
	},
	thermal: thermalOf(
		readingsOf(
			['temperature', 'celsius', 'NVIDIA GeForce RTX 4070', 61, {critical: 90}],
			['power', 'watts', 'NVIDIA GeForce RTX 4070', 181.4, {max: 200}],
			['clock', 'hertz', 'NVIDIA GeForce RTX 4070 SM', 2.61e9, {max: 3.105e9}],
		).map((reading, index) => ({...reading, id: `test/${index}`})),
		{
			'test/0': rising(41, 61),
			'test/1': rising(40, 181),
			'test/2': rising(2.8e9, 2.61e9),
		},
		{throttle: {dropState: 'steady', baselineFps: 1203, spells: []}},
	),
});

const vm = buildSnapshot({
	boardName: 'KVM',
	hostName: 'vm',
	host: {
		cpuLoad: {value: 0.97},
		memoryUsedBytes: {value: 1.9 * 2 ** 30},
		memoryTotalBytes: {value: 3.8 * 2 ** 30},
		temperatureCelsius: none,
		powerWatts: none,
		clockHertz: none,
	},
	accelerator: noAccelerator,
});

export const boardSnapshots = {pc, pi, jetson, vm} as const;
