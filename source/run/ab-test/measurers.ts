import {monotonicMs} from '../../system/clock.js';
import {type SegmentRecord} from '../build-summary.js';
import {type ArmChoice, type Arms, makeConfig, type Choice} from '../choice.js';
import {type EngineSwitch} from '../engine-switch.js';
import {type Measurer} from '../measurer.js';
import {Measuring, type OnOver} from '../measuring.js';
import {type ArmOptions, type SessionOptions} from '../options.js';
import {type SegmentState} from '../segment.js';
import {type SessionState} from '../session-state.js';
import {AbTest} from './ab-test.js';

const defaultDurationMs = 300_000;

const armsOf = (options: SessionOptions, armB: ArmOptions): Arms => {
	const {device: _device, threads: _threads, ...rest} = options;
	const choice = {model: options.model, backendId: options.backendId};
	return [
		{choice, config: makeConfig(choice, options)},
		{choice: armB, config: makeConfig(armB, {...rest, ...armB})},
	];
};

/** What a session measures with, one after the other: a single engine with its flips, and two in turns when that is asked for. */
export class Measurers implements Measurer {
	readonly #options: SessionOptions;
	readonly #state: SessionState;
	readonly #onOver: OnOver;
	readonly #onRound: () => void;
	readonly #past = new Map<SegmentState, SegmentRecord>();
	#present: Measurer;
	/** The single engine, where that is what runs. */
	#single: Measuring | undefined;
	/** What ran before the two in turns, to go on with. */
	#resumed: Choice | undefined;
	#arms: Arms | undefined;
	#isChanging = false;
	#isClosed = false;

	/** @param onRound Called when a round of a comparison is finished. */
	constructor(
		options: SessionOptions,
		state: SessionState,
		onOver: OnOver,
		onRound: () => void = () => undefined,
	) {
		this.#options = options;
		this.#state = state;
		this.#onOver = onOver;
		this.#onRound = onRound;
		const {armB, durationMs = defaultDurationMs} = options;
		if (armB) {
			const arms = armsOf(options, armB);
			this.#present = new AbTest({arms, durationMs, onRound}, options, state, onOver);
		} else {
			this.#single = new Measuring(options, state, onOver);
			this.#present = this.#single;
		}
	}

	get records(): ReadonlyMap<SegmentState, SegmentRecord> {
		return new Map([...this.#past, ...this.#present.records]);
	}

	get enginePid(): number | undefined {
		return this.#present.enginePid;
	}

	start(): void {
		this.#present.start();
	}

	get engines(): EngineSwitch | undefined {
		return this.#present.engines;
	}

	resetStatistics(): void {
		this.#present.resetStatistics();
	}

	pace(scale: number): void {
		this.#present.pace(scale);
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		await this.#present.close();
	}

	kill(): void {
		this.#isClosed = true;
		this.#present.kill();
	}

	/** Lets the last two that ran take turns, and goes on with the newer one afterwards; while they do: ends that. */
	async compareLive(): Promise<void> {
		if (this.#isChanging || this.#isClosed || this.#options.armB) {
			return;
		}

		if (!this.#single) {
			await this.#goOn();
			return;
		}

		const {running, previous} = this.#single.engines;
		this.#arms = previous ? [this.#armOf(previous), this.#armOf(running)] : this.#arms;
		if (!this.#arms) {
			this.#note(
				'warning',
				'compareRefused',
				'flip to another model or backend first (m, b): the last two are compared',
			);
			return;
		}

		const arms = this.#arms;
		this.#resumed = running;
		await this.#change(() => {
			this.#single = undefined;
			const test: AbTest = new AbTest(
				{arms, durationMs: defaultDurationMs, onRound: this.#onRound},
				this.#options,
				this.#state,
				(_reason, detail) => {
					if (this.#present === test) {
						void this.#goOn(detail);
					}
				},
			);
			return test;
		});
	}

	#armOf(choice: Choice): ArmChoice {
		return {choice, config: makeConfig(choice, this.#options)};
	}

	/** Back to the single engine. */
	async #goOn(detail = 'ended by hand'): Promise<void> {
		await this.#change(() => {
			const {verdict = 'no verdict'} = this.#state.liveComparison ?? {};
			this.#note('info', 'compared', `the two in turns: ${verdict} (${detail})`);
			this.#single = new Measuring(this.#options, this.#state, this.#onOver, this.#resumed);
			return this.#single;
		});
	}

	async #change(make: () => Measurer): Promise<void> {
		if (this.#isChanging || this.#isClosed) {
			return;
		}

		this.#isChanging = true;
		await this.#present.close();
		for (const [segment, record] of this.#present.records) {
			this.#past.set(segment, record);
		}

		this.#isChanging = false;
		// The session may have ended meanwhile.
		if (!this.#isClosed) {
			this.#present = make();
			this.#present.start();
		}
	}

	#note(level: 'info' | 'warning', kind: string, text: string): void {
		this.#state.note(monotonicMs(), level, kind, text);
	}
}
