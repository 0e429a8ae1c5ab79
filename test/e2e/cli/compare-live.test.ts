import {readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {readSummary} from '../../../source/journal/read/read-summary.js';
import {Recording} from '../../../source/journal/replay/recording.js';
import {replaySnapshot} from '../../../source/journal/replay/replay-snapshot.js';
import {type Summary} from '../../../source/record/summary.js';
import {halves, temporaryFolder} from '../../unit/frames/images.js';
import {onnxBytes, tinyClassifier} from '../../unit/models/onnx/onnx-bytes.js';
import {makeHome, onlyLine} from './run-cli.js';

const home = makeHome();
const folder = temporaryFolder();
const network = path.join(folder.path, 'net.onnx');

beforeAll(async () => {
	// Large enough that most of its time is arithmetic, small enough for hundreds of runs.
	writeFileSync(network, onnxBytes(tinyClassifier({dims: [1, 3, 192, 192]})));
	await halves(40, 30).png().toFile(path.join(folder.path, '1.png'));
	await halves(30, 40).png().toFile(path.join(folder.path, '2.png'));
});
afterAll(() => {
	home.remove();
	folder.remove();
});

const compare = async (...args: readonly string[]) => home.run('compare', '--live', ...args);

const tiny = (backend: string) => `${network}@${backend},threads=1`;

/** A summary whose two segments and rounds fit together. */
const expectCoherent = ({segments, liveComparison: live}: Summary) => {
	expect(segments.map(({number}) => number)).toEqual([1, 2]);
	expect([live!.first, live!.second]).toEqual([1, 2]);
	const {rounds, framesPerSlice} = live!;
	for (const {frames, stages, restarts} of segments) {
		expect(frames).toBe(2 * framesPerSlice * rounds.length);
		expect(stages.infer!.count).toBe(frames);
		expect(restarts).toBe(0);
	}

	for (const {a, b} of rounds) {
		expect(Math.min(...a)).toBeGreaterThanOrEqual(segments[0]!.stages.infer!.min - 0.001);
		expect(Math.max(...b)).toBeLessThanOrEqual(segments[1]!.stages.infer!.max + 0.001);
	}
};

/** The journal of a comparison: shown again at any moment, and cut off at any moment it keeps every round that was finished. */
const expectWholeJournal = (journal: string, {liveComparison}: Summary) => {
	// A journal has six significant digits.
	const short = (value: unknown): unknown =>
		JSON.parse(
			JSON.stringify(value, (_, item: unknown) =>
				typeof item === 'number' ? Number(item.toPrecision(6)) : item,
			),
		);
	const lines = readFileSync(journal, 'utf8').trimEnd().split('\n');
	const recording = new Recording(journal);
	const cut = path.join(folder.path, 'cut.ndjson');
	let rounds = 0;
	for (const [place, line] of lines.entries()) {
		if (place === 0 || place === lines.length - 1) {
			continue;
		}

		writeFileSync(cut, `${lines.slice(0, place + 1).join('\n')}\n`);
		const kept = readSummary(cut).liveComparison?.rounds ?? [];
		expect(kept).toEqual(short(liveComparison!.rounds.slice(0, kept.length)));
		expect(kept.length).toBeGreaterThanOrEqual(rounds);
		// Each round has a record of its own: none waits for the next second.
		expect(kept.length - rounds).toBeLessThanOrEqual(1);
		rounds = kept.length;
		const {atMs} = JSON.parse(line) as {atMs: number};
		const replay = {
			positionMs: atMs,
			endMs: recording.endMs,
			speed: 1,
			isPaused: true,
			isGrowing: false,
			isAttached: false,
		};
		const shown = replaySnapshot(recording.at(atMs), recording.courses, replay, false);
		expect(shown.liveComparison?.rounds.length ?? 0).toBeLessThanOrEqual(
			liveComparison!.rounds.length,
		);
	}

	expect(rounds).toBe(liveComparison!.rounds.length);
};

describe('compare --live', () => {
	it(
		'finds WebAssembly slower than the native runtime, saves both segments, and misses the limit',
		{timeout: 180_000},
		async () => {
			const file = path.join(folder.path, 'run.json');
			const journal = path.join(folder.path, 'run.ndjson');
			const {code, stdout, stderr} = await compare(
				tiny('onnxruntime:cpu'),
				tiny('wasm'),
				'--source',
				folder.path,
				'--duration',
				'100s',
				'--output',
				file,
				'--journal',
				journal,
				'--json',
				'--fail-if',
				'slower:1%',
			);
			const summary = JSON.parse(stdout) as Summary;
			expectCoherent(summary);
			expectWholeJournal(journal, summary);
			expect(summary.segments.map(({backendId}) => backendId)).toEqual(['onnxruntime:cpu', 'wasm']);
			const live = summary.liveComparison!;
			expect(live).toMatchObject({verdict: 'slower', endedBy: 'difference'});
			expect(live.low).toBeGreaterThan(0);
			expect(stderr).toMatch(/--fail-if slower:1%: MISSED: infer p50: .* % more time/);
			expect(code).toBe(3);
			// The clock of a segment stands while the other runs: neither took the whole time.
			const [a, b] = summary.segments;
			expect(a!.seconds + b!.seconds).toBeLessThan(summary.elapsedSeconds);
		},
	);

	it(
		'shows no change between a backend and itself, and keeps the limit',
		{timeout: 180_000},
		async () => {
			const {code, stdout, stderr} = await compare(
				'@onnxruntime:cpu,threads=1',
				'@onnxruntime:cpu,threads=1',
				'--duration',
				'25s',
				'--fail-if',
				'slower',
			);
			expect(stdout).toMatch(
				/B against A, median latency of inference: (?:no difference within ± 5 %|undecided: between .* faster and .* slower): /,
			);
			expect(stdout).toMatch(
				/rounds of ABBA or BAAB by a coin, \d+ frames a slice; ended: the time was up/,
			);
			expect(stderr).toMatch(/--fail-if slower: passed: kept/);
			expect(code).toBe(0);
		},
	);

	it(
		'says that too few rounds give no verdict, which a limit takes for missed',
		{timeout: 60_000},
		async () => {
			const {code, stdout, stderr} = await compare(
				tiny('onnxruntime:cpu'),
				tiny('null').replace(',threads=1', ''),
				'--source',
				folder.path,
				'--duration',
				'100ms',
				'--fail-if',
				'slower',
			);
			// How many rounds fit into the time is the machine's.
			expect(stdout).toMatch(
				/B against A, median latency of inference: no verdict \(too few rounds for an interval: [1-5]\)/,
			);
			expect(stderr).toMatch(/MISSED: cannot be judged: too few rounds for an interval: [1-5]/);
			expect(code).toBe(3);
		},
	);

	it.each([
		[['@wasm'], /two are needed/],
		[['@wasm', '@wasm', '@wasm'], /two are needed/],
		[['@wasm', ''], /expected MODEL@BACKEND/],
		[['@wasm', '@abacus'], /unknown backend "abacus"/],
		[['@wasm', '@wasm', '--frames', '10'], /--frames and --passes do not apply/],
		[['@wasm', '@onnxruntime:cpu,threads=x'], /--threads x: expected a whole number/],
	])('%j is refused in one line', async (args, message) => {
		const {code, stdout, stderr} = await compare(...args);
		expect(onlyLine(stderr)).toMatch(message);
		expect(stdout).toBe('');
		expect(code).toBe(2);
	});

	it('names the side that does not load', async () => {
		const {code, stderr} = await compare(
			tiny('onnxruntime:cpu'),
			tiny('onnxruntime:coreml'),
			'--source',
			folder.path,
		);
		expect(stderr).toMatch(/B: .* on onnxruntime:coreml: /);
		expect(code).toBe(1);
	});
});
