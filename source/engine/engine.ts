/*
Entry of the engine process: loads one model on one backend, warms it and runs frames. A crash or a hang of a runtime costs this process, never the session. Nothing is written to stdout; what a native library writes to stderr is collected by the parent.
*/
import process from 'node:process';
import {type LoadedModel} from '../backends/backend.js';
import {backendById} from '../backends/index.js';
import {monotonicMs} from '../system/clock.js';
import {type FrameSupply} from '../frames/frame-supply.js';
import {messageOf} from '../text/user-error.js';
import {describe, probe} from './answers.js';
import {Arrivals} from './arrivals.js';
import {BatchBuilder} from './batch.js';
import {evaluate} from './evaluate.js';
import {beginFill, fillCache} from './fill.js';
import {loadModel, prepareFor} from './load-model.js';
import {LoadProgress} from './load-progress.js';
import {runFrames, warmUp} from './loop.js';
import {openSupply, stretchOf} from './open-supply.js';
import {Pace} from './pace.js';
import {
	type EngineCommand,
	type EngineConfig,
	type EngineMessage,
	type SkippedFrame,
} from './protocol.js';
import {batchOf, joinPictures} from './picture-batches.js';
import {AnswerError} from './rank.js';
import {tellWorkers} from './tell-workers.js';

/** Rarer costs liveness, more often costs the model: a message takes both processes about half a millisecond. */
const batchPeriodMs = 200;
/** Of the warm-up: so much of it, on all CPUs at once, decoding may still take when the model is loaded. */
const decodingShare = 0.5;

const send = (message: EngineMessage): void => {
	process.send?.(message);
};

/** The last message must have left before the process ends. */
const sendLast = async (message: EngineMessage): Promise<void> =>
	new Promise(resolve => {
		process.send?.(message, undefined, undefined, () => {
			resolve();
		});
	});

const batch = new BatchBuilder();
let skipped: SkippedFrame[] = [];
let shouldStop = false;
let model: LoadedModel | undefined;
let queue: FrameSupply | undefined;
let config: EngineConfig | undefined;
let pace: Pace | undefined;

const waitingPeriodMs = 1000;
let waiting: NodeJS.Timeout | undefined;

const classesOf = (entry: number): readonly number[] => config?.entries[entry]?.classes ?? [];

const flush = (): void => {
	const {user, system} = process.cpuUsage();
	const workerSeconds = model?.workerCpuSeconds ? model.workerCpuSeconds() : 0;
	const passedOver = skipped;
	skipped = [];
	send({
		type: 'batch',
		batch: batch.take(config?.wantsThumbnails ? classesOf : undefined),
		skipped: passedOver,
		...(config?.stream && queue?.takeCounts && {stream: queue.takeCounts()}),
		...(workerSeconds !== undefined && {cpuSeconds: (user + system) / 1e6 + workerSeconds}),
		rssBytes: process.memoryUsage.rss(),
	});
};

const load = async (wanted: EngineConfig): Promise<void> => {
	const progress = new LoadProgress(send);
	try {
		await loadAndWarm(wanted, progress);
	} finally {
		progress.end();
	}

	waitForCommands();
};

const loadAndWarm = async (wanted: EngineConfig, progress: LoadProgress): Promise<void> => {
	config = wanted;
	const {supply, reason} = openSupply(wanted, {
		onSkipped(entry, why) {
			skipped.push({entry, reason: why});
		},
		onNote(note) {
			send({type: 'noted', ...note});
		},
	});
	queue = supply;
	const fill = beginFill(supply, wanted);
	const beganAtMs = monotonicMs();
	model = await loadModel(wanted, progress.report);
	progress.report('');
	const loadMs = monotonicMs() - beganAtMs;
	// What is left of decoding falls into the warm-up, of which nothing counts; the first inference is alone.
	await fill?.untilLeft(wanted.warmup.milliseconds * decodingShare, progress);
	await fill?.pause();
	const {device, runtime, threads, threadsReason, placement, versions} = model;
	send({
		type: 'loaded',
		facts: {
			device,
			runtime,
			threads,
			threadsReason,
			placement,
			versions,
			framesMode: queue.framesMode,
			framesReason: reason,
			loadMs,
		},
	});
	queue.start(stretchOf(wanted).position);
	if (!fill && queue.framesMode === 'cached in memory') {
		await fillCache(queue, wanted.entries.length);
	}

	// There is always a next frame: no end was given.
	const frame = (await queue.take())!;
	const warmed = await warmUp(
		model,
		joinPictures([frame.tensor], batchOf(wanted.manifest.input)),
		wanted.warmup,
		{
			onFirst(inferMs) {
				send({type: 'firstInference', inferMs});
			},
			onPlaced(placement) {
				send({type: 'placed', placement});
			},
			onRepeat() {
				fill?.resume();
			},
			isAlone: () => fill?.isOver ?? true,
			givesWay: backendById(wanted.backendId).computesOn !== 'device',
			onProgress: reportWarmup(),
		},
	);
	queue.release(frame);
	await queue.stop();
	queue.takeCounts?.();
	pace = wanted.isPaced ? new Pace(warmed.freeRunMs) : undefined;
	send({
		type: 'ready',
		warmupRuns: warmed.runs,
		warmupMs: warmed.elapsedMs,
		framesReason: fill ? `${reason}; ${await fill.words()}` : reason,
	});
};

/** The heart-beat while there is nothing to do. */
const waitForCommands = (): void => {
	waiting = setInterval(() => {
		send({type: 'waiting'});
	}, waitingPeriodMs);
};

/** Warm-up progress at the pace of the batches, which is also the heart-beat. */
const reportWarmup = () => {
	let reportedAtMs = 0;
	return ({runs, elapsedMs}: {runs: number; elapsedMs: number}): void => {
		if (elapsedMs - reportedAtMs >= batchPeriodMs) {
			reportedAtMs = elapsedMs;
			send({type: 'warming', runs, elapsedMs});
		}
	};
};

const start = async ({
	position,
	endPosition,
	frames,
}: EngineCommand & {type: 'start'}): Promise<void> => {
	if (!model || !queue || !config) {
		throw new Error('start before load');
	}

	shouldStop = false;
	const {entries} = config;
	clearInterval(waiting);
	const timer = setInterval(flush, batchPeriodMs);
	try {
		const nextPosition = await runFrames(model, queue, config.manifest.output, {
			position,
			endPosition,
			frames,
			shouldStop: () => shouldStop,
			arrivals: config.arrivals && new Arrivals(config.arrivals),
			detection: config.manifest.detection,
			pictures: batchOf(config.manifest.input),
			keepPace: pace && (async () => pace?.wait()),
			classesOf: entry => entries[entry]?.classes,
			onFrame(frame) {
				batch.add(frame);
			},
		});
		flush();
		send({type: 'stopped', nextPosition});
		waitForCommands();
	} finally {
		clearInterval(timer);
	}
};

const exit = async (code: number): Promise<never> => {
	await queue?.close();
	await model?.dispose();
	process.exit(code);
};

const fail = async (phase: 'load' | 'run', error: unknown): Promise<void> => {
	if (phase === 'run' || skipped.length > 0) {
		flush();
	}

	await sendLast({
		type: 'failed',
		phase,
		message: messageOf(error),
		...(error instanceof AnswerError && {isFinal: true}),
	});
	process.exit(1);
};

const handle = async (command: EngineCommand): Promise<void> => {
	switch (command.type) {
		case 'probe': {
			await sendLast(await probe(command, send));
			break;
		}

		case 'describe': {
			await sendLast(await describe(command));
			break;
		}

		case 'evaluate': {
			await sendLast(await evaluate(command, send));
			break;
		}

		case 'load': {
			await load(command.config);
			break;
		}

		case 'start': {
			await start(command);
			break;
		}

		case 'stop': {
			shouldStop = true;
			queue?.interrupt?.();
			break;
		}

		case 'pace': {
			pace?.setScale(command.scale);
			break;
		}

		case 'exit': {
			await exit(0);
			break;
		}
	}
};

const obey = async (command: EngineCommand): Promise<void> => {
	try {
		await handle(command);
	} catch (error) {
		await fail(command.type === 'start' ? 'run' : 'load', error);
	}
};

process.on('message', (command: EngineCommand) => {
	void obey(command);
});
// Ctrl-C and a lost line reach every process of the terminal; the parent decides what happens.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
// The parent is gone: nobody is left to measure for.
process.on('disconnect', () => {
	process.exit(0);
});
tellWorkers(send);
send({type: 'hello', pid: process.pid});
const likely = process.argv[2];
if (likely !== undefined) {
	void prepareFor(likely);
}
