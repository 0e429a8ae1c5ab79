import {monotonicMs} from '../../system/clock.js';
import {readSummary} from '../../journal/read/read-summary.js';
import {type SessionOptions} from '../../run/options.js';
import {SaveFile} from '../../system/save-file.js';
import {messageOf} from '../../text/user-error.js';
import {sanitize} from '../../text/sanitize.js';
import {type BenchFolder, type Pair} from '../bench-state.js';
import {type BenchProgress, sliceText} from '../progress.js';
import {type MeasuredSlice} from '../measured-slice.js';
import {type SessionSlot} from '../run-session.js';
import {type StreamSettings} from '../stream-settings.js';
import {answerOf, type StreamAnswer} from './answer.js';
import {nextTrial, type NextTrial} from './search.js';
import {type StreamTrial, trialOf} from './trial.js';

/** Streams that the slowest slice of a pair would bear: its last stretch, when it was hot. */
export const estimateOf = (slices: readonly MeasuredSlice[], framesPerSecond: number): number => {
	const speeds = slices.flatMap(({segment: {fps, stages}}) => {
		const speed =
			fps.last60s ??
			fps.last10s ??
			fps.session ??
			(stages.total ? 1000 / stages.total.mean : undefined);
		return speed !== undefined && speed > 0 ? [speed] : [];
	});
	return speeds.length > 0 ? Math.floor(Math.min(...speeds) / framesPerSecond) : 1;
};

/** Searches how many streams a pair holds; each trial is a session of its own, and a trial that is there already is not run again. */
export class StreamRunner {
	readonly #settings: StreamSettings;
	readonly #folder: BenchFolder;
	readonly #slot: SessionSlot;
	readonly #progress: BenchProgress;

	constructor(
		settings: StreamSettings,
		on: {
			readonly folder: BenchFolder;
			readonly slot: SessionSlot;
			readonly progress: BenchProgress;
		},
	) {
		this.#settings = settings;
		this.#folder = on.folder;
		this.#slot = on.slot;
		this.#progress = on.progress;
	}

	/**
	@param coolDown Waits until the machine is as cool as at the start.
	@returns The answer, as far as it came; and why a trial failed.
	*/
	async search(
		pair: Pair & {readonly options: SessionOptions},
		slices: readonly MeasuredSlice[],
		{coolDown, signal}: {readonly coolDown: () => Promise<void>; readonly signal: AbortSignal},
	): Promise<{readonly answer: StreamAnswer; readonly failure?: string}> {
		const {framesPerSecond, holdSeconds} = this.#settings;
		const plan = {estimate: estimateOf(slices, framesPerSecond), holdSeconds};
		const trials: StreamTrial[] = [];
		for (;;) {
			const next = nextTrial(trials, plan);
			if (!next || signal.aborted) {
				return {answer: answerOf(trials, {...this.#settings, isOver: next === undefined})};
			}

			const known = this.#read(pair, next);
			if (!known) {
				await coolDown();
			}

			const trial = known ?? (signal.aborted ? undefined : await this.#run(pair, next));
			if (trial === undefined || typeof trial === 'string') {
				const answer = answerOf(trials, {...this.#settings, isOver: false});
				return {answer, ...(trial !== undefined && !signal.aborted && {failure: trial})};
			}

			trials.push(trial);
		}
	}

	#fileOf(pair: Pair, next: NextTrial): string {
		return this.#folder.trialFile(pair, {...next, framesPerSecond: this.#settings.framesPerSecond});
	}

	#read(pair: Pair, next: NextTrial): StreamTrial | undefined {
		const file = this.#fileOf(pair, next);
		try {
			const trial = trialOf(file, readSummary(file));
			return trial && {...trial, seconds: next.seconds};
		} catch {
			// Not tried yet, or damaged: it is tried again.
			return undefined;
		}
	}

	/** @returns The trial, or why there is none; undefined where it was ended. */
	async #run(
		pair: Pair & {readonly options: SessionOptions},
		next: NextTrial,
	): Promise<StreamTrial | string | undefined> {
		const {framesPerSecond, holdSeconds} = this.#settings;
		const {streams, seconds} = next;
		const {idleMs: _, part: _part, durationMs: _duration, ...common} = pair.options;
		const frames = Math.max(1, Math.round(streams * framesPerSecond * seconds));
		const file = this.#fileOf(pair, next);
		const name = sanitize(`${pair.model} on ${pair.backendId}`);
		const what = seconds < holdSeconds ? 'short trial' : 'hold';
		const head = `${name}, ${streams} × ${framesPerSecond} FPS, ${what} of ${seconds} s`;
		const beganAtMs = monotonicMs();
		try {
			const {summary, saveError, startFailure} = await this.#slot.run(
				{
					...common,
					endsWithPreset: false,
					arrivals: {streams, framesPerSecond, frames},
					frames,
					saveFile: new SaveFile(file),
				},
				name,
				({store}) => {
					const spent = Math.round((monotonicMs() - beganAtMs) / 1000);
					this.#progress.live(`${head}: ${sliceText(store.getSnapshot())}, ${spent} s`);
				},
			);
			if (summary.end.reason === 'failed') {
				return startFailure ?? summary.end.detail ?? 'failed';
			}

			const trial = trialOf(file, summary);
			if (trial) {
				const {text} = answerOf([{...trial, seconds: next.seconds}], {
					framesPerSecond,
					holdSeconds: seconds,
					isOver: true,
				});
				this.#progress.tell(`${head}: ${text}`);
			}

			return trial ? {...trial, seconds: next.seconds} : saveError;
		} catch (error) {
			return messageOf(error);
		}
	}
}
