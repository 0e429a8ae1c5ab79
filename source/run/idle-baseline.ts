import {setTimeout as sleep} from 'node:timers/promises';
import {monotonicMs} from '../system/clock.js';
import {type SessionState} from './session-state.js';

/** The first and the last sample lie within the idle time, not at its ends. */
const samplingMs = 2000;

/** Waits with the model loaded and nothing running, while the samples of power become the idle baseline; on the sensors' clock. */
export const takeIdleBaseline = async (
	state: SessionState,
	idleMs: number,
	backendId: string,
): Promise<void> => {
	const seconds = Math.round(idleMs / 1000);
	state.setPhase('warming up', `idle for ${seconds} s: power without frames`, monotonicMs());
	state.throttling.beginIdle(backendId);
	await sleep((idleMs + samplingMs) / state.throttling.clock.speed);
	const idle = state.throttling.idleWatts;
	const text =
		'value' in idle
			? `idle baseline: ${idle.value.toFixed(2)} W with the model loaded`
			: `no idle baseline: ${idle.missing}`;
	state.note(monotonicMs(), 'value' in idle ? 'info' : 'warning', 'idleMeasured', text);
};
