import {PassThrough} from 'node:stream';
import {wallVersion, type BoardRun, type WrittenRun} from '../../../source/record/wall-schema.js';
import {type BoardChannel} from '../../../source/wall/board-link.js';
import {type BoardState} from '../../../source/wall/board-state.js';

/** A board in full swing, as it says it. */
export const writtenRun: WrittenRun = {
	pid: 4711,
	id: '3dc3d413-6e99-4b90-8b23-7816a976d227',
	board: 'Raspberry Pi 5 Model B',
	elapsedMs: 754_000,
	ageMs: 300,
	phase: 'running',
	phaseText: 'running',
	modelName: 'efficientnet-b0',
	backendId: 'onnxruntime:cpu',
	device: 'CPU (Cortex-A76)',
	frames: 12_400,
	fps: {last1s: 31.24, last10s: 31.1, last60s: 31.02, session: 31},
	inferMs: {p50: 31.42, p99: 38.9},
	top1: {value: 0.773, n: 88},
	temperature: {celsius: 61.3, label: 'cpu-thermal', limitCelsius: 85},
	power: {watts: 5.21, scope: 'board'},
	dropState: 'steady',
	holdingMs: 700_000,
	sustained: {value: 0.98},
	takesAsks: true,
};

export const run = (changed: Partial<BoardRun> = {}): BoardRun => ({
	...writtenRun,
	...changed,
});

export const nowMs = 1_000_000;

/** A board that is heard, or what is told otherwise. */
export const board = (
	name: string,
	changed: Partial<BoardRun> | 'idle' = {},
	more: Partial<BoardState> = {},
): BoardState => ({
	name,
	phase: 'open',
	greeting: {kind: 'edgetop-wall', v: wallVersion, edgetop: '0.1.0', host: name},
	word: changed === 'idle' ? {runs: 0, missing: 'nothing runs'} : {runs: 1, run: run(changed)},
	heardAtMs: nowMs - 400,
	fps: [28, 30, undefined, 31, 31.5, 31, 30.8, 31, 31.2, 31, 30.9, 31],
	strangeLines: 0,
	...more,
});

/** A connection whose other end is the test. */
export const fakeChannel = () => {
	const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
	let isKilled = false;
	let tell: (code: number | undefined, why: string) => void = () => undefined;
	/** As if the board had written it. */
	const say = (value: unknown): void => {
		stdout.emit(
			'data',
			Buffer.from(typeof value === 'string' ? value : `${JSON.stringify(value)}\n`),
		);
	};

	const channel: BoardChannel = {
		stdin,
		stdout,
		stderr,
		kill() {
			isKilled = true;
		},
		onEnd(listener) {
			tell = listener;
		},
	};
	return {
		channel,
		stdin,
		say,
		get isKilled() {
			return isKilled;
		},
		greet(more: object = {}) {
			say({kind: 'edgetop-wall', v: wallVersion, edgetop: '0.1.0', host: 'pi', ...more});
		},
		word() {
			say({runs: 1, run: writtenRun});
		},
		end(code: number | undefined, text = '') {
			stderr.emit('data', Buffer.from(text));
			tell(code, text);
		},
	};
};
