import {randomUUID} from 'node:crypto';
import {monotonicMs} from '../system/clock.js';
import {every, type Repeated} from '../system/every.js';
import {messageOf} from '../text/user-error.js';
import {describeContext} from '../record/context.js';
import {checkGates} from '../record/gates.js';
import {type EndReason, type Summary} from '../record/summary.js';
import {type JournalSource} from './recording/document.js';
import {Journal} from './recording/journal.js';
import {accuracyWarning} from './accuracy-warning.js';
import {buildSummary} from './build-summary.js';
import {firstSegment} from './choice.js';
import {JudgeInputs} from './judge-inputs.js';
import {type SessionOptions} from './options.js';
import {type SegmentState} from './segment.js';
import {SessionState} from './session-state.js';
import {SnapshotStore} from './store.js';
import {noFlips} from './ab-test/ab-test.js';
import {ToldClasses} from './told-classes.js';
import {Measurers} from './ab-test/measurers.js';

export type SessionEnd = {
	readonly summary: Summary;
	/** Why the summary could not be saved. */
	readonly saveError?: string;
	/** Why no frame was ever counted: the run failed to start, and nothing of it is saved. */
	readonly startFailure?: string;
};

const toText = (summary: Summary): string => `${JSON.stringify(summary, undefined, 2)}\n`;

/** One run from start to summary. Knows no screen: the live view and `--headless` drive the same object. */
export class Session {
	readonly id = randomUUID();
	readonly state: SessionState;
	readonly store: SnapshotStore;
	/** Resolves once, when the run is over and saved. */
	readonly ended: Promise<SessionEnd>;
	readonly #options: SessionOptions;
	readonly #measuring: Measurers;
	readonly #inputs: JudgeInputs;
	#ticker: Repeated | undefined;
	#judge: Repeated | undefined;
	#isEnding = false;
	#hasLastSave = false;
	#doubted: SegmentState | undefined;
	readonly #toldClasses = new ToldClasses();
	readonly #journal: Journal | undefined;
	#nativeNotedAtMs = Number.NEGATIVE_INFINITY;
	#finish!: (end: SessionEnd) => void;

	constructor(options: SessionOptions) {
		this.#options = options;
		this.state = new SessionState(monotonicMs(), firstSegment(options), options);
		this.state.labelNames = options.model.labels.names;
		this.state.savePath = options.saveFile.path;
		this.#inputs = new JudgeInputs(this.id, options, this.state);
		this.store = new SnapshotStore(
			() => this.state.snapshot(monotonicMs()),
			options.periodMs,
			this.state.activity,
		);
		this.#measuring = new Measurers(
			options,
			this.state,
			(reason, detail) => {
				void this.end(reason, detail);
			},
			() => this.#journal?.tick(monotonicMs()),
		);
		this.#journal = this.#openJournal();
		this.ended = new Promise(resolve => {
			this.#finish = resolve;
		});
	}

	get enginePid(): number | undefined {
		return this.#measuring.enginePid;
	}

	start(): void {
		for (const {file, reason} of this.#options.dataset.skipped) {
			this.note('warning', 'frameSkipped', `${file} skipped: ${reason}`);
		}

		for (const text of this.#options.dataset.notes ?? []) {
			this.note('warning', 'sourceRead', text);
		}

		for (const warning of this.#options.warnings ?? []) {
			this.note('warning', 'inputPassedOver', warning);
		}

		if (typeof this.#options.journal === 'string') {
			this.note('warning', 'journalStopped', this.#options.journal);
		}

		this.#measuring.start();
		this.#journal?.tick(monotonicMs());
		this.#ticker = every(1000, () => {
			this.state.activity.during(() => {
				this.state.tick(monotonicMs());
				this.#toldClasses.tell(this.state.segments, this.note.bind(this));
				this.#doubtAccuracy();
				this.#journal?.tick(monotonicMs());
			}, monotonicMs);
		});
		this.#judge = every(1000 / this.state.throttling.clock.speed, () => {
			this.#inputs.gather(monotonicMs(), this.#measuring);
			this.state.judge(monotonicMs());
			const scale = this.state.throttling.paceScale;
			if (scale !== undefined) {
				this.#measuring.pace(scale);
			}
		});
	}

	note(level: 'info' | 'warning' | 'error', kind: string, text: string): void {
		this.state.note(monotonicMs(), level, kind, text);
	}

	/** A line that native code wrote to stderr: the events panel shows it, at most one a second. The whole of it is in the log; libraries call harmless things errors, so it is no warning. */
	noteNative(line: string): void {
		const nowMs = monotonicMs();
		if (line.trim() !== '' && nowMs - this.#nativeNotedAtMs > 1000) {
			this.#nativeNotedAtMs = nowMs;
			this.note('info', 'nativeMessage', `engine: ${line}`);
		}
	}

	selectModel = async (name: string): Promise<void> => this.#flip(name);

	selectBackend = async (id: string): Promise<void> => this.#flip(undefined, id);

	/** Lets the last two that ran take turns; while they do: ends that. */
	compareLive = async (): Promise<void> => {
		await this.#measuring.compareLive();
		this.store.publish();
	};

	resetStatistics = (): void => {
		this.#measuring.resetStatistics();
		this.store.publish();
	};

	/** Saves the summary as it stands; a failure is an event. */
	save = (): void => {
		try {
			this.#options.saveFile.save(toText(this.summarise('running')));
			this.note('info', 'sessionSaved', `saved to ${this.#options.saveFile.path}`);
		} catch (error) {
			this.note('error', 'saveFailed', messageOf(error));
		}

		this.store.publish();
	};

	/** Ends the run: the frame in hand is finished, the summary saved. Later calls change nothing. */
	async end(reason: EndReason, detail?: string): Promise<void> {
		if (this.#isEnding) {
			return;
		}

		this.#isEnding = true;
		this.#ticker?.stop();
		this.#judge?.stop();
		await this.#measuring.close();
		this.#toldClasses.tell(this.state.segments, this.note.bind(this));
		if (reason === 'failed' && detail !== undefined) {
			this.note('error', 'sessionFailed', detail);
		}

		this.state.setPhase(reason === 'failed' ? 'failed' : 'ended', detail ?? reason, monotonicMs());
		const summary = this.summarise(reason, detail);
		const startFailure = this.#startFailure(summary);
		if (startFailure !== undefined) {
			this.#journal?.discard();
			this.store.publish();
			this.#finish({summary, startFailure});
			return;
		}

		const saveError = this.#saveLast(summary);
		this.#journal?.end(summary, monotonicMs());
		this.store.publish();
		this.#finish({summary, saveError});
	}

	/**
	Last resort of a process that goes down, synchronous: ends the engines and saves what there is.

	@throws UserError when it cannot be saved.
	*/
	abandon(detail: string, reason: EndReason = 'failed'): void {
		this.#measuring.kill();
		this.#isEnding = true;
		// An end that was under way may hang on an engine that does not answer: it has not saved yet.
		if (!this.#hasLastSave) {
			const summary = this.summarise(reason, detail);
			this.#journal?.end(summary, monotonicMs());
			this.#options.saveFile.save(toText(summary));
			this.#hasLastSave = true;
		}
	}

	/** The summary as it stands now. */
	summarise(reason: EndReason, detail?: string): Summary {
		const {state} = this;
		const options = this.#options;
		const nowMs = monotonicMs();
		const figures = state.segment.figures(state.startMs, nowMs, state.preset);
		return buildSummary(
			state,
			this.#measuring.records,
			{
				edgetop: options.edgetopVersion,
				id: this.id,
				end: {reason, detail},
				context: describeContext(options, state.identity, state.startTemperature),
				gates: checkGates(options.gates, figures),
			},
			nowMs,
		);
	}

	async #flip(modelName: string | undefined, backendId?: string): Promise<void> {
		const {engines} = this.#measuring;
		if (engines) {
			await engines.select(modelName, backendId);
		} else {
			this.note('warning', 'flipRefused', noFlips);
		}

		this.store.publish();
	}

	/** The records grow while the run goes on. */
	#journalSource(): JournalSource {
		const measuring = this.#measuring;
		return {
			state: this.state,
			options: this.#options,
			get records() {
				return measuring.records;
			},
		};
	}

	#openJournal(): Journal | undefined {
		const {journal, saveFile, edgetopVersion} = this.#options;
		return journal && typeof journal !== 'string'
			? new Journal(journal, this.#journalSource(), {
					edgetop: edgetopVersion,
					id: this.id,
					summaryFile: saveFile.path,
					note: (level, kind, text) => {
						this.note(level, kind, text);
					},
				})
			: undefined;
	}

	/** Tells once for each segment that its accuracy is far below the published one. */
	#doubtAccuracy(): void {
		const segment = this.state.segments.at(-1);
		const warning = segment && segment !== this.#doubted ? accuracyWarning(segment) : undefined;
		if (warning !== undefined) {
			this.#doubted = segment;
			this.note('warning', 'accuracyLow', warning);
		}
	}

	/** In one line what did not start, on what, and why. A part of a measurement is kept: the whole has to know of it. */
	#startFailure({end, segments}: Summary): string | undefined {
		if (
			end.reason !== 'failed' ||
			this.#options.part !== undefined ||
			segments.some(({frames}) => frames > 0)
		) {
			return undefined;
		}

		const {model, backendId} = this.#options;
		return `${model.manifest.name} on ${backendId} did not start: ${end.detail ?? 'no reason was told'}`;
	}

	#saveLast(summary: Summary): string | undefined {
		try {
			this.#options.saveFile.save(toText(summary));
			this.#hasLastSave = true;
			return undefined;
		} catch (error) {
			return messageOf(error);
		}
	}
}
