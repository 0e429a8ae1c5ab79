import {ValueType, type HrTime} from '@opentelemetry/api';
import {ExportResultCode, millisToHrTime, type ExportResult} from '@opentelemetry/core';
import {OTLPMetricExporter} from '@opentelemetry/exporter-metrics-otlp-http';
import {resourceFromAttributes} from '@opentelemetry/resources';
import {AggregationTemporality, DataPointType, type MetricData} from '@opentelemetry/sdk-metrics';
import {messageOf, UserError} from '../text/user-error.js';
import {families, latencyBounds, type FamilyName} from './families.js';
import {type HistogramValue, type Metrics, type Point} from './read-metrics.js';

const periodMs = 10_000;
/** The first export tells early whether there is a collector. */
const firstMs = 1000;
const timeoutMillis = 3000;

/** What is known when the export begins. */
export type OtlpOptions = {
	readonly url: string;
	readonly version: string;
	/** Tells the boards of a fleet apart. */
	readonly hostName: string;
	/** Of the session: `service.instance.id`. */
	readonly id: string;
	readonly read: () => Metrics;
	/** Told once when exports begin to fail, and once when they work again. */
	readonly note: (level: 'warning' | 'info', kind: string, text: string) => void;
};

/** Counts between the bounds, and beyond the last. */
const betweenBounds = ({upTo, count}: HistogramValue): number[] =>
	[...upTo, count].map((sum, place, all) => sum - (all[place - 1] ?? 0));

const toData = (
	name: FamilyName,
	points: readonly Point[],
	times: {readonly startTime: HrTime; readonly endTime: HrTime},
): MetricData => {
	const {kind, unit, help} = families[name];
	const shared = {
		descriptor: {name, description: help, unit, valueType: ValueType.DOUBLE},
		aggregationTemporality: AggregationTemporality.CUMULATIVE,
	};
	if (kind === 'histogram') {
		return {
			...shared,
			dataPointType: DataPointType.HISTOGRAM,
			dataPoints: points.flatMap(({labels, value}) =>
				typeof value === 'number'
					? []
					: [
							{
								...times,
								attributes: {...labels},
								value: {
									buckets: {boundaries: [...latencyBounds], counts: betweenBounds(value)},
									count: value.count,
									sum: value.sum,
								},
							},
						],
			),
		};
	}

	const dataPoints = points.flatMap(({labels, value}) =>
		typeof value === 'number' ? [{...times, attributes: {...labels}, value}] : [],
	);
	return kind === 'counter'
		? {...shared, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints}
		: {...shared, dataPointType: DataPointType.GAUGE, dataPoints};
};

/** @throws UserError where it is no http(s) URL. A URL without a path gets the collector's usual one. */
export const metricsUrl = (text: string): string => {
	if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
		throw new UserError(`--otlp ${text}: expected a URL such as http://localhost:4318`);
	}

	const url = new URL(text);
	if (url.pathname === '/') {
		url.pathname = '/v1/metrics';
	}

	return url.href;
};

/**
Sends the metrics to an OpenTelemetry collector (OTLP over HTTP, JSON) every ten seconds, and once more at the end. The exporter honours `OTEL_EXPORTER_OTLP_HEADERS` and the other variables of its specification. A collector that cannot be reached is an event, never the end of a run.
*/
export const exportMetrics = (options: OtlpOptions): {close(): Promise<void>} => {
	const exporter = new OTLPMetricExporter({url: options.url, timeoutMillis});
	const startTime = millisToHrTime(Date.now());
	const resource = resourceFromAttributes({
		'service.name': 'edgetop',
		'service.version': options.version,
		'service.instance.id': options.id,
		'host.name': options.hostName,
	});
	let isFailing = false;
	let underWay: Promise<void> | undefined;
	const exportNow = async (): Promise<void> => {
		const times = {startTime, endTime: millisToHrTime(Date.now())};
		const metrics = [...options.read()]
			.filter(([, points]) => points.length > 0)
			.map(([name, points]) => toData(name, points, times));
		const failure = await new Promise<Error | undefined>(resolve => {
			exporter.export(
				{
					resource,
					scopeMetrics: [{scope: {name: 'edgetop', version: options.version}, metrics}],
				},
				(result: ExportResult) => {
					resolve(
						result.code === ExportResultCode.SUCCESS
							? undefined
							: (result.error ?? new Error('export failed')),
					);
				},
			);
		});
		if (failure && !isFailing) {
			options.note(
				'warning',
				'otlpFailed',
				`metrics do not reach ${options.url}: ${messageOf(failure)}; tried again every ${periodMs / 1000} s`,
			);
		} else if (!failure && isFailing) {
			options.note('info', 'otlpRecovered', `metrics reach ${options.url} again`);
		}

		isFailing = failure !== undefined;
	};

	/** Never two at once: a slow collector gets fewer. */
	const run = async (): Promise<void> => {
		underWay ??= exportNow();
		await underWay;
		underWay = undefined;
	};

	const timer = setInterval(() => {
		void run();
	}, periodMs);
	timer.unref();
	const first = setTimeout(() => {
		void run();
	}, firstMs);
	first.unref();
	return {
		async close() {
			clearInterval(timer);
			clearTimeout(first);
			await underWay;
			// Nobody waits at the end for a collector that was not there before.
			if (!isFailing) {
				await exportNow();
			}

			await exporter.shutdown();
		},
	};
};
