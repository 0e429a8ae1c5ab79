import {type Figure} from '../measure/figure.js';
import {type Phase} from '../record/live-schema.js';
import {type LatencyHistogram} from '../measure/histogram.js';
import {type ThrottleVerdict} from '../record/thermal-schema.js';
import {hasValue} from '../sensors/sensor.js';
import {shareOfFan} from '../record/accelerator-figures.js';
import {type SegmentState} from '../run/segment.js';
import {type SessionState} from '../run/session-state.js';
import {type Snapshot} from '../record/snapshot.js';
import {latencyBounds, type FamilyName} from './families.js';

/** Counts of a histogram by bucket, cumulative as Prometheus has them; the last is of all. Values in seconds. */
export type HistogramValue = {
	/** As many as `latencyBounds`: samples up to each bound. */
	readonly upTo: readonly number[];
	readonly count: number;
	readonly sum: number;
};

export type Point = {
	readonly labels: Readonly<Record<string, string>>;
	readonly value: number | HistogramValue;
};

/** A family without points is not exported: missing is never 0. */
export type Metrics = ReadonlyMap<FamilyName, readonly Point[]>;

const phases: readonly Phase[] = [
	'starting',
	'loading',
	'warming up',
	'running',
	'restarting',
	'ended',
	'failed',
];

const verdicts: readonly ThrottleVerdict[] = [
	'throttled',
	'limited, no impact yet',
	'limited, impact not known',
	'suspected',
	'contention',
	'slowed, not throttled',
	'unexplained slowdown',
];

const of = (
	value: number | undefined,
	labels: Readonly<Record<string, string>> = {},
): readonly Point[] => (value === undefined ? [] : [{labels, value}]);

const ofFigure = (figure: Figure, labels?: Readonly<Record<string, string>>): readonly Point[] =>
	'value' in figure ? of(figure.value, labels) : [];

/** Points with the same labels joined by `join`: two segments of one model and backend are one series. */
const joined = <Value>(
	items: ReadonlyArray<{readonly labels: Readonly<Record<string, string>>; readonly value: Value}>,
	join: (a: Value, b: Value) => Value,
) => {
	const byLabels = new Map<string, {labels: Readonly<Record<string, string>>; value: Value}>();
	for (const {labels, value} of items) {
		const key = JSON.stringify(labels);
		const known = byLabels.get(key);
		byLabels.set(key, {labels, value: known ? join(known.value, value) : value});
	}

	return [...byLabels.values()];
};

const add = (a: number, b: number): number => a + b;

const histogramOf = (histogram: LatencyHistogram): HistogramValue => ({
	upTo: latencyBounds.map(bound => histogram.count - histogram.countAbove(bound * 1000)),
	count: histogram.count,
	sum: ((histogram.mean ?? 0) * histogram.count) / 1000,
});

const addHistograms = (a: HistogramValue, b: HistogramValue): HistogramValue => ({
	upTo: a.upTo.map((count, place) => count + b.upTo[place]!),
	count: a.count + b.count,
	sum: a.sum + b.sum,
});

const pairOf = ({identity}: SegmentState) => ({
	model: identity.manifest.name,
	backend: identity.backendId,
});

const latencies = (segments: readonly SegmentState[]) =>
	joined(
		segments.flatMap(segment =>
			segment.latencies().map(([stage, histogram]) => ({
				labels: {stage, ...pairOf(segment)},
				value: histogramOf(histogram),
			})),
		),
		addHistograms,
	);

const sensors = ({thermal}: Snapshot): Array<[FamilyName, readonly Point[]]> => {
	const shown = thermal.readings.filter(reading => hasValue(reading));
	const pick = (quantity: string) => shown.filter(reading => reading.quantity === quantity);
	return [
		[
			'edgetop_temperature_celsius',
			pick('temperature').flatMap(({id, value}) => of(value, {sensor: id})),
		],
		[
			'edgetop_temperature_limit_celsius',
			pick('temperature').flatMap(({id, limits}) =>
				(['passive', 'hot', 'critical'] as const).flatMap(limit =>
					of(limits?.[limit], {sensor: id, limit}),
				),
			),
		],
		[
			'edgetop_power_watts',
			pick('power').flatMap(({id, value, scope}) =>
				of(value, {sensor: id, scope: scope ?? 'unknown'}),
			),
		],
		['edgetop_clock_hertz', pick('clock').flatMap(({id, value}) => of(value, {sensor: id}))],
		[
			'edgetop_clock_max_hertz',
			pick('clock').flatMap(({id, limits}) => of(limits?.max, {sensor: id})),
		],
		[
			'edgetop_accelerator_load_ratio',
			pick('load').flatMap(({id, value}) => of(value, {sensor: id})),
		],
		[
			'edgetop_accelerator_memory_used_bytes',
			pick('memory').flatMap(({id, value}) => of(value, {sensor: id})),
		],
		[
			'edgetop_accelerator_memory_size_bytes',
			pick('memory').flatMap(({id, limits}) => of(limits?.max, {sensor: id})),
		],
		[
			'edgetop_fan_speed_ratio',
			pick('fan').flatMap(reading => of(shareOfFan(reading), {sensor: reading.id})),
		],
		[
			'edgetop_fan_speed_rpm',
			pick('fan').flatMap(({id, unit, value}) =>
				of(unit === 'rpm' ? value : undefined, {sensor: id}),
			),
		],
	];
};

const throttling = ({thermal}: Snapshot): Array<[FamilyName, readonly Point[]]> => {
	const {current, spells} = thermal.throttle;
	return [
		[
			'edgetop_throttle_state',
			(['none', ...verdicts] as const).map(verdict => ({
				labels: {verdict},
				value: verdict === (current?.verdict ?? 'none') ? 1 : 0,
			})),
		],
		[
			'edgetop_throttle_loss_ratio',
			current ? of(current.lossFraction, {verdict: current.verdict, reason: current.reason}) : [],
		],
		[
			'edgetop_throttle_spells_total',
			joined(
				spells.map(({verdict, reason}) => ({labels: {verdict, reason}, value: 1})),
				add,
			),
		],
		['edgetop_sustained_fps_ratio', ofFigure(thermal.sustained.ratio)],
	];
};

const ratio = (percent: number | undefined): number | undefined =>
	percent === undefined ? undefined : percent / 100;

/** Joules from a figure in millijoules. */
const joules = (figure: Figure, kind: string, scope: string): readonly Point[] =>
	'value' in figure ? of(figure.value / 1000, {kind, scope}) : [];

/** All metrics of a session as it stands. */
export const readMetrics = (state: SessionState, version: string, nowMs: number): Metrics => {
	const snapshot = state.snapshot(nowMs);
	const {segment, host, own, thermal} = snapshot;
	const {segments} = state;
	const {rolling, cumulative} = segment.accuracy;
	const perPair = (value: (item: SegmentState) => number) =>
		joined(
			segments.map(item => ({labels: pairOf(item), value: value(item)})),
			add,
		);
	const {energy} = thermal;
	const scope = energy.scope ?? 'unknown';
	return new Map<FamilyName, readonly Point[]>([
		[
			'edgetop_build_info',
			of(1, {version, node: process.version, platform: `${process.platform}-${process.arch}`}),
		],
		[
			'edgetop_session_info',
			of(1, {
				model: segment.modelName,
				precision: segment.precision,
				backend: segment.backendId,
				device: segment.device ?? '',
				runtime: segment.runtime ? `${segment.runtime.name} ${segment.runtime.version}` : '',
				board: snapshot.boardName ?? '',
			}),
		],
		['edgetop_session_duration_seconds', of(snapshot.elapsedMs / 1000)],
		[
			'edgetop_phase',
			phases.map(phase => ({labels: {phase}, value: phase === snapshot.phase ? 1 : 0})),
		],
		['edgetop_frames_total', perPair(({frames}) => frames)],
		['edgetop_frames_skipped_total', perPair(({skippedFrames}) => skippedFrames)],
		['edgetop_engine_restarts_total', perPair(({restarts}) => restarts)],
		[
			'edgetop_frames_per_second',
			[
				...of(segment.fps.last1s, {window: '1s'}),
				...of(segment.fps.last10s, {window: '10s'}),
				...of(segment.fps.last60s, {window: '60s'}),
				...of(segment.fps.session, {window: 'segment'}),
			],
		],
		['edgetop_stage_latency_seconds', latencies(segments)],
		[
			'edgetop_accuracy_top1_ratio',
			[
				...of(rolling.top1?.value, {set: 'rolling'}),
				...of(cumulative.top1?.value, {set: 'cumulative'}),
			],
		],
		[
			'edgetop_accuracy_top5_ratio',
			[
				...of(rolling.top5?.value, {set: 'rolling'}),
				...of(cumulative.top5?.value, {set: 'cumulative'}),
			],
		],
		[
			'edgetop_accuracy_images',
			[...of(rolling.n, {set: 'rolling'}), ...of(cumulative.n, {set: 'cumulative'})],
		],
		...throttling(snapshot),
		...sensors(snapshot),
		[
			'edgetop_energy_per_inference_joules',
			[
				...joules(energy.grossMillijoules, 'gross', scope),
				...joules(energy.netMillijoules, 'net', scope),
			],
		],
		['edgetop_cpu_load_ratio', ofFigure(host.cpuLoad)],
		['edgetop_memory_used_bytes', ofFigure(host.memoryUsedBytes)],
		['edgetop_memory_size_bytes', ofFigure(host.memoryTotalBytes)],
		[
			'edgetop_monitor_cpu_ratio',
			[
				...of(ratio(own.uiCpuPercent), {process: 'screen'}),
				...of(ratio(own.sensorsCpuPercent), {process: 'sensors'}),
			],
		],
		[
			'edgetop_process_memory_bytes',
			[...of(own.uiRssBytes, {process: 'screen'}), ...of(own.engineRssBytes, {process: 'engine'})],
		],
	]);
};
