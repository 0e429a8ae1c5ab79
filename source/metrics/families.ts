/*
Every metric that leaves the program, defined once: Prometheus, OpenTelemetry and docs/metrics.md read this table. Names follow the Prometheus conventions: base units, `_total` for counters, `_ratio` for fractions of 1.
*/

export type MetricKind = 'counter' | 'gauge' | 'histogram';

export type Family = {
	readonly kind: MetricKind;
	/** UCUM unit, as OpenTelemetry wants it. */
	readonly unit: string;
	readonly help: string;
	readonly labels: readonly string[];
};

const family = (
	kind: MetricKind,
	unit: string,
	help: string,
	...labels: readonly string[]
): Family => ({kind, unit, help, labels});

export const families = {
	edgetop_build_info: family('gauge', '1', 'Always 1', 'version', 'node', 'platform'),
	edgetop_session_info: family(
		'gauge',
		'1',
		'Always 1: what runs now, on what board',
		'model',
		'precision',
		'backend',
		'device',
		'runtime',
		'board',
	),
	edgetop_session_duration_seconds: family('gauge', 's', 'Time since the session began'),
	edgetop_phase: family('gauge', '1', '1 for the phase that the session is in, else 0', 'phase'),
	edgetop_frames_total: family(
		'counter',
		'{frame}',
		'Frames counted after warm-up',
		'model',
		'backend',
	),
	edgetop_frames_skipped_total: family(
		'counter',
		'{frame}',
		'Images that could not be decoded',
		'model',
		'backend',
	),
	edgetop_engine_restarts_total: family(
		'counter',
		'{restart}',
		'Times the engine was lost and started again',
		'model',
		'backend',
	),
	edgetop_frames_per_second: family(
		'gauge',
		'{frame}/s',
		'Wall-clock frames per second of the present segment over a window: 1s, 10s, 60s or segment',
		'window',
	),
	edgetop_stage_latency_seconds: family(
		'histogram',
		's',
		'Latency of each stage after warm-up; infer is submit to result on the host; total is the sum of the stages',
		'stage',
		'model',
		'backend',
	),
	edgetop_accuracy_top1_ratio: family(
		'gauge',
		'1',
		'Share of labelled images whose best answer is right: rolling over the last 1000 frames, or cumulative over different images',
		'set',
	),
	edgetop_accuracy_top5_ratio: family(
		'gauge',
		'1',
		'Share of labelled images with a right answer among the best five',
		'set',
	),
	edgetop_accuracy_images: family('gauge', '{image}', 'Images behind the accuracy', 'set'),
	edgetop_throttle_state: family(
		'gauge',
		'1',
		'1 for the verdict that holds now, else 0; none: nothing slows it down that is known',
		'verdict',
	),
	edgetop_throttle_loss_ratio: family(
		'gauge',
		'1',
		'Part of the baseline FPS that is lost now',
		'verdict',
		'reason',
	),
	edgetop_throttle_spells_total: family(
		'counter',
		'{spell}',
		'Slow-downs and limits since the session began, at most 100',
		'verdict',
		'reason',
	),
	edgetop_sustained_fps_ratio: family('gauge', '1', 'FPS of the last 5 minutes ÷ FPS of minute 1'),
	edgetop_temperature_celsius: family('gauge', 'Cel', 'Temperature', 'sensor'),
	edgetop_temperature_limit_celsius: family(
		'gauge',
		'Cel',
		'Trip points of a temperature: the clock falls from passive on, critical shuts down',
		'sensor',
		'limit',
	),
	edgetop_power_watts: family('gauge', 'W', 'Power; scope says what it covers', 'sensor', 'scope'),
	edgetop_clock_hertz: family('gauge', 'Hz', 'Clock', 'sensor'),
	edgetop_clock_max_hertz: family('gauge', 'Hz', 'Highest clock', 'sensor'),
	edgetop_accelerator_load_ratio: family(
		'gauge',
		'1',
		'Share of its time in which an accelerator works',
		'sensor',
	),
	edgetop_accelerator_memory_used_bytes: family(
		'gauge',
		'By',
		'Memory of an accelerator in use',
		'sensor',
	),
	edgetop_accelerator_memory_size_bytes: family(
		'gauge',
		'By',
		'Memory of an accelerator',
		'sensor',
	),
	edgetop_fan_speed_ratio: family(
		'gauge',
		'1',
		'Speed of a fan as a share of its highest',
		'sensor',
	),
	edgetop_fan_speed_rpm: family('gauge', '{revolution}/min', 'Speed of a fan', 'sensor'),
	edgetop_energy_per_inference_joules: family(
		'gauge',
		'J',
		'Energy of one inference, gross or net of idle; not MLPerf Power',
		'kind',
		'scope',
	),
	edgetop_cpu_load_ratio: family('gauge', '1', 'Share of all CPUs in use'),
	edgetop_memory_used_bytes: family('gauge', 'By', 'Memory in use on the board'),
	edgetop_memory_size_bytes: family('gauge', 'By', 'Memory of the board'),
	edgetop_monitor_cpu_ratio: family(
		'gauge',
		'1',
		'What edgetop itself costs, of one core',
		'process',
	),
	edgetop_process_memory_bytes: family(
		'gauge',
		'By',
		"Resident memory of edgetop's processes",
		'process',
	),
} as const satisfies Readonly<Record<string, Family>>;

export type FamilyName = keyof typeof families;

/** Upper bounds of the histogram's buckets, seconds. */
export const latencyBounds = [
	0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2,
	0.3, 0.5, 0.75, 1, 2, 5,
] as const;
