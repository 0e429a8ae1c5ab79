import path from 'node:path';
import process from 'node:process';
import {monotonicMs} from '../../system/clock.js';
import {sensorRelay} from '../../backends/sensor-relay.js';
import {type Flags} from '../../flags.js';
import {type TelemetrySample} from '../../sensors/sensor.js';
import {SensorsClient} from '../../sensors/sensors-client.js';
import {type Session} from '../../run/session.js';
import {type RecordedBoard} from '../../throttling/board-clock.js';

/** Percent of one core between two readings of cumulative CPU seconds. */
class CpuShare {
	#atMs: number | undefined;
	#seconds = 0;

	percent(cpuSeconds: number, atMs: number): number | undefined {
		const elapsed = this.#atMs === undefined ? 0 : (atMs - this.#atMs) / 1000;
		const share = (100 * (cpuSeconds - this.#seconds)) / elapsed;
		this.#atMs = atMs;
		this.#seconds = cpuSeconds;
		return elapsed > 0 && share >= 0 ? share : undefined;
	}
}

/** Feeds a session with the sensors' samples, the host's identity, and what edgetop itself costs. */
export const startTelemetry = (
	session: Session,
	flags: Flags,
	replay?: RecordedBoard,
): {close(): void} => {
	const {state} = session;
	const sensorsShare = new CpuShare();
	const ownShare = new CpuShare();
	const onSample = (sample: TelemetrySample): void => {
		// A recorded board plays on a clock of its own.
		if (!replay) {
			const nowMs = monotonicMs();
			state.activity.add(nowMs - sample.costMs, nowMs);
		}

		state.receiveSample(sample);
		const {user, system} = process.cpuUsage();
		const uiCpuPercent = ownShare.percent((user + system) / 1e6, monotonicMs());
		const sensorsCpuPercent = sensorsShare.percent(sample.cpuSeconds, monotonicMs());
		state.own = {
			...state.own,
			...(uiCpuPercent !== undefined && {uiCpuPercent}),
			...(sensorsCpuPercent !== undefined && {sensorsCpuPercent}),
			uiRssBytes: process.memoryUsage.rss(),
		};
	};

	// A recorded board that is asked for is what is shown.
	const relay =
		flags.sensorRoot === undefined ? sensorRelay(state.segment.identity.backendId) : undefined;
	state.throttling.sensorsBoard = relay?.board;
	const client = new SensorsClient({
		onSample,
		onTrouble(text) {
			session.note('warning', 'sensorsTroubled', text);
		},
		...(flags.sensorRoot !== undefined && {sensorRoot: path.resolve(flags.sensorRoot)}),
		relay,
		...(replay && {startedAtMs: replay.startedAtMs}),
		powerInput: flags.powerInput,
	});
	const identify = async (): Promise<void> => {
		state.identity = await client.identity();
	};

	void identify();
	return {
		close() {
			void client.close();
		},
	};
};
