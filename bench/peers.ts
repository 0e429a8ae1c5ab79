import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {findPython} from '../source/backends/find-python.js';
import {messageOf} from '../source/text/user-error.js';
import {model, runEngine, threads} from './loop-rows.js';
import {median, pairedRatio} from './statistics.js';
import {fixed, ratioRow, runPairs, type Row} from './table.js';

const run = promisify(execFile);
const script = fileURLToPath(new URL('peers.py', import.meta.url));

/** What a peer says of itself, ms. */
type Told = {
	readonly p50: number;
	readonly mean: number;
	/** Of the runtime, where it is told. */
	readonly version?: string | undefined;
};

/** What people use today for the same model on the same runtime. */
type Peer = {
	readonly name: string;
	/** Why it cannot be compared here; undefined: it can. */
	readonly missing?: string | undefined;
	/** What edgetop is told. */
	readonly args: readonly string[];
	/** @throws Error with the reason where it does not run. */
	readonly measure: (seconds: number) => Promise<Told>;
};

/** A program beside the Python that runs the workers. */
const besidePython = (name: string): string => path.join(path.dirname(findPython()), name);

const missingProgram = (name: string): string | undefined =>
	existsSync(besidePython(name)) ? undefined : `no ${name} beside ${findPython()}`;

const pythonLoop =
	(runtime: string, what: string) =>
	async (seconds: number): Promise<Told> => {
		const {stdout} = await run(findPython(), [
			script,
			runtime,
			what,
			String(threads),
			String(seconds),
		]);
		const told = JSON.parse(stdout.trim().split('\n').at(-1)!) as Told & {missing?: string};
		if (told.missing !== undefined) {
			throw new Error(told.missing);
		}

		return told;
	};

const numberBehind = (text: string, word: string): number =>
	Number(new RegExp(String.raw`${word}:\s+([\d.]+) ms`).exec(text)?.[1]);

const benchmarkApp = async (seconds: number): Promise<Told> => {
	const {stdout} = await run(besidePython('benchmark_app'), [
		'-m',
		model,
		'-d',
		'CPU',
		'-api',
		'sync',
		'-infer_precision',
		'f32',
		'-hint',
		'none',
		'-nstreams',
		'1',
		'-nthreads',
		String(threads),
		'-t',
		String(seconds),
	]);
	return {p50: numberBehind(stdout, 'Median'), mean: numberBehind(stdout, 'Average')};
};

const litertBenchmark =
	(file: string) =>
	async (seconds: number): Promise<Told> => {
		const folder = await mkdtemp(path.join(os.tmpdir(), 'edgetop-bench-'));
		const output = path.join(folder, 'result.json');
		const measure = async (runs: number) => {
			await run(besidePython('litert-benchmark'), [
				'--model',
				file,
				'--num_threads',
				String(threads),
				'--warmup_runs',
				'50',
				'--num_runs',
				String(runs),
				'--result_json',
				output,
			]);
			const {latency} = JSON.parse(await readFile(output, 'utf8')) as {
				latency: {avg_ms: number; median_ms: number};
			};
			return {p50: latency.median_ms, mean: latency.avg_ms};
		};

		try {
			// It counts runs, not seconds.
			const {mean} = await measure(50);
			return await measure(Math.max(50, Math.round((1000 * seconds) / mean)));
		} finally {
			await rm(folder, {recursive: true, force: true});
		}
	};

const withoutWeights = ['--backend-option', 'weights=none'];
const noFile = 'no model of that format was given: --tflite FILE';

const peersOf = (tflite: string | undefined): readonly Peer[] => [
	{
		name: 'OpenVINO benchmark_app, EfficientNet-B0',
		missing: missingProgram('benchmark_app'),
		args: ['--backend', 'openvino:cpu'],
		measure: benchmarkApp,
	},
	{
		name: 'LiteRT litert-benchmark',
		missing: tflite === undefined ? noFile : missingProgram('litert-benchmark'),
		args: ['--backend', 'tflite:cpu', '--model', tflite ?? ''],
		measure: litertBenchmark(tflite ?? ''),
	},
	{
		name: 'LiteRT loop in Python',
		missing: tflite === undefined ? noFile : undefined,
		args: ['--backend', 'tflite:cpu', '--model', tflite ?? ''],
		measure: pythonLoop('litert', tflite ?? ''),
	},
	{
		name: 'bare PyTorch loop, torchvision:mobilenet_v3_large',
		args: [
			'--backend',
			'pytorch:cpu',
			'--model',
			'torchvision:mobilenet_v3_large',
			...withoutWeights,
		],
		measure: pythonLoop('pytorch', 'mobilenet_v3_large'),
	},
	{
		name: 'bare TensorFlow loop, keras:MobileNetV2',
		args: ['--backend', 'tensorflow:cpu', '--model', 'keras:MobileNetV2', ...withoutWeights],
		measure: pythonLoop('tensorflow', 'MobileNetV2'),
	},
	{
		name: 'Python onnxruntime, EfficientNet-B0, by ort:cpu',
		args: ['--backend', 'ort:cpu'],
		measure: pythonLoop('onnxruntime', model),
	},
	{
		// Node has a release of its own, which may be another one.
		name: 'Python onnxruntime, EfficientNet-B0, by onnxruntime:cpu',
		args: ['--backend', 'onnxruntime:cpu'],
		measure: pythonLoop('onnxruntime', model),
	},
];

const skipped = (name: string, reason: string): Row => ({
	what: `(p) ${name}`,
	value: `skipped: ${reason}`,
	bar: '—',
});

/** Two releases of a runtime differ in speed by themselves. */
const versionsText = (ours: Told, theirs: Told): string =>
	theirs.version === undefined || ours.version === undefined || ours.version === theirs.version
		? ''
		: `, ${theirs.version}, ours ${ours.version}`;

const comparePeer = async (
	{name, missing, args, measure}: Peer,
	seconds: number,
	pairs: number,
): Promise<Row[]> => {
	if (missing !== undefined) {
		return [skipped(name, missing)];
	}

	try {
		const results = await runPairs<Told>(
			name,
			pairs,
			async () => {
				const {fps, p50, version} = await runEngine(
					...args,
					'--threads',
					String(threads),
					'--duration',
					`${seconds}s`,
				);
				return {p50, mean: 1000 / fps, version};
			},
			async () => measure(seconds),
		);
		const ratioOf = (ratio: (told: Told) => number) =>
			pairedRatio(results.map(({ours, theirs}) => ({ours: ratio(ours), theirs: ratio(theirs)})));
		const theirs = median(results.map(pair => pair.theirs.p50));
		const what = `${name}${versionsText(results[0]!.ours, results[0]!.theirs)}`;
		return [
			ratioRow(
				`(p) infer p50 ÷ ${what} (${fixed(theirs, 2)} ms)`,
				ratioOf(({p50}) => p50),
				{
					most: 1.03,
				},
			),
			ratioRow(
				`(p) FPS ÷ 1000 / mean of ${what}`,
				ratioOf(({mean}) => 1000 / mean),
				{least: 0.97},
			),
		];
	} catch (error) {
		return [skipped(name, messageOf(error).slice(-200).trim())];
	}
};

/** Against what people use today; a peer that is not here is skipped with the reason. */
export const comparePeers = async (
	{seconds, pairs}: {readonly seconds: number; readonly pairs: number},
	tflite: string | undefined,
): Promise<Row[]> => {
	process.stderr.write(`peers of ${findPython()}\n`);
	const rows: Row[] = [];
	for (const peer of peersOf(tflite)) {
		rows.push(...(await comparePeer(peer, seconds, pairs)));
	}

	return rows;
};
