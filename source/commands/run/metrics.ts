import os from 'node:os';
import process from 'node:process';
import {monotonicMs} from '../../system/clock.js';
import {type Flags} from '../../flags.js';
import {isOpenToOthers, parseAddress, serveMetrics} from '../../metrics/listen.js';
import {readMetrics, type Metrics} from '../../metrics/read-metrics.js';
import {type Session} from '../../run/session.js';
import {edgetopVersion} from '../../system/version.js';

/**
Gives the session's metrics to the user's own tools: `--listen` for Prometheus, `--otlp` for an OpenTelemetry collector.

@throws UserError for an address or URL that cannot be used; nothing is left open then.
*/
export const startMetrics = async (
	session: Session,
	flags: Flags,
	isHeadless: boolean,
): Promise<{close(): Promise<void>}> => {
	const read = (): Metrics => readMetrics(session.state, edgetopVersion, monotonicMs());
	// Both are checked before either is opened.
	const address = flags.listen === undefined ? undefined : parseAddress(flags.listen);
	const otlp = flags.otlp === undefined ? undefined : await import('../../metrics/otlp.js');
	const url = otlp?.metricsUrl(flags.otlp!);
	const server = address && (await serveMetrics(address, read));
	if (server) {
		const isOpen = isOpenToOthers(address);
		const text = `metrics for Prometheus at ${server.url}${isOpen ? ', open to every machine that reaches this one' : ''}`;
		session.note(isOpen ? 'warning' : 'info', 'metricsServed', text);
		if (isHeadless && !isOpen) {
			// A warning is told anyway; a port that was chosen freely must be told too.
			process.stderr.write(`${text}\n`);
		}
	}

	const exporter =
		url === undefined
			? undefined
			: otlp?.exportMetrics({
					url,
					version: edgetopVersion,
					hostName: os.hostname(),
					id: session.id,
					read,
					note(level, kind, text) {
						session.note(level, kind, text);
					},
				});
	return {
		async close() {
			server?.close();
			await exporter?.close();
		},
	};
};
