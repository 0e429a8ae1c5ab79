import {existsSync, readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, describe, expect, it} from 'vitest';
import {makeHome, onlyLine, type Ended} from './run-cli.js';

const home = makeHome();
afterAll(() => {
	home.remove();
});

const pairs = ['--models', 'efficientnet-b0', '--backends', 'null,onnxruntime:cpu'];
const short = ['--frames', '24', '--slices', '2', '--cool-down', 'off', '--warmup', '200ms'];

type Row = {
	backendId: string;
	frames: number;
	images: number;
	slices: number;
	inferMs?: number;
	p90Ms?: number;
	top1?: {value: number};
	verdict: string;
	failure?: string;
};
type StreamsDocument = {
	rows: Array<{
		streams: {
			streams: number;
			text: string;
			isComplete: boolean;
			trials: Array<{streams: number; isHeld: boolean; p99Ms?: number}>;
		};
	}>;
};
type Document = {kind: string; isComplete: boolean; rows: Row[]};

const parse = ({stdout}: Ended) => JSON.parse(stdout) as Document;
const slicesIn = (folder: string): Map<string, number> => {
	const slices = path.join(folder, 'slices');
	return new Map(
		existsSync(slices)
			? readdirSync(slices)
					.filter(name => name.endsWith('.json'))
					.map(name => [name, statSync(path.join(slices, name)).mtimeMs])
			: [],
	);
};

/** Starts a bench and sends a signal once so many slices lie in its folder. */
const interruptAfter = async (
	count: number,
	signal: NodeJS.Signals,
	folder: string,
	args: readonly string[],
) => {
	const {child, ended} = home.start(['bench', ...args, '--output', folder]);
	while (slicesIn(folder).size < count) {
		await sleep(20);
	}

	// Somewhere in the slice after it.
	await sleep(700);
	child.kill(signal);
	return ended;
};

describe('edgetop bench', () => {
	it('runs pairs in turns, counts each image once, and says why a pair did not run', async () => {
		const ended = await home.run(
			'bench',
			'--models',
			'efficientnet-b0',
			'--backends',
			'onnxruntime:cpu,wasm,openvino:myriad',
			'--frames',
			'8',
			'--slices',
			'2',
			'--cool-down',
			'off',
			'--warmup=200ms',
			'--json',
		);
		expect(ended.code).toBe(0);
		const {isComplete, rows} = parse(ended);
		expect(isComplete).toBe(true);
		const [ort, wasm, myriad] = rows;
		for (const row of [ort!, wasm!]) {
			expect(row).toMatchObject({frames: 8, images: 8, slices: 2});
			expect(row.inferMs).toBeGreaterThan(0);
			expect(row.p90Ms).toBeGreaterThan(0);
			expect(row.top1!.value).toBeGreaterThan(0.5);
		}

		expect(wasm!.top1!.value).toBe(ort!.top1!.value);
		expect(myriad!.frames).toBe(0);
		expect(myriad!.verdict).toMatch(/^not run: .+/);
		const order = [
			...ended.stderr.matchAll(/\[\d\/4] efficientnet-b0 on (\S+), slice (\d) of 2: 4 frames/g),
		];
		const slices = [...new Set(order.map(([, backend, slice]) => `${backend} ${slice}`))];
		expect(slices).toEqual(['onnxruntime:cpu 1', 'wasm 1', 'wasm 2', 'onnxruntime:cpu 2']);
	}, 240_000);

	it.each(['SIGINT', 'SIGKILL'] as const)(
		'goes on after %s with what is left',
		async signal => {
			const folder = path.join(home.folder, `bench-${signal}`);
			const first = await interruptAfter(2, signal, folder, [...pairs, ...short, '--json']);
			if (signal === 'SIGINT') {
				expect(first.code).toBe(130);
				expect(parse(first).isComplete).toBe(false);
				expect(parse(first).rows[0]).toMatchObject({frames: 12, slices: 1});
				expect(first.stderr).toMatch(/the same command goes on with them/);
			} else {
				expect(first.signal).toBe('SIGKILL');
			}

			const before = slicesIn(folder);
			const second = await home.run('bench', ...pairs, ...short, '--output', folder, '--json');
			expect(second.stderr).toMatch(/goes on with what was begun/);
			expect(second.code).toBe(0);
			const {isComplete, rows} = parse(second);
			expect(isComplete).toBe(true);
			expect(rows.map(row => [row.frames, row.images, row.slices])).toEqual([
				[24, 24, 2],
				[24, 24, 2],
			]);
			const after = slicesIn(folder);
			expect(after.size).toBe(4);
			const kept = [...before].filter(([name, changed]) => after.get(name) === changed);
			expect(kept.length).toBeGreaterThanOrEqual(2);

			if (signal === 'SIGKILL') {
				return;
			}

			// All is there: the table comes at once, in every form; nothing is measured again.
			const table = await home.run('bench', ...pairs, ...short, '--output', folder);
			expect(table.stdout).toMatch(
				/^Device +Framework +Model +Inference time \(ms\) +Top-1 % +Top-5 % +p90 \(ms\) +FPS +mJ\/inference +Sustained +Verdict\n/,
			);
			expect(slicesIn(folder)).toEqual(after);
			const other = await home.run('bench', ...pairs, '--frames', '10', '--output', folder);
			expect(other.code).toBe(2);
			expect(onlyLine(other.stderr)).toMatch(/holds the bench of other models.*--fresh/);
		},
		240_000,
	);

	it('searches how many streams hold, keeps the trials, and says why one more did not', async () => {
		const folder = path.join(home.folder, 'bench-streams');
		const args = [
			'bench',
			'--models=efficientnet-b0',
			'--backends=onnxruntime:cpu',
			'--duration=2s',
			'--slices=1',
			'--cool-down=off',
			`--output=${folder}`,
			'--warmup=200ms',
			// Slow streams: what else this machine does makes few of them late.
			'--streams=4',
			'--streams-hold=2s',
		];
		const first = await home.run(...args, '--json');
		expect(first.code).toBe(0);
		const [row] = (JSON.parse(first.stdout) as StreamsDocument).rows;
		const {streams, text, trials, isComplete} = row!.streams;
		expect(isComplete).toBe(true);
		const one = (count: number, isHeld: boolean) =>
			trials.find(trial => trial.streams === count && trial.isHeld === isHeld);
		expect(one(streams + 1, false)).toBeDefined();
		expect(streams === 0 || one(streams, true)!.p99Ms! < 250).toBe(true);
		expect(text).toMatch(
			streams === 0 ? /^0 streams: p99 / : /^\d+ streams? held 2 s.*; \d+ fell at /,
		);
		// Each trial is a summary with its response times, and is not run again.
		const kept = readdirSync(path.join(folder, 'streams')).filter(name => name.endsWith('.json'));
		expect(kept.length).toBe(trials.length);
		const again = await home.run(...args);
		expect(again.code).toBe(0);
		expect(again.stderr).not.toContain('hold of');
		expect(again.stdout).toContain(`${streams} × 4 FPS`);
		const report = await home.run('report', path.join(folder, 'streams', kept[0]!));
		expect(report.code).toBe(0);
		expect(report.stdout).toContain('frames arrived at a fixed rate');
	}, 240_000);

	it('a model that is too slow for one stream holds none', async () => {
		const {code, stdout} = await home.run(
			'bench',
			'--models=efficientnet-b0',
			'--backends=onnxruntime:cpu',
			'--frames=4',
			'--slices=1',
			'--cool-down=off',
			'--warmup=200ms',
			'--streams=1000',
			'--streams-hold=1s',
		);
		expect(code).toBe(0);
		expect(stdout).toMatch(/0 streams: p99 [\d.]+ > 1 ms/);
	}, 120_000);

	it.each([
		[['--streams', '0'], /--streams 0: expected frames a second of one stream, above 0/],
		[['--streams', 'many'], /--streams many: expected a number/],
		[['--streams-hold', '5s'], /--streams-hold says for how long --streams are held: give both/],
		[['--streams', '2', '--streams-hold', '100ms'], /not one frame comes in that time/],
		[['--models', 'efficientnet-b7x'], /unknown model "efficientnet-b7x"/],
		[['--backends', 'onnx'], /unknown backend "onnx"/],
		[['--models', 'a,,b'], /expected names with a comma/],
		[['--passes', '2'], /--passes has no meaning for bench/],
		[[...pairs, '--source', '/nowhere'], /no pair can run: .*nowhere/],
		[['--frames', '3', '--duration', '2s'], /not both/],
	])('%j is one line and exit code 2', async (args, message) => {
		const {code, stderr, stdout} = await home.run('bench', ...args);
		expect(code).toBe(2);
		expect(stdout).toBe('');
		expect(onlyLine(stderr)).toMatch(message);
	});
});
