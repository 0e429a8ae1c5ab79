import {basename} from 'node:path';
import {type EventLevel} from '../record/summary.js';
import {type OwnCost, type Phase} from '../record/live-schema.js';
import {type ProbedBackend} from '../engine/protocol.js';
import {frameCountOf, kindOf, type Dataset} from '../frames/dataset.js';
import {TimeSeries} from '../measure/time-series.js';
import {type Preset} from '../measure/validity.js';
import {type HostIdentity, type TelemetrySample} from '../sensors/sensor.js';
import {computingId} from '../sensors/parts.js';
import {usageOf} from '../sensors/usage.js';
import {sanitize} from '../text/sanitize.js';
import {acceleratorFigures} from '../record/accelerator-figures.js';
import {EventLog} from '../record/event-log.js';
import {chooseTemperature, hostFigures} from '../record/host-figures.js';
import {type Reference} from '../record/reference/reference.js';
import {rankOf} from '../record/reference/rank.js';
import {type ModelChoice, type Snapshot} from '../record/snapshot.js';
import {TelemetryLog} from '../record/telemetry-log.js';
import {type RecordedBoard} from '../throttling/board-clock.js';
import {Timeline} from '../record/timeline.js';
import {Throttling, type EngineSecond} from '../throttling/throttling.js';
import {type LiveComparison} from '../record/ab-test-schema.js';
import {OwnActivity} from './own-activity.js';
import {type SegmentState} from './segment.js';

const eventsShown = 200;

/** Everything a session knows. Changed by the session alone, with the time as an argument; read as frozen snapshots. */
const nameOfFile = ({file}: {readonly file: string}): string => sanitize(basename(file), 120);

export class SessionState {
	readonly startedAt = new Date();
	readonly startMs: number;
	readonly dataset: Dataset;
	readonly seed: number;
	readonly preset: Preset;
	readonly durationMs: number | undefined;
	readonly references: readonly Reference[];
	readonly events = new EventLog();
	readonly telemetry = new TelemetryLog();
	readonly timeline = new Timeline();
	readonly segments: SegmentState[] = [];
	/** Made ready, not counting yet. */
	pending: SegmentState;
	phase: Phase = 'starting';
	phaseText = 'starting';
	phaseSinceMs: number;
	labelNames: readonly string[] = [];
	identity: HostIdentity | undefined;
	startTemperature: {readonly value: number; readonly source: string} | undefined;
	models: readonly ModelChoice[] = [];
	backends: readonly ProbedBackend[] | undefined;
	flipNotes: Snapshot['flipNotes'];
	own: OwnCost = {};
	/** When this process and the sensors worked. */
	readonly activity = new OwnActivity();
	engineRssBytes: number | undefined;
	/** CPU seconds of the engine since it began, as last heard. */
	engineCpu: {readonly seconds: number; readonly atMs: number} | undefined;
	/** Where its threads are. */
	enginePlacement: EngineSecond['placement'];
	readonly throttling: Throttling;
	savePath: string | undefined;
	/** Of two that run in turns. */
	liveComparison: LiveComparison | undefined;
	#sample: TelemetrySample | undefined;
	readonly #fps = new TimeSeries();
	/** Of the newest point: a snapshot's chart ends there, so that points which come later change nothing of it. */
	#fpsEndMs: number | undefined;

	constructor(
		nowMs: number,
		pending: SegmentState,
		run: {
			readonly dataset: Dataset;
			readonly seed: number;
			readonly preset: Preset;
			readonly durationMs?: number;
			readonly replay?: RecordedBoard;
			readonly references?: readonly Reference[];
		},
	) {
		this.startMs = nowMs;
		this.phaseSinceMs = nowMs;
		this.pending = pending;
		this.dataset = run.dataset;
		this.seed = run.seed;
		this.preset = run.preset;
		this.durationMs = run.durationMs;
		this.references = run.references ?? [];
		this.throttling = new Throttling(
			nowMs,
			(atMs, level, kind, text) => {
				this.note(atMs, level, kind, text);
			},
			run.replay,
		);
	}

	/** The segment on the screen: the newest that counts, or the one that is made ready. */
	get segment(): SegmentState {
		return this.segments.at(-1) ?? this.pending;
	}

	/** Frames counted in all segments. */
	get frames(): number {
		return this.segments.reduce((sum, segment) => sum + segment.frames, 0);
	}

	/** When the first counted frames of the session began. */
	get firstStartMs(): number | undefined {
		return this.segments[0]?.startedAtMs;
	}

	/** The temperature that stands for the machine, as last read; undefined where nothing tells it. */
	get temperature(): {readonly value: number; readonly label: string} | undefined {
		const reading = this.#sample && this.#temperatureOf(this.#sample);
		return reading && 'value' in reading ? {value: reading.value, label: reading.label} : undefined;
	}

	/** Another segment begins: the last one is closed, and those that are closed give up what they do not need. */
	closeSegments(nowMs: number): void {
		this.segments.at(-1)?.close(nowMs);
		for (const segment of this.segments) {
			segment.settle(this.startMs, this.preset);
		}
	}

	setPhase(phase: Phase, text: string, nowMs: number): void {
		if (phase !== this.phase || text !== this.phaseText) {
			this.phaseSinceMs = nowMs;
		}

		this.phase = phase;
		this.phaseText = text;
	}

	note(nowMs: number, level: EventLevel, kind: string, text: string): void {
		this.events.add(nowMs - this.startMs, level, kind, text);
	}

	receiveSample(sample: TelemetrySample): void {
		this.#sample = sample;
		this.telemetry.add(sample);
		this.throttling.receiveSample(sample);
		if (!this.startTemperature) {
			const reading = this.#temperatureOf(sample);
			if (reading && 'value' in reading) {
				this.startTemperature = {value: reading.value, source: reading.label};
			}
		}
	}

	/** Adds a point to the FPS history: call once a second. No counted frames is a gap, not 0. */
	tick(nowMs: number): void {
		const segment = this.segments.at(-1);
		for (const counted of this.segments) {
			counted.judgeDisturbance(this.activity, nowMs);
		}

		const isCounting = this.phase === 'running' || this.phase === 'restarting';
		const fps = isCounting && segment ? segment.recentFps(nowMs) : undefined;
		this.#fps.add(nowMs, fps);
		this.#fpsEndMs = nowMs;
		this.timeline.add(
			nowMs - this.startMs,
			fps,
			hostFigures(this.#sample, this.#backendId),
			acceleratorFigures(this.#sample),
		);
	}

	/** Judges the last second for throttling: call once a second of the sensors' clock. */
	judge(nowMs: number): void {
		const segment = this.segments.at(-1);
		const isCounting = this.phase === 'running' || this.phase === 'restarting';
		if (segment && isCounting) {
			const fps = segment.recentFps(nowMs);
			this.throttling.tick(nowMs, {
				frames: segment.frames,
				fps,
				cpu: this.engineCpu,
				placement: this.enginePlacement,
			});
		}
	}

	nameOf = (label: number): string => sanitize(this.labelNames[label] ?? `class ${label}`, 80);

	snapshot(nowMs: number): Snapshot {
		const {segment} = this;
		const figures = (item: SegmentState) => item.figures(this.startMs, nowMs, this.preset);
		const current = segment.current(this.nameOf, nameOfFile);
		const endMs = this.#fpsEndMs ?? nowMs;
		const framesCount = frameCountOf(this.dataset);
		const isWaiting = this.phase !== 'running' && this.phase !== 'ended';
		const shown = figures(segment);
		const {modelName, modelTitle, stages} = shown;
		const standing =
			this.references.length > 0
				? rankOf(this.references, [modelTitle, modelName], stages.infer?.mean)
				: undefined;
		const waitedSeconds = Math.floor((nowMs - this.phaseSinceMs) / 1000);
		return {
			phase: this.phase,
			phaseText:
				isWaiting && waitedSeconds > 0 ? `${this.phaseText} (${waitedSeconds} s)` : this.phaseText,
			isFrozen: false,
			elapsedMs: nowMs - this.startMs,
			durationMs: this.durationMs,
			framesName: sanitize(this.dataset.name, 80),
			framesCount,
			framesKind: kindOf(this.dataset),
			labelSource: this.dataset.labelSource,
			seed: this.seed,
			preset: this.preset,
			segment: shown,
			standing,
			earlierSegments: this.segments.filter(item => item !== segment).map(item => figures(item)),
			current,
			host: hostFigures(this.#sample, this.#backendId),
			accelerator: acceleratorFigures(this.#sample),
			...(this.identity && {hostName: sanitize(this.identity.hostname, 60)}),
			...(this.identity?.board !== undefined && {boardName: sanitize(this.identity.board, 80)}),
			sensorsBoard: this.throttling.sensorsBoard,
			own: {
				...this.own,
				...(this.engineRssBytes !== undefined && {engineRssBytes: this.engineRssBytes}),
			},
			thermal: this.throttling.figures(nowMs),
			events: this.events.newest(eventsShown),
			models: this.#modelsMeasured(),
			backends: this.backends,
			...(this.flipNotes && {flipNotes: this.flipNotes}),
			liveComparison: this.liveComparison,
			savePath: this.savePath,
			allReadings: () => this.#sample?.readings.filter(({quantity}) => quantity !== 'info') ?? [],
			classErrors: count => ({
				worst: segment.classes
					.worst(count)
					.map(({label, ...figures}) => ({label: this.nameOf(label), ...figures})),
				confusions: segment.classes.confusions(count).map(confusion => ({
					truth: this.nameOf(confusion.truth),
					answer: this.nameOf(confusion.answer),
					count: confusion.count,
				})),
				last: segment.mistakes.newest().map(({entry, answer, ...mistake}) => ({
					...mistake,
					file: nameOfFile(segment.identity.entries[entry]!),
					truth: segment.identity.entries[entry]!.classes.map(label => this.nameOf(label)),
					answer: answer < 0 ? 'background' : this.nameOf(answer),
				})),
			}),
			fpsHistory: (columns, windowMs) => this.#fps.points(endMs - windowMs, endMs, columns),
		};
	}

	/** What computes now, or will: the figures of the screen are those of the part that it uses. */
	get #backendId(): string {
		const {backendId, device, facts} = this.segment.identity;
		return computingId(backendId, {device, executed: facts?.device});
	}

	#temperatureOf({readings}: TelemetrySample) {
		return chooseTemperature(readings, usageOf(this.#backendId, readings));
	}

	/** The picker's models with what this session measured of them, the newest segment's figure. */
	#modelsMeasured(): readonly ModelChoice[] {
		const measured = new Map(
			this.segments.map(segment => [
				segment.identity.manifest.name,
				segment.cumulativeAccuracy.top1?.value,
			]),
		);
		return this.models.map(model => {
			const measuredTop1 = measured.get(model.name);
			return measuredTop1 === undefined ? model : {...model, measuredTop1};
		});
	}
}
