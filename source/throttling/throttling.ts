import {ofAnotherMachine, sensorsAreElsewhere} from '../record/elsewhere.js';
import {type EarlierFps} from '../record/earlier-fps.js';
import {type Figure} from '../measure/figure.js';
import {hasValue, type Reading, type TelemetrySample} from '../sensors/sensor.js';
import {isAcceleratorReading} from '../record/accelerator-figures.js';
import {type CpuShares, isCpuClock} from '../sensors/cpu-clusters.js';
import {usageOf, type Usage} from '../sensors/usage.js';
import {
	type SegmentThermal,
	type ThermalFigures,
	type ThrottleFigures,
} from '../record/thermal-schema.js';
import {idleWatts} from './detect/energy.js';
import {SustainedMeter} from './detect/sustained.js';
import {BoardClock, type RecordedBoard} from './board-clock.js';
import {FanWatch} from './fan-watch.js';
import {SegmentEnergy} from './segment-energy.js';
import {ThermalSeries, byRelevance} from './thermal-series.js';
import {toThrottleSample} from './throttle-sample.js';
import {ThrottleWatch, type Note} from './throttle-watch.js';

const noIdle: Figure = {missing: 'needs --idle-baseline 30s'};
/** The newest sample stands for now only so long, ms of the sensors' clock. */
const freshMs = 2500;

/** What of a segment matters here. */
export type ThrottledSegment = {
	readonly backendId: string;
	readonly threads?: number;
};

/** One second of the running segment. */
export type EngineSecond = {
	/** FPS of the last second; absent: not known. */
	readonly fps?: number;
	/** Frames counted in the segment so far. */
	readonly frames: number;
	/** The engine's CPU seconds since it began, and when that was heard. */
	readonly cpu?: {readonly seconds: number; readonly atMs: number};
	/** Where its threads ran lately: the part of their CPU time on each CPU, and the CPUs on which they may run. */
	readonly placement?: {readonly shares?: CpuShares; readonly affinity?: string};
};

/** Backends whose whole work is CPU time of the engine process and its worker. */
const isOwnCpu = (backendId: string): boolean =>
	backendId === 'wasm' || /^(?!exec:).*:cpu$/.test(backendId);

const isShown = (reading: Reading): boolean =>
	['temperature', 'power', 'clock'].includes(reading.quantity) || isAcceleratorReading(reading);

/** Heat, power and the reason for slow-downs of one session: fed by samples and seconds, read as figures. Constant memory; time is an argument. */
export class Throttling {
	readonly clock: BoardClock;
	readonly replay: RecordedBoard | undefined;
	/** Whose sensors are read; undefined: this machine's. Set before the session starts. */
	sensorsBoard: string | undefined;
	readonly #watch: ThrottleWatch;
	readonly #fans: FanWatch;
	readonly #course = new ThermalSeries();
	#sustained = new SustainedMeter();
	#energy = new SegmentEnergy();
	#idle: SegmentEnergy | undefined;
	#isIdling = false;
	#idleBackendId: string | undefined;
	#usage: Usage | undefined;
	#segment: ThrottledSegment | undefined;
	/** Of the segments before the present one. */
	readonly #past: Array<SegmentThermal | undefined> = [];
	#sample: TelemetrySample | undefined;
	/** A new sample that no second has used yet. */
	#isUnused = false;
	#shown: readonly Reading[] = [];
	#cpu: {readonly seconds: number; readonly atMs: number} | undefined;
	#engine: EngineSecond = {frames: 0};

	constructor(sessionStartMs: number, note: Note, replay?: RecordedBoard) {
		this.clock = new BoardClock(replay);
		this.replay = replay;
		this.#watch = new ThrottleWatch(this.clock, sessionStartMs, note);
		this.#fans = new FanWatch((nowMs, text) => {
			note(nowMs, 'info', 'fanChanged', text);
		});
	}

	get throttle(): ThrottleFigures {
		return this.#watch.figures();
	}

	/** The present segment is limited, and nothing from before the limit tells what it costs: an earlier session would. */
	get wantsEarlier(): boolean {
		return (
			!this.replay &&
			this.#segment !== undefined &&
			!this.#isElsewhere &&
			this.#watch.figures().current?.verdict === 'limited, impact not known'
		);
	}

	/** Whether it matters on which CPUs the engine's threads are: the run computes there, and on this machine. */
	get wantsPlacement(): boolean {
		return !this.replay && this.#segment !== undefined && isOwnCpu(this.#segment.backendId);
	}

	/** Whether the CPUs have clocks of their own, so that it matters on which of them the threads are. */
	get hasClusters(): boolean {
		const clocks = this.#sample?.readings.filter(reading => isCpuClock(reading)) ?? [];
		return clocks.length > 1;
	}

	/** What an earlier session of the present segment's model, backend and board reached. */
	setEarlier(earlier: EarlierFps | undefined): void {
		this.#watch.setEarlier(earlier);
	}

	get idleWatts(): Figure {
		return this.#idle ? idleWatts(this.#idle.meter) : noIdle;
	}

	/** Then the sensors here say nothing of why the model is slow there. */
	get #isElsewhere(): boolean {
		return this.#segment !== undefined && this.#areElsewhere(this.#segment.backendId);
	}

	/** Present share of full speed of a replayed board, 0…1; undefined: nothing is paced. */
	get paceScale(): number | undefined {
		const scale = this.#sample?.readings.find(({id}) => id === 'replay/fps-scale');
		return this.replay?.isPaced && scale && hasValue(scale) ? scale.value : undefined;
	}

	/** Another model, backend or count of frames: FPS, energy and forecast begin anew; the hardware's references stay. */
	beginSegment(nowMs: number, segment: ThrottledSegment): void {
		if (this.#segment) {
			this.#past.push(this.#present());
		}

		this.#segment = segment;
		this.#isIdling = false;
		this.#sustained = new SustainedMeter();
		this.#energy = this.#energyOf(segment.backendId);
		this.#usage = undefined;
		this.#engine = {frames: 0};
		this.#cpu = undefined;
		this.#course.restart();
		this.#watch.restart(nowMs, this.#course.watched);
	}

	/** Segments that run in turns: heat and power cannot be told apart by segment, so theirs are missing, and drops of FPS are not judged until the next segment. */
	skipSegments(count: number): void {
		if (this.#segment) {
			this.#past.push(this.#present());
		}

		this.#segment = undefined;
		this.#isIdling = false;
		this.#past.push(...Array.from({length: count}, () => undefined));
	}

	/** The model is loaded and nothing runs: samples until the next segment are the idle baseline. */
	beginIdle(backendId: string): void {
		this.#idle = this.#energyOf(backendId);
		this.#idleBackendId = backendId;
		this.#usage = undefined;
		this.#isIdling = true;
	}

	receiveSample(sample: TelemetrySample): void {
		this.#sample = sample;
		this.#isUnused = true;
		const {atMs, readings} = sample;
		const backendId = this.#isIdling ? this.#idleBackendId : this.#segment?.backendId;
		const usage = usageOf(backendId, readings, this.#usage?.device);
		this.#usage = usage;
		this.#shown = byRelevance(
			readings.filter(reading => isShown(reading)),
			usage,
		);
		this.#course.add(this.clock.toMachineMs(atMs), atMs, this.#shown, usage);
		this.#fans.add(this.clock.toMachineMs(atMs), readings);
		if (this.#isIdling) {
			this.#idle?.add(atMs, readings, 0, usage);
		} else if (this.#segment && !this.#isElsewhere) {
			this.#energy.add(atMs, readings, this.#engine.frames * this.clock.speed, usage);
		}
	}

	/** Judges one second: call once a second of the sensors' clock. */
	tick(nowMs: number, second: EngineSecond): void {
		this.#engine = second;
		if (!this.#segment) {
			return;
		}

		const {watched} = this.#course;
		const boardMs = this.clock.toBoardMs(nowMs);
		const isFresh = this.#sample && boardMs - this.#sample.atMs <= freshMs;
		const tempCelsius =
			isFresh && watched && hasValue(watched) && !this.#isElsewhere ? watched.value : undefined;
		this.#sustained.add(boardMs, second.fps, tempCelsius);
		const share = this.#engineShare(second);
		const {threads} = this.#segment;
		const sample = toThrottleSample(
			{
				atMs: boardMs,
				fps: second.fps,
				...(this.#isUnused &&
					this.#sample &&
					!this.#isElsewhere && {readings: this.#sample.readings}),
				engineCpuShare: share,
				threads,
				cpuShares: this.replay ? undefined : second.placement?.shares,
				affinity: this.replay ? undefined : second.placement?.affinity,
				...(this.#usage && {usage: this.#usage}),
			},
			watched?.id,
		);
		this.#isUnused = false;
		this.#watch.add(nowMs, sample, this.#isElsewhere ? undefined : this.#course.watched);
	}

	/** Sustained score and energy of a segment by its number (1, 2, …); undefined for one that never began. */
	ofSegment(number: number): SegmentThermal | undefined {
		if (number <= this.#past.length) {
			return this.#past[number - 1];
		}

		return this.#segment && number === this.#past.length + 1 ? this.#present() : undefined;
	}

	figures(nowMs: number): ThermalFigures {
		const idle = this.idleWatts;
		const scale = this.paceScale;
		return {
			throttle: this.#watch.figures(),
			sustained: this.#sustained.score(),
			forecast: this.#course.figure(),
			energy: this.#energy.figure(idle),
			idleWatts: idle,
			readings: this.#shown,
			charted: this.#course.charted,
			...(this.replay && {
				replay: {
					root: this.replay.root,
					speed: this.replay.speed,
					scale,
				},
			}),
			history: (id, columns, windowMs) => this.#course.history(id, nowMs, columns, windowMs),
		};
	}

	#areElsewhere(backendId: string): boolean {
		return sensorsAreElsewhere(backendId, this.sensorsBoard);
	}

	#energyOf(backendId: string): SegmentEnergy {
		return new SegmentEnergy(this.#areElsewhere(backendId) ? ofAnotherMachine : undefined);
	}

	#present(): SegmentThermal {
		return {sustained: this.#sustained.score(), energy: this.#energy.figure(this.idleWatts)};
	}

	/** CPU seconds a second of the engine since the second before; of frames that a recording slows they say nothing about the recorded board. */
	#engineShare({cpu}: EngineSecond): number | undefined {
		const before = this.#cpu;
		this.#cpu = cpu ?? before;
		if (
			!cpu ||
			!before ||
			!this.#segment ||
			!isOwnCpu(this.#segment.backendId) ||
			this.replay?.hasSlowdown
		) {
			return undefined;
		}

		const seconds = (cpu.atMs - before.atMs) / 1000;
		const share = (cpu.seconds - before.seconds) / seconds;
		return seconds > 0 && share >= 0 ? share : undefined;
	}
}
