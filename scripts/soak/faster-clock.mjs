/*
Loaded before the program: its clocks and timers are CLOCK_FACTOR times as fast, in every process of it.
*/
import process from 'node:process';

const factor = Number(process.env.CLOCK_FACTOR ?? 1);
const Right = Date;
const beganAtMs = Right.now();
const now = performance.now.bind(performance);

performance.now = () => now() * factor;
// The program's monotonic clock, whose origin its processes share.
const nanoseconds = process.hrtime.bigint.bind(process.hrtime);
process.hrtime.bigint = () => nanoseconds() * BigInt(factor);
globalThis.Date = class extends Right {
	constructor(...args) {
		super(...(args.length === 0 ? [Date.now()] : args));
	}

	static now() {
		return beganAtMs + (Right.now() - beganAtMs) * factor;
	}
};

for (const name of ['setTimeout', 'setInterval']) {
	const right = globalThis[name];
	globalThis[name] = Object.assign(
		(callback, milliseconds = 0, ...args) => right(callback, milliseconds / factor, ...args),
		right,
	);
}
