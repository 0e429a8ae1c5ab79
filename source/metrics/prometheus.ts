import {Registry, type RegistryContentType} from 'prom-client';
import {families, latencyBounds, type FamilyName} from './families.js';
import {type Metrics, type Point} from './read-metrics.js';

type Value = {
	readonly labels: Readonly<Record<string, string | number>>;
	readonly value: number;
	readonly metricName?: string;
};

const valuesOf = (name: FamilyName, {labels, value}: Point): Value[] => {
	if (typeof value === 'number') {
		return [{labels, value}];
	}

	return [
		...latencyBounds.map((bound, place) => ({
			metricName: `${name}_bucket`,
			labels: {...labels, le: bound},
			value: value.upTo[place]!,
		})),
		{metricName: `${name}_bucket`, labels: {...labels, le: '+Inf'}, value: value.count},
		{metricName: `${name}_sum`, labels, value: value.sum},
		{metricName: `${name}_count`, labels, value: value.count},
	];
};

/** Whether a scraper asks for OpenMetrics rather than the older text format. */
const wantsOpenMetrics = (accept: string): boolean =>
	accept.includes('application/openmetrics-text');

/**
The metrics as a Prometheus server reads them: OpenMetrics where its `Accept` header asks for that.

@returns The text and its content type.
*/
export const exposition = async (
	metrics: Metrics,
	accept = '',
): Promise<{readonly contentType: string; readonly text: string}> => {
	const registry = new Registry<RegistryContentType>();
	if (wantsOpenMetrics(accept)) {
		registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
	}

	for (const [name, points] of metrics) {
		const {kind, help} = families[name];
		if (points.length > 0) {
			// What the library asks of a metric that is collected elsewhere. In OpenMetrics it takes `_total` off the family's name.
			const metric = {
				name,
				help,
				type: kind,
				get: async () => ({
					name: metric.name,
					help,
					type: kind,
					aggregator: 'sum',
					values: points.flatMap(point => valuesOf(name, point)),
				}),
			};
			registry.registerMetric(metric as never);
		}
	}

	return {contentType: registry.contentType, text: await registry.metrics()};
};
