import {type Reading, type TelemetrySample} from '../../../source/sensors/sensor.js';
import {Throttling} from '../../../source/throttling/throttling.js';
import {replayBoards, replaySpeed, type ReplayBoard} from '../../fixtures/replay-boards.js';
import {Board} from '../sensors/board-tree.js';

export type Told = {readonly kind: string; readonly text: string; readonly atMs: number};

export const sampleOf = (readings: readonly Reading[], atMs: number): TelemetrySample => ({
	atMs,
	readings,
	costMs: 1,
	cpuSeconds: 0,
	rssBytes: 0,
});

/** Plays a board for some of its seconds: its own sensors read it, the frames keep the recorded pace with a ripple of 1 %. */
export const play = async (name: ReplayBoard, seconds: number) => {
	const board = new Board(replayBoards[name]);
	const startedAtMs = board.nowMs;
	const told: Told[] = [];
	const throttling = new Throttling(
		startedAtMs,
		(atMs, _level, kind, text) => {
			told.push({atMs: atMs - startedAtMs, kind, text});
		},
		{root: name, speed: replaySpeed, startedAtMs, isPaced: true, hasSlowdown: true},
	);
	throttling.beginSegment(startedAtMs, {backendId: 'onnxruntime:cpu', threads: 1});
	let frames = 0;
	for (let second = 0; second < seconds; second++) {
		const readings = await board.sample();
		throttling.receiveSample(sampleOf([...readings.values()], board.root.now()));
		const ripple = 1 + 0.01 * ((second % 3) - 1);
		const fps = 30 * (throttling.paceScale ?? 1) * ripple;
		frames += fps / replaySpeed;
		throttling.tick(board.nowMs, {
			fps,
			frames: Math.floor(frames),
			// A paced engine sleeps: its CPU time must not be taken for the recorded board's.
			cpu: {seconds: frames / 40, atMs: board.nowMs},
		});
		board.nowMs += 1000 / replaySpeed;
	}

	board.close();
	return {figures: throttling.figures(board.nowMs), told, throttling};
};
