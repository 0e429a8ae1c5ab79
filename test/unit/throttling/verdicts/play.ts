import {sensors} from '../../../../source/sensors/index.js';
import {Sampler} from '../../../../source/sensors/sampler.js';
import {type Reading} from '../../../../source/sensors/sensor.js';
import {type EarlierFps} from '../../../../source/record/earlier-fps.js';
import {Throttling, type EngineSecond} from '../../../../source/throttling/throttling.js';
import {MemoryRoot, type Files} from './memory-root.js';

/** Pieces of a straight line: seconds and value. */
export type Curve = number | ReadonlyArray<readonly [number, number]>;

/** What the program did on the board while the tree was recorded: `scenario.json` of a recording. */
export type Scenario = {
	readonly name: string;
	readonly fps: Curve;
	readonly backend: string;
	readonly threads: number;
	/** CPU seconds of the engine a second; null where its work is done elsewhere. */

	readonly cpu: Curve | null;
	readonly seconds: number;
	/** What an earlier session reached. */
	readonly earlier?: EarlierFps;
	/** Where the engine's threads are, from a second on. */
	readonly placements?: ReadonlyArray<readonly [number, EngineSecond['placement']]>;
};

export type Recording = {readonly scenario: Scenario; readonly files: Files};

/** Value of a curve at a second. */
export const at = (curve: Curve, seconds: number): number => {
	if (typeof curve === 'number') {
		return curve;
	}

	let index = 0;
	while (index + 1 < curve.length && curve[index + 1]![0] <= seconds) {
		index++;
	}

	const [from, start] = curve[index]!;
	const next = curve[index + 1];
	return next ? start + ((next[1] - start) * (seconds - from)) / (next[0] - from) : start;
};

/** Random numbers in 0…1 from a seed: the same in each run. */
export const randomOf = (seed: number): (() => number) => {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff;
		return state / 0x80_00_00_00;
	};
};

const noise = 0.006;

/** Every source but the one that asks this very machine. */
export const recordedSensors = sensors.filter(({id}) => id !== 'systeminformation');

/**
Plays a recording through the sensors and the judge in the board's time.

@param onSecond Called with the readings of each second.
*/
export const playRecording = async (
	{scenario, files}: Recording,
	onSecond?: (seconds: number, readings: readonly Reading[]) => void,
) => {
	const root = new MemoryRoot(files);
	const sampler = new Sampler(root, recordedSensors);
	await sampler.open();
	const startMs = root.nowMs;
	const notes: string[] = [];
	const throttling = new Throttling(startMs, (_ms, _level, kind, text) => {
		notes.push(`${kind}: ${text}`);
	});
	throttling.beginSegment(startMs, {backendId: scenario.backend, threads: scenario.threads});
	throttling.setEarlier(scenario.earlier);
	const random = randomOf(42);
	const gauss = () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
	let frames = 0;
	let cpuSeconds = 0;
	for (let second = 0; second < scenario.seconds; second++) {
		await root.moveTo(second);
		const readings = await sampler.sample();
		await sampler.sampleFast();
		onSecond?.(second, readings);
		const nowMs = root.now();
		throttling.receiveSample({atMs: nowMs, readings, costMs: 1, cpuSeconds: 0, rssBytes: 0});
		const fps = at(scenario.fps, second) * (1 + noise * gauss());
		frames += fps;
		cpuSeconds += scenario.cpu === null ? 0 : at(scenario.cpu, second);
		throttling.tick(nowMs, {
			fps,
			frames: Math.round(frames),
			...(scenario.cpu !== null && {cpu: {seconds: cpuSeconds, atMs: nowMs}}),
			placement: scenario.placements?.findLast(([from]) => from <= second)?.[1],
		});
	}

	sampler.close();
	return {figures: throttling.figures(root.now()), notes};
};

export type Played = Awaited<ReturnType<typeof playRecording>>;
