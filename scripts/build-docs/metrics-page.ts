import {families, latencyBounds} from '../../source/metrics/families.js';

/** The text of docs/metrics.md, made from the one table of metrics. */
export const metricsPage = (): string =>
	[
		'# Metrics for your own tools',
		'',
		'```',
		'edgetop --listen 9464                      Prometheus and OpenMetrics at http://127.0.0.1:9464/metrics',
		'edgetop --listen 0.0.0.0:9464              the same, open to the network: say so only where it may be',
		'edgetop --otlp http://collector:4318       OTLP over HTTP to an OpenTelemetry collector, every 10 s',
		'```',
		'',
		'Both work with and without a screen, and both read the figures of the screen: nothing is measured twice, and the engine process has no part in it. A figure that is not known has no series; missing is never 0. Names are the same in both; in OTLP the attributes are what labels are here. A port that is in use ends edgetop before it measures; a collector that cannot be reached is an event, and is tried again. `OTEL_EXPORTER_OTLP_HEADERS` and the other variables of the OTLP exporter are honoured.',
		'',
		`The histogram has the bounds ${latencyBounds.join(', ')} s. Its counts are exact below 100 000 frames, and within 0.2 % of value beyond.`,
		'',
		'## A fleet of boards',
		'',
		'One Prometheus server scrapes them all: [prometheus.yml](prometheus.yml) for ten boards, [alert rules](prometheus-alerts.yml), and a [Grafana dashboard](grafana-dashboard.json) with a board to choose. On each board:',
		'',
		'```',
		'edgetop --headless --duration 24h --listen 0.0.0.0:9464',
		'```',
		'',
		'## The metrics',
		'',
		'| name | kind | unit | labels | what |',
		'| --- | --- | --- | --- | --- |',
		...Object.entries(families).map(
			([name, {kind, unit, labels, help}]) =>
				`| \`${name}\` | ${kind} | ${unit} | ${labels.join(', ')} | ${help} |`,
		),
		'',
		'This page is made from `source/metrics/families.ts` by `npm run build:docs`; a test compares.',
		'',
	].join('\n');
