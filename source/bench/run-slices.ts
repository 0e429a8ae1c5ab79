import path from 'node:path';
import {framesPerSecond, withUnit} from '../format/numbers.js';
import {monotonicMs} from '../system/clock.js';
import {type Flags} from '../flags.js';
import {readSummary} from '../journal/read/read-summary.js';
import {SaveFile} from '../system/save-file.js';
import {type Summary} from '../record/summary.js';
import {messageOf} from '../text/user-error.js';
import {sanitize} from '../text/sanitize.js';
import {interleave} from './interleave.js';
import {type BenchFolder} from './bench-state.js';
import {coolDown, type Temperature} from './cool-down.js';
import {type MeasuredSlice} from './measured-slice.js';
import {type PlannedPair} from './plan.js';
import {BenchProgress, coolText, sliceText, TimeLeft} from './progress.js';
import {SessionSlot} from './run-session.js';
import {type BenchSettings} from './settings.js';
import {type StreamAnswer} from './streams/answer.js';
import {StreamRunner} from './streams/stream-runner.js';

/** Where the sensors of a run are. */
export const sensorPlace = (flags: Flags) => ({
	...(flags.sensorRoot !== undefined && {sensorRoot: path.resolve(flags.sensorRoot)}),
	powerInput: flags.powerInput,
});

const asSlice = (file: string, summary: Summary): MeasuredSlice[] => {
	const segment = summary.segments.at(-1);
	return segment ? [{file, summary, segment}] : [];
};

/** Measures what is missing of a matrix, slice after slice. */
export class SliceRunner {
	readonly progress = new BenchProgress();
	/** Why pairs did not run to their end, by place. */
	readonly failures = new Map<number, string>();
	/** What streams the pairs hold, by place. */
	readonly answers = new Map<number, StreamAnswer>();
	/** The session in hand. */
	readonly slot: SessionSlot;
	#hasMeasured = false;
	readonly #settings: BenchSettings;
	readonly #flags: Flags;
	readonly #folder: BenchFolder;
	readonly #pairs: readonly PlannedPair[];
	readonly #slices: MeasuredSlice[][];
	readonly #timeLeft: TimeLeft;

	constructor(
		settings: BenchSettings,
		flags: Flags,
		folder: BenchFolder,
		pairs: readonly PlannedPair[],
	) {
		this.#settings = settings;
		this.#flags = flags;
		this.slot = new SessionSlot(flags, this.progress);
		this.#folder = folder;
		this.#pairs = pairs;
		this.#timeLeft = new TimeLeft(settings.matrix.rule);
		this.#slices = pairs.map(pair => this.#readSlices(pair));
	}

	/** Slices of a pair, in the order of the turns; one that was interrupted comes last. */
	slicesOf(place: number): readonly MeasuredSlice[] {
		return this.#slices[place]!;
	}

	/** Slices still to be measured: a turn of a pair is left when no whole slice of it is there. */
	get left(): Array<{readonly pair: number; readonly turn: number}> {
		return interleave(this.#pairs.length, this.#settings.matrix.slices).filter(
			({pair, turn}) =>
				'options' in this.#pairs[pair]! &&
				!this.failures.has(pair) &&
				this.#wholeOf(pair).length <= turn,
		);
	}

	async run(start: Temperature | undefined, signal: AbortSignal): Promise<void> {
		for (;;) {
			const {left} = this;
			const [next] = left;
			if (!next || signal.aborted) {
				return;
			}

			await this.#coolDown(start, signal);
			if (!signal.aborted) {
				await this.#measure(
					next.pair,
					next.turn,
					left.map(({pair}) => pair),
				);
			}
		}
	}

	/** Searches how many streams each pair holds, one pair after the other. */
	async searchStreams(start: Temperature | undefined, signal: AbortSignal): Promise<void> {
		const {streams} = this.#settings;
		if (!streams) {
			return;
		}

		const {slot, progress} = this;
		const runner = new StreamRunner(streams, {folder: this.#folder, slot, progress});
		for (const [place, pair] of this.#pairs.entries()) {
			if ('options' in pair && !this.failures.has(place)) {
				const {answer, failure} = await runner.search(pair, this.slicesOf(place), {
					coolDown: async () => this.#coolDown(start, signal),
					signal,
				});
				this.answers.set(place, answer);
				if (failure !== undefined) {
					this.failures.set(place, failure);
				}
			}
		}
	}

	#wholeOf(pair: number): MeasuredSlice[] {
		return this.#slices[pair]!.filter(({summary}) => summary.end.reason === 'completed');
	}

	/** Whole slices from the first turn on; then one that was cut short. */
	#readSlices(pair: PlannedPair): MeasuredSlice[] {
		const slices: MeasuredSlice[] = [];
		for (let turn = 0; turn < this.#settings.matrix.slices; turn++) {
			const file = this.#folder.sliceFile(pair, turn);
			let summary: Summary;
			try {
				summary = readSummary(file);
			} catch {
				// Not measured yet, or damaged: it is measured again.
				return slices;
			}

			slices.push(...asSlice(file, summary));
			if (summary.end.reason !== 'completed') {
				return slices;
			}
		}

		return slices;
	}

	async #coolDown(start: Temperature | undefined, signal: AbortSignal): Promise<void> {
		const {coolDownMs} = this.#settings;
		const isFirst = !this.#hasMeasured;
		this.#hasMeasured = true;
		if (coolDownMs === 0 || isFirst) {
			return;
		}

		const result = await coolDown(sensorPlace(this.#flags), start, {
			mostMs: coolDownMs,
			signal,
			onTemperature: (celsius, target) => {
				this.progress.live(coolText(this.#settings, celsius, target));
			},
		});
		this.#timeLeft.gapTook(result.waitedMs);
		if (result.kind === 'still warm' && !signal.aborted) {
			this.progress.tell(
				`still ${result.celsius.toFixed(1)} °C (start ${start!.celsius.toFixed(1)} °C) after ${Math.round(result.waitedMs / 1000)} s; going on`,
			);
		}
	}

	async #measure(place: number, turn: number, left: readonly number[]): Promise<void> {
		const pair = this.#pairs[place]!;
		if (!('options' in pair)) {
			return;
		}

		const {matrix, sliceFrames} = this.#settings;
		const whole = this.#wholeOf(place);
		const startPosition = whole.reduce(
			(sum, {segment}) => sum + segment.frames + segment.skippedFrames,
			0,
		);
		const file = this.#folder.sliceFile(pair, turn);
		const options = {
			...pair.options,
			endsWithPreset: false,
			part: {startPosition, rule: matrix.rule},
			...(sliceFrames !== undefined && {frames: sliceFrames}),
			saveFile: new SaveFile(file),
		};
		const name = sanitize(`${pair.model} on ${pair.backendId}`);
		const total = this.#pairs.filter(each => 'options' in each).length * matrix.slices;
		const head = `[${total - left.length + 1}/${total}] ${name}, slice ${turn + 1} of ${matrix.slices}`;
		const beganAtMs = monotonicMs();
		try {
			const {summary, saveError} = await this.slot.run(options, name, ({store}) => {
				const leftText = this.#timeLeft.text(left, monotonicMs() - beganAtMs);
				this.progress.live(`${head}: ${sliceText(store.getSnapshot())}; ${leftText}`);
			});
			this.#slices[place] = [...whole, ...asSlice(file, summary)];
			this.#judge(place, summary, saveError);
			this.#timeLeft.sliceTook(place, monotonicMs() - beganAtMs);
			const segment = summary.segments.at(-1);
			this.progress.tell(
				`${head}: ${segment?.frames ?? 0} frames, ${withUnit(framesPerSecond(segment?.fps.session), 'FPS')}; ${this.#timeLeft.text(left.slice(1), 0)}`,
			);
		} catch (error) {
			this.failures.set(place, messageOf(error));
		}
	}

	#judge(
		place: number,
		{end, segments}: Pick<Summary, 'end' | 'segments'>,
		saveError: string | undefined,
	): void {
		const faulty = segments.find(({faultyFrames}) => faultyFrames !== undefined);
		if (saveError !== undefined) {
			this.failures.set(place, saveError);
		} else if (end.reason === 'failed') {
			this.failures.set(place, end.detail ?? 'failed');
		} else if (faulty) {
			this.failures.set(place, faulty.accuracyMissing ?? 'the scores are no numbers');
		}
	}
}
