import {monotonicMs} from '../../system/clock.js';
import {coin, SequentialTest, type Round} from '../../compare/statistics/sequential-test.js';
import {type SegmentRecord} from '../build-summary.js';
import {type Arms} from '../choice.js';
import {type Measurer} from '../measurer.js';
import {type OnOver} from '../measuring.js';
import {type SessionOptions} from '../options.js';
import {SegmentState} from '../segment.js';
import {type SessionState} from '../session-state.js';
import {type LiveComparison} from '../../record/ab-test-schema.js';
import {CoolDown} from './cool-down.js';
import {Arm} from './arm.js';

/** About as long a slice of the slower side takes. */
const sliceMs = 500;
const fewestFrames = 10;
const mostFrames = 200;
/** Two processes of one program differ by this much without a cause that matters (where their memory lies). */
export const allowance = 0.01;

/** What is told when a key asks for what two in turns cannot do. */
export const noFlips = 'two are compared in turns: no flips and no reset until that is over';

/** Runs A and B in turns on the same frames until a difference is shown or the time is up (compare/statistics/sequential-test.ts). */
export class AbTest implements Measurer {
	readonly records = new Map<SegmentState, SegmentRecord>();
	readonly engines = undefined;
	readonly #options: SessionOptions;
	readonly #state: SessionState;
	readonly #onOver: OnOver;
	readonly #onRound: () => void;
	readonly #arms: Arms;
	readonly #durationMs: number;
	readonly #sides: Arm[] = [];
	readonly #test = new SequentialTest(allowance);
	readonly #rounds: Round[] = [];
	readonly #coolDown: CoolDown;
	#numbers: readonly [number, number] = [1, 2];
	#frames = 0;
	#endedBy: LiveComparison['endedBy'];
	#isClosed = false;

	/**
	@param task.durationMs After which it ends without a difference.
	@param task.onRound Called when another round is finished and part of the state.
	*/
	constructor(
		{
			arms,
			durationMs,
			onRound,
		}: {
			readonly arms: Arms;
			readonly durationMs: number;
			readonly onRound: () => void;
		},
		options: SessionOptions,
		state: SessionState,
		onOver: OnOver,
	) {
		this.#arms = arms;
		this.#durationMs = durationMs;
		this.#options = options;
		this.#state = state;
		this.#onOver = onOver;
		this.#onRound = onRound;
		this.#coolDown = new CoolDown(() => state.temperature);
	}

	get enginePid(): number | undefined {
		return this.#sides.at(-1)?.supervisor.pid;
	}

	start(): void {
		void this.#run();
	}

	resetStatistics(): void {
		this.#state.note(monotonicMs(), 'warning', 'flipRefused', noFlips);
	}

	pace(scale: number): void {
		for (const {supervisor} of this.#sides) {
			supervisor.pace(scale);
		}
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		const nowMs = monotonicMs();
		this.#endedBy ??= 'request';
		if (this.#rounds.length > 0) {
			this.#test.finish();
		}

		await Promise.all(this.#sides.map(async ({supervisor}) => supervisor.close()));
		for (const {segment} of this.#sides) {
			segment?.close(nowMs);
		}

		this.#publish();
	}

	kill(): void {
		this.#isClosed = true;
		for (const {supervisor} of this.#sides) {
			supervisor.kill();
		}
	}

	async #run(): Promise<void> {
		// One after the other: neither warms up beside the other's load.
		for (const place of [0, 1] as const) {
			const side = this.#load(place);
			await side.ready;
			if (this.#isClosed) {
				return;
			}
		}

		const [a, b] = this.#sides as [Arm, Arm];
		this.#open();
		this.#tellFrames();
		const slowerMs = Math.max(a.warmRunMs, b.warmRunMs, 0.001);
		this.#frames = Math.min(mostFrames, Math.max(fewestFrames, Math.ceil(sliceMs / slowerMs)));
		await this.#runRounds(a, b);
	}

	async #runRounds(a: Arm, b: Arm): Promise<void> {
		const endMs = monotonicMs() + this.#durationMs;
		const toss = coin(this.#options.seed);
		let position = 0;
		while (!this.#isClosed) {
			const mark = this.#coolDown.mark();
			const order = toss();
			this.#setPhase('comparing', `in turns: round ${this.#rounds.length + 1}, ${order}`);
			const [outer, inner] = order === 'ABBA' ? [a, b] : [b, a];
			const first = await outer.run(position, this.#frames);
			const second = await inner.run(position, this.#frames);
			position = Math.max(first.nextPosition, second.nextPosition);
			const third = await inner.run(position, this.#frames);
			const fourth = await outer.run(position, this.#frames);
			position = Math.max(third.nextPosition, fourth.nextPosition);
			const outerMs = [first.medianMs, fourth.medianMs] as const;
			const innerMs = [second.medianMs, third.medianMs] as const;
			const round: Round =
				order === 'ABBA' ? {order, a: outerMs, b: innerMs} : {order, a: innerMs, b: outerMs};
			this.#rounds.push(round);
			const isDecided = this.#test.add(round);
			this.#publish();
			this.#onRound();
			if (isDecided || monotonicMs() >= endMs) {
				this.#endedBy = isDecided ? 'difference' : 'time';
				this.#onOver('completed', isDecided ? 'a difference was shown' : 'the time was up');
				return;
			}

			this.#setPhase('comparing', `in turns: cooling after ${this.#rounds.length}`);
			await this.#coolDown.wait(mark, () => this.#isClosed);
			this.#tellPause();
		}
	}

	/** The same rule holds for both; where it gave two answers, FPS does not compare the models alone. */
	#tellFrames(): void {
		const [a, b] = this.#sides.map(({supervisor}) => supervisor.known.facts?.framesMode);
		if (a !== b) {
			const text = `frames of A: ${a ?? 'n/a'}, of B: ${b ?? 'n/a'}: their FPS are not comparable, their latencies are (--frames-from sets one for both)`;
			this.#state.note(monotonicMs(), 'warning', 'framesDiffer', text);
		}
	}

	#tellPause(): void {
		const {sensor} = this.#coolDown.total;
		if (this.#rounds.length === 1) {
			const text =
				sensor === undefined
					? 'no temperature sensor: a short pause between rounds instead of a cool-down'
					: `between rounds ${sensor} comes back to within 2 °C`;
			this.#state.note(monotonicMs(), 'info', 'coolDownChosen', text);
		}
	}

	#load(place: 0 | 1): Arm {
		const letter = 'AB'[place]!;
		const {choice, config} = this.#arms[place];
		const {model, backendId} = choice;
		const what = `${letter}: ${model.manifest.title} on ${backendId}`;
		this.#setPhase('loading', `loading ${what}`);
		for (const guess of model.guesses) {
			this.#state.note(monotonicMs(), 'warning', 'manifestGuessed', guess);
		}

		const side = new Arm(config, {
			onMessage: message => {
				if (message.type === 'warming') {
					this.#setPhase('warming up', `warming up ${what}: ${message.runs} runs`);
				} else if (message.type === 'batch') {
					this.#state.engineRssBytes = this.#sides.reduce((sum, {rssBytes}) => sum + rssBytes, 0);
				}
			},
			onRestart: (reason, delayMs) => {
				const text = `the engine of ${letter} ${reason}; it starts again in ${delayMs / 1000} s`;
				this.#state.note(monotonicMs(), 'error', 'engineRestarted', text);
			},
			onRecovered: () => {
				this.#state.note(monotonicMs(), 'info', 'engineRecovered', `${letter} runs again`);
			},
			onFailed: reason => {
				this.#onOver('failed', `${what}: ${reason}`);
			},
			onNativeText: this.#options.logNative,
		});
		this.#sides.push(side);
		return side;
	}

	/** Both segments begin, with their clocks standing. */
	#open(): void {
		const nowMs = monotonicMs();
		const {segments} = this.#state;
		this.#state.liveComparison = undefined;
		this.#state.labelNames = this.#arms[1].choice.model.labels.names;
		this.#state.throttling.skipSegments(2);
		this.#numbers = [segments.length + 1, segments.length + 2];
		for (const [place, side] of this.#sides.entries()) {
			const {config, known} = side.supervisor;
			const {sha256} = this.#arms[place]!.choice.model;
			const segment = new SegmentState({...config, ...known, number: this.#numbers[place]!});
			this.records.set(segment, {
				backendOptions: config.backendOptions,
				modelSha256: sha256,
			});
			segment.start(nowMs);
			segment.pause(nowMs);
			side.segment = segment;
			segments.push(segment);
		}
	}

	#publish(): void {
		if (this.#frames === 0) {
			return;
		}

		const {latest} = this.#test;
		const comparison = latest?.comparison;
		this.#state.liveComparison = {
			first: this.#numbers[0],
			second: this.#numbers[1],
			...(comparison
				? {
						change: comparison.change,
						low: comparison.low,
						high: comparison.high,
						verdict: comparison.verdict,
						margin: comparison.margin,
						test: comparison.test,
					}
				: {missing: `too few rounds for an interval: ${this.#rounds.length}`}),
			looks: latest?.looks ?? 0,
			...(latest && {level: latest.level}),
			allowance,
			...(this.#endedBy && {endedBy: this.#endedBy}),
			framesPerSlice: this.#frames,
			rounds: this.#rounds.map(({order, a, b}) => ({order, a: [...a], b: [...b]})),
			coolDown: {...this.#coolDown.total},
		};
	}

	#setPhase(phase: Parameters<SessionState['setPhase']>[0], text: string): void {
		this.#state.setPhase(phase, text, monotonicMs());
	}
}
