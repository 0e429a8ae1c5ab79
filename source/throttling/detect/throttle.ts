import {
	type DropState,
	type SlowdownReason,
	type ThrottleVerdict,
} from '../../record/thermal-schema.js';
import {attribute, attributeEvidence, contentionReasons, type HostLoad} from './attribution.js';
import {DropDetector, type DropEvent} from './drop-detector.js';
import {HostLoadLog} from './host-load.js';
import {
	EvidenceLog,
	type Evidence,
	type ThrottleClock,
	type ThrottlePower,
	type ThrottleSignal,
	type ThrottleTemperature,
} from './throttle-evidence.js';

export type {
	ThrottleClock,
	ThrottlePower,
	ThrottleSignal,
	ThrottleTemperature,
} from './throttle-evidence.js';

/** What is known of one second; what was not read is absent. */
export type ThrottleSample = {
	/** ms, monotonic, rising. */
	readonly atMs: number;
	/** Frames per second over the last second. */
	readonly fps?: number;
	readonly signals?: readonly ThrottleSignal[];
	readonly clocks?: readonly ThrottleClock[];
	readonly temperatures?: readonly ThrottleTemperature[];
	readonly powers?: readonly ThrottlePower[];
	/** Share of all CPU time that the hypervisor took since the sample before, 0…1. */
	readonly stealFraction?: number;
	/** nr_throttled of the own cgroup, cumulative. */
	readonly quotaThrottles?: number;
	/** Inferences per second of the engine's own CPU time. To be given for models that run on the CPU only: elsewhere it says nothing about who slowed whom. */
	readonly inferencesPerCpuSecond?: number;
};

export type ThrottleEvent = {
	readonly verdict: ThrottleVerdict;
	readonly reason: SlowdownReason;
	readonly onsetMs: number;
	/** When the verdict was reached. */
	readonly confirmedMs: number;
	/** Absent while it lasts. */
	readonly endedMs?: number;
	/** What was seen, in words; texts come from labels of the input. */
	readonly evidence: readonly string[];
	/** Part of the baseline FPS that was lost, 0…1; absent without a drop. */
	readonly lossFraction?: number;
	readonly baselineFps?: number;
};

/** Evidence this long before a drop's onset still belongs to it. */
const leadMs = 60_000;
const drawnLoadMs = 60_000;
const keptEvents = 500;
const keptTexts = 8;

const verdictOfDrop = (evidence: readonly Evidence[], reason: SlowdownReason): ThrottleVerdict => {
	const has = (letter: Evidence['letter']) => evidence.some(each => each.letter === letter);
	if (contentionReasons.has(reason)) {
		return 'contention';
	}

	if (has('A') || (has('B') && has('C'))) {
		return 'throttled';
	}

	return has('B') || has('C') ? 'suspected' : 'unexplained slowdown';
};

/**
Why it slowed down: evidence A (flags and counters), B (cooling devices), C (clocks) and D (drop of FPS) joined into a verdict with a reason, and a list of events. References are the first values it is given: one detector a session, `restart` at each flip. Constant memory; a sample a second.
*/
export class ThrottleDetector {
	readonly #log = new EvidenceLog();
	readonly #host = new HostLoadLog();
	readonly #events: ThrottleEvent[] = [];
	#drop = new DropDetector();
	#hostBefore: HostLoad | undefined;
	#open: ThrottleEvent | undefined;
	#limitSeenMs = 0;

	/** Where the search for drops stands: says when D can make no statement. */
	get dropState(): DropState {
		return this.#drop.state;
	}

	get baselineFps(): number | undefined {
		return this.#drop.baseline?.fps;
	}

	/** What holds now. */
	get current(): ThrottleEvent | undefined {
		return this.#open;
	}

	/** All events, oldest first, the present one last; at most the last 500. */
	get events(): readonly ThrottleEvent[] {
		return this.#open ? [...this.#events, this.#open] : this.#events;
	}

	/** A new segment: another model has another FPS. References of the hardware stay. */
	restart(atMs: number): void {
		this.#close(atMs);
		this.#drop = new DropDetector();
		this.#hostBefore = undefined;
	}

	add(sample: ThrottleSample): void {
		const {atMs} = sample;
		this.#host.add(sample);
		for (const signal of sample.signals ?? []) {
			this.#log.addSignal(atMs, signal);
		}

		for (const clock of sample.clocks ?? []) {
			this.#log.addClock(atMs, clock);
		}

		for (const temperature of sample.temperatures ?? []) {
			this.#log.addTemperature(atMs, temperature);
		}

		for (const power of sample.powers ?? []) {
			this.#log.addPower(atMs, power);
		}

		this.#drop.add(atMs, sample.fps);
		const {baseline, current} = this.#drop;
		if (baseline) {
			this.#hostBefore ??= this.#host.between(baseline.fromMs, baseline.toMs);
		}

		if (current) {
			this.#judgeDrop(atMs, current);
		} else {
			this.#judgeLimit(atMs);
		}
	}

	#judgeDrop(atMs: number, drop: DropEvent): void {
		const {onsetMs, baselineFps, lossFraction} = drop;
		const fromMs = onsetMs - leadMs;
		const evidence = this.#log.since(fromMs);
		// The present reason counts; what was true at the onset and no longer is belongs to an earlier minute.
		const during = this.#host.between(Math.max(onsetMs, atMs - drawnLoadMs), atMs);
		const {reason, texts} = attribute(
			{before: this.#hostBefore ?? {}, during, lossFraction},
			evidence,
			this.#log.surroundingsSince(fromMs),
		);
		if (this.#open?.lossFraction === undefined) {
			this.#close(onsetMs);
		}

		this.#open = {
			verdict: verdictOfDrop(evidence, reason),
			reason,
			onsetMs,
			confirmedMs: this.#open?.confirmedMs ?? drop.confirmedMs,
			evidence: [...new Set([...texts, ...evidence.map(({text}) => text)])].slice(0, keptTexts),
			lossFraction,
			baselineFps,
		};
	}

	#judgeLimit(atMs: number): void {
		if (this.#open?.lossFraction !== undefined) {
			// The drop is over: its detector knows since when, and how much was lost in all.
			const past = this.#drop.events.at(-1);
			this.#open = {...this.#open, lossFraction: past?.lossFraction ?? this.#open.lossFraction};
			this.#close(past?.recoveredMs ?? atMs);
		}

		const active = this.#log.active(atMs);
		const limits = active.filter(({letter}) => letter !== 'C');
		if (limits.length === 0) {
			this.#close(this.#limitSeenMs);
			return;
		}

		this.#limitSeenMs = Math.max(...limits.map(({lastMs}) => lastMs));

		const surroundings = this.#log.surroundingsSince(limits[0]!.sinceMs);
		const found = attributeEvidence(active, surroundings);
		this.#open = {
			verdict: 'limited, no impact yet',
			reason: found?.reason ?? 'unexplained',
			onsetMs: this.#open?.onsetMs ?? limits[0]!.sinceMs,
			confirmedMs: this.#open?.confirmedMs ?? atMs,
			evidence: [...new Set([...(found?.texts ?? []), ...limits.map(({text}) => text)])].slice(
				0,
				keptTexts,
			),
		};
	}

	#close(atMs: number): void {
		if (this.#open) {
			this.#events.push({...this.#open, endedMs: Math.max(atMs, this.#open.onsetMs)});
			this.#events.splice(0, this.#events.length - keptEvents);
			this.#open = undefined;
		}
	}
}
