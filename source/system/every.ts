import {monotonicMs} from './clock.js';

/** Work that is done again and again. */
export type Repeated = {
	stop(): void;
	/** Does not keep the process alive. */
	unref(): void;
};

/**
Does some work at whole multiples of a period on the monotonic clock, first after half a period to one and a half. What is due together wakes the process once, and disturbs one inference and not several. A turn that comes late is not made up for.
*/
export const every = (periodMs: number, work: () => void): Repeated => {
	let timer: NodeJS.Timeout;
	let isBackground = false;
	let isStopped = false;
	const schedule = (): void => {
		const nowMs = monotonicMs();
		// The nearest multiple is this turn's own.
		const dueMs = (Math.round(nowMs / periodMs) + 1) * periodMs;
		timer = setTimeout(
			() => {
				try {
					work();
				} finally {
					if (!isStopped) {
						schedule();
					}
				}
			},
			Math.ceil(dueMs - nowMs),
		);
		if (isBackground) {
			timer.unref();
		}
	};

	schedule();
	return {
		stop() {
			isStopped = true;
			clearTimeout(timer);
		},
		unref() {
			isBackground = true;
			timer.unref();
		},
	};
};
