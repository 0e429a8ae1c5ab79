import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {availableParallelism} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {createInterface} from 'node:readline';
import {mkdirSync, writeFileSync} from 'node:fs';
import {afterEach, describe, expect, it} from 'vitest';
import {backendById} from '../../../source/backends/index.js';
import {usualBackendOf} from '../../../source/models/formats.js';
import {type Summary} from '../../../source/record/summary.js';
import {formOf} from '../../unit/backends/forms.js';
import {cli, makeHome} from './run-cli.js';

/*
The whole program with the bundled model on a core that other programs want, too. All are tied to that core and share it by time slices, so that the rivals take frames and leave the work per CPU second as it was.

The first test keeps its frames at a third of what the core can do, so that they are even on any machine until the rivals take more than two thirds; and ten seconds of its judgement pass in one, so that 90 steady seconds and the minute after the fall take a quarter of a minute. The load, the frames that it costs and the CPU time that is judged are real. The second test scales nothing and has this machine's own sensors; it takes four minutes and a machine that is steady by itself. What is judged from such figures is proven from recorded seconds, without any machine, in test/unit/throttling: here only what holds on any machine is asked for, and a machine too busy for a baseline or for a fall is told as the reason of a skip.
*/

const withoutTaskset =
	process.platform === 'linux' && spawnSync('taskset', ['-V']).status === 0
		? undefined
		: 'needs Linux and taskset, to tie the program and its rival to one core';
const withoutTime =
	process.env['EDGETOP_TEST_LOAD'] === '1'
		? undefined
		: 'takes four minutes of a core: set EDGETOP_TEST_LOAD=1';

const core = String(availableParallelism() - 1);
const home = makeHome();
const started: ChildProcess[] = [];

/** Ahead of what else runs there, where the user may; else `nice` says so and goes on. Each in a session of its own: Linux shares a core between sessions first, and a worker has one, too. */
const startOnCore = (...command: readonly string[]) => {
	const child = spawn('taskset', ['-c', core, 'nice', '-n', '-20', ...command], {
		detached: true,
		stdio: ['ignore', 'pipe', 'ignore'],
		env: {...process.env, XDG_STATE_HOME: home.folder},
	});
	started.push(child);
	return child;
};

const endAll = async (): Promise<void> => {
	for (const child of started.splice(0)) {
		if (child.exitCode === null && child.signalCode === null) {
			child.kill('SIGKILL');
			await once(child, 'exit');
		}
	}
};

afterEach(async () => {
	await endAll();
	home.remove();
});

type Line = {readonly kind?: string; readonly text?: string; readonly summary?: Summary};

/** Runs until a slow-down is found, with rivals from the baseline on; undefined where there was no baseline. */
const contend = async (seconds: number, rivals: number, ...args: readonly string[]) => {
	const program = startOnCore(
		process.execPath,
		cli,
		'--format',
		'ndjson',
		'--threads',
		'1',
		'--frames-cache',
		'256M',
		'--duration',
		`${seconds}s`,
		...args,
	);
	let summary: Summary | undefined;
	const events: string[] = [];
	for await (const text of createInterface({input: program.stdout})) {
		const line = JSON.parse(text) as Line;
		summary = line.summary ?? summary;
		if (line.kind !== undefined) {
			events.push(`${line.kind}: ${line.text}`);
		}

		if (line.kind === 'baselineFound') {
			for (let rival = 0; rival < rivals; rival++) {
				startOnCore(process.execPath, '-e', 'for (;;);');
			}
		}

		// Ended in order, once: a second signal would end it without a summary.
		const isJudged = line.kind === 'slowdownFound' || line.kind === 'baselineUnstable';
		if (
			isJudged &&
			events.filter(event => /^slowdownFound|^baselineUnstable/.test(event)).length === 1
		) {
			program.kill('SIGTERM');
		}
	}

	await endAll();
	const told = events.join('\n');
	expect(summary, told).toBeDefined();
	const {dropState, spells} = summary!.throttling!;
	expect(spells.map(({reason}) => reason)).not.toContain('thermal');
	expect(spells.map(({verdict}) => verdict)).not.toContain('throttled');
	return dropState === 'baseline unstable' ? undefined : {spells, told};
};

const unsteady = 'this machine is not steady enough now for a baseline: nothing can be said';

describe('rivals on the same core', () => {
	it.for([
		['the engine', 'onnx'],
		['a worker of the engine', 'tflite'],
	] as const)('are never heat to %s', {timeout: 200_000}, async ([, format], ctx) => {
		if (withoutTaskset !== undefined) {
			ctx.skip(withoutTaskset);
		}

		const availability = await backendById(usualBackendOf[format]).probe();
		const form =
			availability.status === 'available' ? await formOf(format) : {missing: availability.reason};
		if ('missing' in form) {
			return ctx.skip(`skipped: ${usualBackendOf[format]}: ${form.missing}`);
		}

		// A board of which nothing is recorded but the clock and an even pace: no steal, no temperature.
		const board = path.join(home.folder, 'board');
		mkdirSync(board, {recursive: true});
		writeFileSync(path.join(board, 'replay.json'), '{"speed": 10, "fpsScale": ["0 1"]}');
		for (let attempt = 0; attempt < 3; attempt++) {
			const found = await contend(50, 8, '--sensor-root', board, '--model', form.file);
			const drop = found?.spells.find(({lossFraction}) => lossFraction !== undefined);
			if (found && drop) {
				// Who took the processor is told only where the machine itself shows it: this recorded board has no load, no pressure and no steal, so that nobody may be blamed. The judgement with them is proven from recorded seconds in test/unit/throttling.
				expect(['unexplained slowdown', 'contention'], found.told).toContain(drop.verdict);
				return;
			}
		}

		ctx.skip(unsteady);
	});

	it('are never heat in real time, too', {timeout: 320_000}, async ctx => {
		const reason = withoutTaskset ?? withoutTime;
		if (reason !== undefined) {
			ctx.skip(reason);
		}

		const found = await contend(280, 1);
		const drop = found?.spells.find(({lossFraction}) => lossFraction !== undefined);
		if (!drop) {
			ctx.skip(unsteady);
		}

		expect(drop!.verdict, found!.told).not.toBe('suspected');
	});
});
