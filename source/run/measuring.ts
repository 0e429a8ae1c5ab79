import {basename} from 'node:path';
import {monotonicMs} from '../system/clock.js';
import {type EngineSupervisor, type FrameRange} from '../engine/supervisor.js';
import {type EngineConfig, type EngineMessage} from '../engine/protocol.js';
import {computingId} from '../sensors/parts.js';
import {sanitize} from '../text/sanitize.js';
import {type SegmentRecord} from './build-summary.js';
import {type Choice, makeConfig} from './choice.js';
import {EngineSwitch} from './engine-switch.js';
import {Lookups, noteFlips} from './lookups.js';
import {type SessionOptions} from './options.js';
import {isDone, isExhausted} from './run-limits.js';
import {SegmentState} from './segment.js';
import {StallWatch} from './stall-watch.js';
import {type SessionState} from './session-state.js';
import {takeIdleBaseline} from './idle-baseline.js';

/** The run is over, and why. */
export type OnOver = (reason: 'completed' | 'failed', detail?: string) => void;

/** Turns what the engines of a run say into segments, events and phases. */
export class Measuring {
	readonly records = new Map<SegmentState, SegmentRecord>();
	readonly engines: EngineSwitch;
	readonly #options: SessionOptions;
	readonly #state: SessionState;
	readonly #onOver: OnOver;
	readonly #stalls = new StallWatch(text => {
		this.#note('info', 'stalled', text);
	});

	/** The last counted frame before a flip, until the first one after it. */
	#flippedFromMs: number | undefined;
	#doing: string | undefined;
	readonly #lookups: Lookups;

	/** @param first What runs first. @default what the options say */
	constructor(options: SessionOptions, state: SessionState, onOver: OnOver, first?: Choice) {
		this.#options = options;
		this.#state = state;
		this.#onOver = onOver;
		this.#lookups = new Lookups(this.#note.bind(this), () => state.segments.at(-1));
		this.engines = new EngineSwitch(
			{
				first: first ?? {model: options.model, backendId: options.backendId},
				resolveModel: options.resolveModel,
				configOf: choice => makeConfig(choice, options),
				rangeFrom: position => this.#rangeFrom(position),
			},
			{
				onBegan: (supervisor, choice, nowMs) => {
					this.#begin(supervisor, choice, nowMs);
				},
				async onFirstReady({config}) {
					const {idleMs = 0} = options;
					await (idleMs > 0 &&
						takeIdleBaseline(state, idleMs, computingId(config.backendId, config)));
				},
				onMessage: message => {
					this.#receive(message);
				},
				onPreparing: (supervisor, message) => {
					this.#prepare(supervisor, message);
				},
				onLookup: () => this.#lookups.open(),
				onWaiting: text => {
					this.#state.segments.at(-1)?.close(monotonicMs());
					this.#setPhase('loading', text);
				},
				onRestart: (reason, delayMs) => {
					this.#restart(reason, delayMs);
				},
				onRecovered: () => {
					this.#note('info', 'engineRecovered', 'the engine runs again');
					this.#setPhase('running', 'running');
				},
				onFailed: reason => {
					this.#onOver('failed', reason);
				},
				onNativeText: options.logNative,
				note: this.#note.bind(this),
			},
		);
	}

	get enginePid(): number | undefined {
		return this.engines.pid;
	}

	start(): void {
		const {model, backendId} = this.engines.running;
		this.#setPhase('loading', `loading ${model.manifest.title} on ${backendId}`);
		this.engines.start();
	}

	/** Begins a new segment on the running engine; what was measured stays in the summary. */
	resetStatistics(): void {
		const old = this.#state.segments.at(-1);
		const record = old && this.records.get(old);
		if (old && record && this.enginePid !== undefined) {
			this.#open(record, old.identity, monotonicMs());
			const text = 'statistics reset; the earlier ones are kept in the summary';
			this.#note('info', 'statisticsReset', text);
		}
	}

	pace(scale: number): void {
		this.engines.pace(scale);
	}

	async close(): Promise<void> {
		// The time that the engine takes to end is no time of the measurement.
		const nowMs = monotonicMs();
		await this.engines.close();
		this.#state.segments.at(-1)?.close(nowMs);
	}

	kill(): void {
		this.engines.kill();
	}

	#rangeFrom(position: number): FrameRange {
		const {frames, endPosition, resumed, part} = this.#options;
		return {
			position: Math.max(position, resumed?.next ?? part?.startPosition ?? 0),
			endPosition,
			...(frames !== undefined && {frames: Math.max(0, frames - this.#state.frames)}),
		};
	}

	#begin(supervisor: EngineSupervisor, {model}: Choice, nowMs: number): void {
		this.#flippedFromMs =
			this.records.size > 0 ? this.#state.segments.at(-1)?.lastFrameAtMs : undefined;
		this.#state.labelNames = model.labels.names;
		this.#open(
			{
				backendOptions: supervisor.config.backendOptions,
				modelSha256: model.sha256,
			},
			{...supervisor.config, ...supervisor.known},
			nowMs,
		);
		this.#setPhase('running', 'running');
		void noteFlips(this.#options, this.#state, model.manifest.name);
	}

	#open(
		record: SegmentRecord,
		identity: Omit<SegmentState['identity'], 'number'>,
		nowMs: number,
	): void {
		this.#state.closeSegments(nowMs);
		const segment = new SegmentState({...identity, number: this.#state.segments.length + 1});
		const {resumed, seed} = this.#options;
		if (resumed && segment.identity.number === 1) {
			segment.goOn(resumed, seed);
		}

		this.records.set(segment, record);
		this.#state.segments.push(segment);
		segment.start(nowMs);
		const {backendId, device, facts} = identity;
		this.#state.throttling.beginSegment(nowMs, {
			backendId: computingId(backendId, {device, executed: facts?.device}),
			threads: facts?.threads,
		});
	}

	#prepare(supervisor: EngineSupervisor, message: EngineMessage): void {
		const {pending, segments} = this.#state;
		if (message.type === 'batch') {
			this.#skip(message);
		} else if (message.type === 'noted') {
			this.#note(message.level, message.kind, message.text);
		}

		const doing =
			message.type === 'progress' && message.text !== undefined
				? sanitize(message.text, 80)
				: undefined;

		if (segments.length > 0) {
			this.#tellDoing(supervisor.config, doing);
			return;
		}

		pending.identity = {...pending.identity, ...supervisor.known};
		switch (message.type) {
			case 'warming': {
				this.#setPhase('warming up', `warming up: ${message.runs} runs`);

				break;
			}

			case 'progress': {
				if (doing !== undefined) {
					this.#setPhase('loading', doing);
				}

				break;
			}

			case 'loaded': {
				this.#setPhase('warming up', 'warming up');
				break;
			}
			// No default
		}
	}

	/** What the engine of a flip is doing: an event when it begins something else, and none for each count. */
	#tellDoing({manifest, backendId}: EngineConfig, doing: string | undefined): void {
		const step = doing?.replace(/: \d+ of \d+$/, '');
		if (step !== undefined && step !== this.#doing) {
			this.#doing = step;
			this.#note('info', 'flipProgressed', `${manifest.title} on ${backendId}: ${step}`);
		}
	}

	#receive(message: EngineMessage): void {
		const segment = this.#state.segments.at(-1);
		if (message.type === 'noted') {
			this.#note(message.level, message.kind, message.text);
		} else if (message.type === 'batch' && segment) {
			const hadFrames = segment.frames > 0;
			if (!hadFrames) {
				this.#stalls.restart();
			}

			segment.record(message.batch);
			this.#stalls.record(message.batch);
			this.#lookups.record(message.batch.inferMs);
			if (message.stream) {
				segment.recordStream(message.stream);
			}

			this.#skip(message);
			this.#state.engineRssBytes = message.rssBytes;
			this.#state.engineCpu =
				message.cpuSeconds === undefined
					? undefined
					: {seconds: message.cpuSeconds, atMs: monotonicMs()};
			if (!hadFrames && segment.frames > 0) {
				this.#tellGap(message.batch.endedAtMs[0]!);
			}

			if (isDone(this.#options, this.#state, monotonicMs())) {
				this.#onOver('completed');
			}
		} else if (
			message.type === 'stopped' &&
			isExhausted(this.#options, this.#state, message.nextPosition)
		) {
			this.#onOver('completed');
		}
	}

	#skip(message: EngineMessage & {type: 'batch'}): void {
		const {segment} = this.#state;
		for (const {entry, reason} of message.skipped) {
			const file = this.#options.dataset.entries[entry]?.file ?? `entry ${entry}`;
			if (segment.skip(entry)) {
				this.#note('warning', 'frameSkipped', `${basename(file)} skipped: ${reason}`);
			}
		}
	}

	/** Tells the time between the last counted frame before a flip and the first one after it. */
	#tellGap(firstFrameAtMs: number): void {
		if (this.#flippedFromMs !== undefined) {
			const gapMs = Math.round(firstFrameAtMs - this.#flippedFromMs);
			const {model, backendId} = this.engines.running;
			const text = `${model.manifest.title} on ${backendId} took over; gap ${gapMs} ms`;
			this.#note('info', 'flipped', text);
			this.#flippedFromMs = undefined;
		}
	}

	#restart(reason: string, delayMs: number): void {
		const segment = this.#state.segments.at(-1);
		if (segment) {
			segment.restarts++;
		}

		this.#note(
			'error',
			'engineRestarted',
			`the engine ${reason}; it starts again in ${delayMs / 1000} s, nothing measured is lost`,
		);
		this.#setPhase('restarting', 'restarting the engine');
	}

	#note(level: 'info' | 'warning' | 'error', kind: string, text: string): void {
		this.#state.note(monotonicMs(), level, kind, text);
	}

	#setPhase(phase: Parameters<SessionState['setPhase']>[0], text: string): void {
		this.#state.setPhase(phase, text, monotonicMs());
	}
}
