/**
Snapshots for the tests of the screen: a run in full swing, from which each test takes away or changes what it is about. The figures are those of one made-up but coherent run; nothing is drawn by chance.
*/
import {type Bin, type SegmentFigures} from '../../../source/record/segment-schema.js';
import {type Phase} from '../../../source/record/live-schema.js';
import {type Snapshot} from '../../../source/record/snapshot.js';

/** Any of the fields, at the depth of one segment. */
export type Changes = Partial<Omit<Snapshot, 'segment'>> & {
	readonly segment?: Partial<SegmentFigures>;
};

const latency = (scale: number) => ({
	count: 12_480,
	p50: 11.62 * scale,
	p90: 12.18 * scale,
	p95: 12.61 * scale,
	p99: 14.07 * scale,
	p999: 21.93 * scale,
	min: 11.02 * scale,
	max: 38.4 * scale,
	mean: 11.74 * scale,
	cv: 0.0183,
});

/** A skewed hill with a tail, like latencies have. */
const distribution: readonly Bin[] = [
	3, 41, 388, 1920, 3310, 2710, 1804, 1011, 560, 301, 160, 88, 52, 34, 21, 15, 10, 8, 6, 4, 2, 0, 1,
	31,
].map((count, index) => ({fromMs: 11 + index * 0.13, toMs: 11.13 + index * 0.13, count}));

export const runningSegment: SegmentFigures = {
	number: 1,
	modelName: 'efficientnet-b0',
	modelTitle: 'EfficientNet-B0',
	precision: 'fp32',
	backendId: 'onnxruntime-cpu',
	device: 'CPU (x86-64, AVX2)',
	runtime: {name: 'onnxruntime', version: '1.30.0'},
	threads: 4,
	threadsReason: 'physical cores',
	framesMode: 'decoded ahead',
	startedAtMs: 4200,
	loadMs: 412,
	firstInferenceMs: 48.31,
	warmup: {runs: 162, milliseconds: 2000},
	frames: 12_480,
	seconds: 148.6,
	fps: {last1s: 84, last10s: 83.9, last60s: 84.12, session: 83.98},
	stages: {
		decode: latency(0.81),
		preprocess: latency(0.11),
		infer: latency(1),
		postprocess: latency(0.006),
		total: latency(1.93),
	},
	stalls: 2,
	isUnstable: false,
	earlyStopping: {p90: 12.24, p99: 14.55},
	validity: {isValid: true, text: 'VALID (quick)'},
	distribution,
	accuracy: {
		rolling: {
			n: 1000,
			top1: {value: 0.888, low: 0.867, high: 0.906},
			top5: {value: 0.978, low: 0.967, high: 0.985},
		},
		cumulative: {
			n: 89,
			top1: {value: 0.887_64, low: 0.805, high: 0.938},
			top5: {value: 0.977_53, low: 0.922, high: 0.994},
		},
	},
	passes: {complete: 140, partial: 0.22},
	skippedFrames: 0,
	restarts: 0,
	published: {top1: 0.7769, top5: 0.9353},
};

/** FPS of the last 150 s: a rise, a gap of a flip, a slow-down. */
const fpsHistory: Snapshot['fpsHistory'] = (columns, windowMs) =>
	Array.from({length: columns}, (_, column) => {
		const agoMs = windowMs * (1 - (column + 0.5) / columns);
		if (agoMs > 148_600 || (agoMs > 60_000 && agoMs < 75_000)) {
			return undefined;
		}

		return agoMs < 30_000 ? 62 + Math.sin(agoMs / 2500) : 84 + 2 * Math.sin(agoMs / 4000);
	});

const noThermalFigure = {missing: 'no power meter'} as const;

const base: Snapshot = {
	phase: 'running',
	phaseText: 'running',
	isFrozen: false,
	elapsedMs: 152_800,
	durationMs: 600_000,
	framesName: 'bundled samples',
	framesCount: 89,
	framesKind: 'images',
	labelSource: 'labels.csv',
	seed: 1,
	preset: 'quick',
	segment: runningSegment,
	earlierSegments: [],
	current: {
		file: 'n02123045_tabby.jpg',
		truth: ['tabby cat'],
		top5: [
			{label: 'tabby cat', probability: 0.7134, isHit: true},
			{label: 'tiger cat', probability: 0.1912, isHit: false},
			{label: 'Egyptian cat', probability: 0.0781, isHit: false},
			{label: 'lynx', probability: 0.0031, isHit: false},
			{label: 'space heater', probability: 0.0004, isHit: false},
		],
	},
	host: {
		cpuLoad: {value: 0.93},
		memoryUsedBytes: {value: 2.31 * 1024 ** 3},
		memoryTotalBytes: {value: 7.72 * 1024 ** 3},
		temperatureCelsius: {value: 71.4, label: 'cpu-thermal'},
		powerWatts: {value: 6.84, scope: 'board input'},
		clockHertz: {value: 1.8e9, label: 'cpu0'},
	},
	accelerator: {
		load: {missing: 'no sensor'},
		memoryUsedBytes: {missing: 'no sensor'},
		memoryTotalBytes: {missing: 'no sensor'},
		fanShare: {value: 0.62, label: 'pwm-fan'},
		fanRpm: {value: 3100, label: 'pwmfan'},
	},
	hostName: 'bench-7',
	boardName: 'Raspberry Pi 4 Model B Rev 1.4',
	own: {
		uiCpuPercent: 1.4,
		uiRssBytes: 96 * 1024 ** 2,
		sensorsCpuPercent: 0.4,
		engineRssBytes: 212 * 1024 ** 2,
		terminalBytesPerSecond: 2130,
	},
	thermal: {
		throttle: {dropState: 'finding baseline', spells: []},
		sustained: {
			firstMinuteFps: {value: 84},
			lastMinutesFps: {missing: 'needs 6 min, has 148 s'},
			ratio: {missing: 'needs 6 min, has 148 s'},
			steadyAfterSeconds: {missing: 'not steady yet'},
		},
		forecast: {forecast: {kind: 'none', reason: 'too little time'}},
		energy: {
			meanWatts: noThermalFigure,
			grossMillijoules: noThermalFigure,
			netMillijoules: noThermalFigure,
			fpsPerWatt: noThermalFigure,
			coverage: 0,
		},
		idleWatts: noThermalFigure,
		readings: [],
		charted: [],
		history: (_id, columns) => Array.from({length: columns}, () => undefined),
	},
	events: [
		{atMs: 300, level: 'info', kind: 'engineStarted', text: 'engine started (pid 4242)'},
		{atMs: 712, level: 'info', kind: 'modelLoaded', text: 'EfficientNet-B0 loaded in 0.41 s'},
		{
			atMs: 88_000,
			level: 'warning',
			kind: 'frameSkipped',
			text: 'skipped broken.jpg: the file is cut short',
		},
		{
			atMs: 92_000,
			level: 'error',
			kind: 'engineFailed',
			text: 'engine ended by SIGKILL; starting again in 1 s',
		},
	],
	models: [
		{
			name: 'efficientnet-b0',
			title: 'EfficientNet-B0',
			precision: 'fp32',
			state: 'present',
			isAvailable: true,
			published: {top1: 0.7769, top5: 0.9353},
			measuredTop1: 0.887_64,
		},
		{
			name: 'mobilenet-v2',
			title: 'MobileNetV2 1.0',
			precision: 'int8',
			state: 'present',
			isAvailable: true,
			published: {top1: 0.7188},
		},
		{
			name: 'resnet50',
			title: 'ResNet-50 v1.5',
			precision: 'fp32',
			state: 'not here: edgetop models pull resnet50',
			isAvailable: false,
			published: {top1: 0.7613, top5: 0.9286},
		},
	],
	backends: [
		{
			id: 'onnxruntime-cpu',
			title: 'ONNX Runtime',
			formats: ['onnx'],
			isExclusive: false,
			availability: {status: 'available', device: 'CPU (x86-64, AVX2)', version: '1.30.0'},
			options: [],
		},
		{
			id: 'tflite-edgetpu',
			title: 'TensorFlow Lite, Edge TPU',
			formats: ['tflite'],
			isExclusive: true,
			availability: {
				status: 'unavailable',
				reason: 'no Edge TPU found',
				mend: 'plug it in and install libedgetpu1-std',
			},
			options: [],
		},
	],
	savePath: '/home/user/.local/state/edgetop/run.json',
	fpsHistory,
};

export const buildSnapshot = ({segment, ...changes}: Changes = {}): Snapshot => ({
	...base,
	...changes,
	segment: {...base.segment, ...segment},
});

/** A field taken away from a segment, as `exactOptionalPropertyTypes` wants it. */
const without = <T extends object, K extends keyof T>(object: T, ...names: K[]): Omit<T, K> =>
	Object.fromEntries(
		Object.entries(object).filter(([name]) => !names.includes(name as K)),
	) as unknown as Omit<T, K>;

const nothing = {missing: 'no sensor found'} as const;

/** Nothing is known yet, or can be known: every figure that may be absent is. */
export const buildEmptySnapshot = (phase: Phase, phaseText: string): Snapshot => ({
	...without(base, 'current', 'durationMs', 'hostName', 'boardName', 'backends', 'savePath'),
	phase,
	phaseText,
	elapsedMs: 1300,
	segment: {
		...without(
			base.segment,
			'device',
			'runtime',
			'threads',
			'threadsReason',
			'framesMode',
			'startedAtMs',
			'loadMs',
			'firstInferenceMs',
			'warmup',
			'stalls',
			'published',
		),
		frames: 0,
		seconds: 0,
		fps: {},
		stages: {},
		earlyStopping: {},
		validity: {isValid: false, text: 'INVALID (no frames)'},
		distribution: [],
		accuracy: {rolling: {n: 0}, cumulative: {n: 0}},
		passes: {complete: 0, partial: 0},
	},
	host: {
		cpuLoad: nothing,
		memoryUsedBytes: nothing,
		memoryTotalBytes: nothing,
		temperatureCelsius: nothing,
		powerWatts: {missing: 'no permission: see edgetop doctor'},
		clockHertz: nothing,
	},
	accelerator: {
		load: nothing,
		memoryUsedBytes: nothing,
		memoryTotalBytes: nothing,
		fanShare: nothing,
		fanRpm: nothing,
	},
	own: {},
	events: [],
	models: [],
	fpsHistory: columns => Array.from({length: columns}, () => undefined),
});
