/*
What a wall of boards costs: boards that say a word a second, each replayed with figures that move as those of a real run, drawn on a terminal of 200 × 60. Prints the share of a core and the bytes a second to the terminal; ssh itself is not in it.

	npm run bench:wall -- [BOARDS] [SECONDS]
*/
import process from 'node:process';
import {PassThrough} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {wallVersion, type WrittenWord} from '../source/record/wall-schema.js';
import {monotonicMs} from '../source/system/clock.js';
import {openCanvas} from '../source/views/canvas/terminal-canvas.js';
import {makeTheme} from '../source/views/canvas/theme.js';
import {openedView} from '../source/wall/view-state.js';
import {wallPage} from '../source/wall/wall-page.js';
import {Wall} from '../source/wall/wall.js';

const [boards = 50, seconds = 30] = process.argv.slice(2).map(Number);
const terminal = {width: 200, height: 60};

/** The word of a board at a second of its run. */
const wordOf = (board: number, second: number): WrittenWord => {
	const wave = Math.sin((second + board) / 7) + Math.sin(second * (1 + board / 10)) / 3;
	const fps = 30 + board + wave;
	return {
		runs: 1,
		run: {
			pid: 1000 + board,
			id: `run-${board}`,
			elapsedMs: 1000 * second,
			ageMs: 200,
			phase: 'running',
			phaseText: 'running',
			modelName: 'efficientnet-b0',
			backendId: 'onnxruntime:cpu',
			device: 'CPU',
			frames: Math.round(fps * second),
			fps: {last1s: fps, last10s: fps - wave / 2, last60s: 30 + board + wave / 20, session: 30},
			inferMs: {p50: 1000 / (30 + board) + wave / 100, p99: 50},
			top1: {value: 0.773, n: 88},
			temperature: {
				celsius: 60 + 10 * Math.sin(second / 60),
				label: 'cpu-thermal',
				limitCelsius: 85,
			},
			power: {watts: 5 + wave / 3, scope: 'board'},
			dropState: 'steady',
			holdingMs: 1000 * second,
			sustained: {value: 0.97},
			takesAsks: true,
		},
	};
};

const speak: Array<(second: number) => void> = [];
const wall = new Wall(
	Array.from({length: boards}, (_, board) => `board-${board}`),
	name => {
		const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
		const board = Number(name.split('-')[1]);
		stdout.write(`${JSON.stringify({kind: 'edgetop-wall', v: wallVersion, edgetop: '0.1.0'})}\n`);
		speak.push(second => {
			stdout.write(`${JSON.stringify(wordOf(board, second))}\n`);
		});
		return {stdin, stdout, stderr, kill: () => undefined, onEnd: () => undefined};
	},
	monotonicMs,
);
let bytes = 0;
const theme = makeTheme('256', false);
const {canvas} = openCanvas({isBusy: false, write: () => undefined}, theme, {
	onBytes(count) {
		bytes += count;
	},
});

/** Opens all connections, and paints the whole screen once. */
const warmUpSeconds = 5;
let from = {cpu: process.cpuUsage(), atMs: monotonicMs(), bytes: 0};
for (let second = 0; second < warmUpSeconds + seconds; second++) {
	if (second === warmUpSeconds) {
		from = {cpu: process.cpuUsage(), atMs: monotonicMs(), bytes};
	}

	for (const say of speak) {
		say(second);
	}

	await sleep(1000);
	wall.tick();
	canvas.paint(wallPage(openedView, wall.getSnapshot(), terminal, theme), terminal.width);
}

const {user, system} = process.cpuUsage(from.cpu);
const wallMs = monotonicMs() - from.atMs;
process.stdout.write(
	`${boards} boards, ${terminal.width} × ${terminal.height}, ${seconds} s: ${((100 * (user + system)) / 1000 / wallMs).toFixed(1)} % of a core, ${((bytes - from.bytes) / wallMs).toFixed(1)} kB/s to the terminal\n`,
);
wall.close();
