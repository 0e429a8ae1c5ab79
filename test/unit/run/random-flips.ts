import {writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {openDataset} from '../../../source/frames/open-dataset.js';
import {randomBelow, seededRandom} from '../../../source/measure/random.js';
import {ascending, median} from '../../../source/measure/statistics.js';
import {type SessionOptions} from '../../../source/run/options.js';
import {SaveFile} from '../../../source/system/save-file.js';
import {type Summary} from '../../../source/record/summary.js';
import {formatsOf} from '../../../source/models/formats.js';
import {resolveModel as resolve} from '../../../source/models/resolve-model.js';
import {enginesOf, waitFor} from '../engine/processes.js';
import {halves, temporaryFolder} from '../frames/images.js';
import {onnxBytes, tinyClassifier} from '../models/onnx/onnx-bytes.js';
import {makeSession} from './built-session.js';

/*
Many flips in a row, in a seeded random order, with real engine processes: networks of one convolution on pictures of 40 × 30 pixels.
*/
const sides = {'tiny-32': 32, 'tiny-48': 48} as const;
const tiny = {
	backendIds: ['onnxruntime:cpu', 'wasm', 'null'] as readonly string[],
	modelNames: Object.keys(sides) as readonly string[],
};
/** So many wishes in a hundred are followed by the next one before they are carried out. */
const hastyPercent = 10;

type Pair = {readonly modelName: string; readonly backendId: string};

export type FlipsFound = {
	readonly summary: Summary;
	/** What each flip that was waited for should have brought, and the number of its segment. */
	readonly expected: ReadonlyArray<Pair & {readonly number: number}>;
	/** Position after the last frame of each segment. */
	readonly nextPositions: readonly number[];
	readonly countedFrames: number;
	/** Most engines alive at once. */
	readonly mostEngines: number;
	readonly orphans: readonly number[];
	/** Of this process after each flip, bytes. */
	readonly rssBytes: readonly number[];
	/** Between the last old and the first new counted frame, ms. */
	readonly gapsMs: readonly number[];
	/** Warnings and errors, without what was guessed of the networks. */
	readonly failures: readonly string[];
};

/** Slope of evenly spaced values with its 95 % interval, by Theil and Sen: it rests on no distribution and bears outliers. */
export const theilSen = (values: readonly number[]) => {
	const n = values.length;
	const slopes: number[] = [];
	for (let first = 0; first < n; first++) {
		for (let second = first + 1; second < n; second++) {
			slopes.push((values[second]! - values[first]!) / (second - first));
		}
	}

	const sorted = ascending(slopes);
	// Sen (1968): from the variance of Kendall's score.
	const reach = 1.96 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
	const at = (place: number) =>
		sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(place)))]!;
	return {
		slope: median(slopes),
		low: at((sorted.length - reach) / 2),
		high: at((sorted.length + reach) / 2),
	};
};

const writeInputs = async (folder: string): Promise<void> => {
	for (const [name, side] of Object.entries(sides)) {
		const bytes = onnxBytes(tinyClassifier({dims: [1, 3, side, side], classes: 1000}));
		writeFileSync(path.join(folder, `${name}.onnx`), bytes);
	}

	await Promise.all(
		[1, 2, 3, 4, 5].map(async number =>
			halves(40, 30)
				.png()
				.toFile(path.join(folder, `${number}.png`)),
		),
	);
};

/** Over what is flipped. */
export type FlipsOver = {
	readonly backendIds: readonly string[];
	readonly modelNames: readonly string[];
	readonly resolveModel: SessionOptions['resolveModel'];
	/** Backends one after the other, none in haste: a few flips reach them all. @default random */
	readonly isInTurn?: boolean;
	/** How long a flip may take, ms. */
	readonly limitMs?: number;
};

/** Flips `count` times between models and backends and tells what was found. Linux only: processes are looked up in /proc. */
export const randomFlips = async (
	count: number,
	seed: number,
	onFlip: (done: number) => void = () => undefined,
	over?: FlipsOver,
): Promise<FlipsFound> => {
	const folder = temporaryFolder();
	await writeInputs(folder.path);
	const {
		backendIds,
		modelNames,
		resolveModel,
		isInTurn = false,
		limitMs,
	} = over ?? {
		...tiny,
		resolveModel: async (name: string, backendId: string) =>
			resolve(path.join(folder.path, `${name}.onnx`), {formats: formatsOf(backendId)}),
	};
	const lookup = {signal: new AbortController().signal, onProgress: () => undefined};
	const random = seededRandom(seed);
	const before = new Set(enginesOf(process.pid));
	const session = makeSession({
		model: await resolveModel(modelNames[0]!, backendIds[0]!, lookup),
		backendId: backendIds[0]!,
		threads: 1,
		dataset: await openDataset(folder.path),
		saveFile: new SaveFile(path.join(folder.path, 'run.json')),
		resolveModel,
		wantsThumbnails: false,
	});
	const {state} = session;
	const ours = () => enginesOf(process.pid).filter(pid => !before.has(pid));
	const expected: Array<Pair & {number: number}> = [];
	const rssBytes: number[] = [];
	let mostEngines = 0;
	let present: Pair = {modelName: modelNames[0]!, backendId: backendIds[0]!};
	/** Waits for frames of a segment that began after the first `before`: a wish that was overtaken may lead back to what runs. */
	const counting = async ({modelName, backendId}: Pair, before: number, least: number) =>
		waitFor(
			`${modelName} on ${backendId} to count`,
			() => {
				const segment = state.segments.slice(before).at(-1);
				const isWanted =
					segment?.identity.manifest.name === modelName && segment.identity.backendId === backendId;
				return isWanted && segment.frames > least && segment;
			},
			limitMs,
		);

	session.start();
	await counting(present, 0, 0);
	for (let done = 1; done <= count; done++) {
		const isModel = modelNames.length > 1 && random() < 0.5;
		const now = isModel ? present.modelName : present.backendId;
		const others = (isModel ? modelNames : backendIds).filter(name => name !== now);
		const inTurn = backendIds[done % backendIds.length]!;
		const chosen = isInTurn ? inTurn : others[randomBelow(random, others.length)]!;
		const before = state.segments.length;
		const selected = isModel ? session.selectModel(chosen) : session.selectBackend(chosen);
		present = isModel ? {...present, modelName: chosen} : {...present, backendId: chosen};
		const isHasty = !isInTurn && done < count && randomBelow(random, 100) < hastyPercent;
		if (!isHasty) {
			await selected;
			const segment = await counting(present, before, randomBelow(random, 5));
			expected.push({...present, number: segment.identity.number});
		}

		mostEngines = Math.max(mostEngines, ours().length);
		rssBytes.push(process.memoryUsage.rss());
		onFlip(done);
	}

	await session.end('quit');
	const {summary} = await session.ended;
	const events = state.events.all();
	folder.remove();
	return {
		summary,
		expected,
		nextPositions: state.segments.map(segment => segment.nextPosition),
		countedFrames: state.frames,
		mostEngines,
		orphans: ours(),
		rssBytes,
		gapsMs: events
			.filter(({kind}) => kind === 'flipped')
			.map(({text}) => Number(/gap (?<gap>\d+) ms$/.exec(text)?.groups?.['gap'])),
		failures: events
			.filter(({level, kind}) => level !== 'info' && kind !== 'manifestGuessed')
			.map(({text}) => text),
	};
};
