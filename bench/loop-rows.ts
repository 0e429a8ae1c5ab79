import {fileURLToPath} from 'node:url';
import {chooseThreads} from '../source/backends/threads.js';
import {runHeadless, runScript} from './edgetop-run.js';
import {largeFolder, samples} from './large-folder.js';
import {median, pairedRatio} from './statistics.js';
import {fixed, ratioRow, runPairs, type Row} from './table.js';

export const model = fileURLToPath(new URL('../models/efficientnet-b0.onnx', import.meta.url));
export const {threads} = chooseThreads();

type Speed = {readonly fps: number; readonly p50: number};
type BareLoop = Speed & {readonly rssMegabytes: number};

/** The program as a new user starts it: no flag but how long, and what on. */
export const runEngine = async (
	...args: readonly string[]
): Promise<Speed & {frames: string; version: string | undefined}> => {
	const {segments} = await runHeadless(...args);
	const segment = segments.at(-1)!;
	return {
		fps: segment.fps.session!,
		p50: segment.stages.infer!.p50,
		frames: segment.framesMode ?? 'n/a',
		version: segment.runtime?.version,
	};
};

/** The smallest loop over the JPEGs of a folder: decoded before it, or each in its turn. */
export const runBareLoop = async (
	seconds: number,
	folder: string,
	how: 'memory' | 'turns',
): Promise<BareLoop> =>
	runScript<BareLoop>(
		new URL('bare-loop.mjs', import.meta.url),
		model,
		String(threads),
		String(seconds),
		folder,
		how,
	);

type Bars = {readonly fps: number; readonly p50: number};

const compare = async (
	name: string,
	{seconds, pairs}: {readonly seconds: number; readonly pairs: number},
	folder: string | undefined,
	bars: Bars,
): Promise<Row[]> => {
	const how = folder === undefined ? 'memory' : 'turns';
	const modes = new Set<string>();
	const results = await runPairs<Speed>(
		name,
		pairs,
		async () => {
			const speed = await runEngine(
				'--duration',
				`${seconds}s`,
				...(folder === undefined ? [] : ['--source', folder]),
			);
			modes.add(speed.frames);
			return speed;
		},
		async () => runBareLoop(seconds, folder ?? samples, how),
	);
	const ratioOf = (pick: (speed: Speed) => number) =>
		pairedRatio(results.map(({ours, theirs}) => ({ours: pick(ours), theirs: pick(theirs)})));
	const middle = (pick: (speed: Speed) => number): number =>
		median(results.map(({theirs}) => pick(theirs)));
	const mode = [...modes].join(', ');
	return [
		ratioRow(
			`${name}: FPS ÷ bare loop (${fixed(
				middle(({fps}) => fps),
				1,
			)} FPS); ours ${mode}`,
			ratioOf(({fps}) => fps),
			{least: bars.fps},
		),
		ratioRow(
			`${name}: infer p50 ÷ bare loop (${fixed(
				middle(({p50}) => p50),
				2,
			)} ms)`,
			ratioOf(({p50}) => p50),
			{most: bars.p50},
		),
	];
};

/** (a) Default flags on the bundled frames, and (b) on a folder too large for memory, against the smallest possible loops over the same pixels. */
export const compareLoops = async (run: {
	readonly seconds: number;
	readonly pairs: number;
}): Promise<Row[]> => [
	...(await compare('(a) default flags, bundled frames', run, undefined, {fps: 0.97, p50: 1.03})),
	...(await compare(
		'(b) default flags, 4,000 JPEGs that do not fit in memory, against decoding and inferring in turns',
		run,
		await largeFolder(),
		{fps: 0.95, p50: 1.05},
	)),
];
