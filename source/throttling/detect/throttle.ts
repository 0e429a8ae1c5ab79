import {type EarlierFps} from '../../record/earlier-fps.js';
import {type DropState} from '../../record/thermal-schema.js';
import {attribute, attributeEvidence} from './attribution.js';
import {type Baseline, type BaselineKind, type DropEvent} from './baseline.js';
import {DropDetector} from './drop-detector.js';
import {EarlierLevel} from './earlier-level.js';
import {type Evidence} from './evidence.js';
import {HostLoadLog, type HostLoad} from './host-load.js';
import {isTakenByOthers, undisturbed, besideTexts} from './host-causes.js';
import {References, lagMs, leadMs} from './references.js';
import {SurroundingsLog} from './surroundings.js';
import {EvidenceLog} from './throttle-evidence.js';
import {isDrop, verdictOfDrop, type ThrottleEvent, type ThrottleSample} from './verdict.js';

export type {
	ThrottleClock,
	ThrottlePower,
	ThrottleSetting,
	ThrottleSignal,
	ThrottleTemperature,
} from './evidence.js';
export type {ThrottleEvent, ThrottleSample} from './verdict.js';

const drawnLoadMs = 60_000;
const noImpact = 'limited, no impact yet';
/** What begins so shortly before the FPS fall is one with it. */
const sameMs = 15_000;
const keptEvents = 500;
const keptTexts = 8;

/**
Why it slowed down: evidence A (flags and counters), B (cooling devices), C (clocks) and D (drop of FPS) joined into a verdict with a reason, and a list of events. References are the first values it is given: one detector a session, `restart` at each flip. Constant memory; a sample a second.
*/
export class ThrottleDetector {
	readonly #references = new References();
	readonly #beside = new SurroundingsLog();
	readonly #log = new EvidenceLog(this.#references, this.#beside);
	readonly #host = new HostLoadLog();
	readonly #events: ThrottleEvent[] = [];
	readonly #earlier = new EarlierLevel();
	#drop = new DropDetector();
	#baseline: Baseline | undefined;
	#hostBefore: HostLoad | undefined;
	/** What changed with the drop that lasts: sought for some minutes after each of its steps. */
	#evidence: {readonly key: string; readonly found: readonly Evidence[]} | undefined;
	#open: ThrottleEvent | undefined;
	#limitSeenMs = 0;

	/** Where the search for drops stands: says when D can make no statement. */
	get dropState(): DropState {
		return this.#drop.state;
	}

	get baselineFps(): number | undefined {
		return this.#drop.baseline?.fps;
	}

	/** What the FPS are held against. */
	get baselineKind(): BaselineKind | undefined {
		return this.#drop.baseline?.kind;
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
		this.#baseline = undefined;
		this.#references.clear();
		this.#hostBefore = undefined;
		this.#evidence = undefined;
		this.#earlier.restart();
	}

	/** What an earlier session of the segment's model, backend and board reached: what a board that is limited from its start is held against. */
	setEarlier(earlier: EarlierFps | undefined): void {
		this.#earlier.setEarlier(earlier);
	}

	add(sample: ThrottleSample): void {
		const {atMs} = sample;
		this.#host.add(sample);
		this.#earlier.add(atMs, sample.fps);
		for (const signal of sample.signals ?? []) {
			this.#log.addSignal(atMs, signal);
		}

		for (const clock of sample.clocks ?? []) {
			this.#log.addClock(atMs, clock);
		}

		for (const temperature of sample.temperatures ?? []) {
			this.#beside.addTemperature(atMs, temperature);
		}

		for (const power of sample.powers ?? []) {
			this.#beside.addPower(atMs, power);
		}

		for (const setting of sample.settings ?? []) {
			this.#log.addSetting(atMs, setting);
		}

		const limits = this.#log.active(atMs);
		this.#drop.add(atMs, sample.fps, {
			isLimited: limits.length > 0,
			explains: (onsetMs, stretch) => this.#explainsStart(onsetMs, stretch, atMs),
		});
		const {baseline, current} = this.#drop;
		if (baseline && baseline !== this.#baseline) {
			this.#baseline = baseline;
			this.#references.take(baseline);
			this.#hostBefore = this.#host.between(baseline.fromMs, baseline.toMs);
		}

		if (current) {
			this.#judgeDrop(atMs, current);
		} else {
			this.#evidence = undefined;
			this.#judgeLimit(atMs, limits);
		}
	}

	/** A start of less than a minute was full speed only where the hardware tells why it ended: a flag, a cooling device, or a power that came to stand at its limit. */
	#explainsStart(onsetMs: number, stretch: Baseline, nowMs: number): boolean {
		const changed = this.#log.changed(onsetMs, nowMs, stretch);
		return (
			changed.some(({letter}) => letter === 'A' || letter === 'B') ||
			(changed.some(({letter}) => letter === 'C') && this.#beside.heldAround(onsetMs))
		);
	}

	/** What changed around the steps of a drop. While it may still show up it is sought again; then it stays. */
	#changedWith({stepsMs}: DropEvent, nowMs: number): readonly Evidence[] {
		const lastMs = stepsMs.at(-1)!;
		const isOpen = nowMs - lastMs <= leadMs + lagMs;
		const key = stepsMs.join(' ');
		if (this.#evidence && !isOpen && this.#evidence.key === key) {
			return this.#evidence.found;
		}

		const found = new Map(this.#evidence?.found.map(each => [each.id, each]));
		for (const stepMs of stepsMs.filter(step => nowMs - step <= leadMs + lagMs)) {
			for (const each of this.#log.changed(stepMs, nowMs)) {
				found.set(each.id, each);
			}
		}

		this.#evidence = {key, found: [...found.values()]};
		return this.#evidence.found;
	}

	#judgeDrop(atMs: number, drop: DropEvent): void {
		const {onsetMs, baselineFps, lossFraction} = drop;
		const evidence = this.#changedWith(drop, atMs);
		// The present reason counts; what was true at the onset and no longer is belongs to an earlier minute.
		const during = this.#host.between(Math.max(onsetMs, atMs - drawnLoadMs), atMs);
		const before = this.#hostBefore ?? {};
		const {reason, texts, by} = attribute(
			{before, during, lossFraction},
			evidence,
			this.#beside.surroundingsSince(onsetMs - leadMs),
			this.#open && isDrop(this.#open) ? this.#open.reason : undefined,
		);
		this.#endLimit(onsetMs);

		const verdict = verdictOfDrop(evidence, reason, by === 'hardware');
		const beside = verdict === 'unexplained slowdown' ? besideTexts(before, during) : [];
		this.#open = {
			verdict,
			reason,
			onsetMs,
			confirmedMs: this.#open?.confirmedMs ?? drop.confirmedMs,
			evidence: [...new Set([...texts, ...beside, ...evidence.map(({text}) => text)])].slice(
				0,
				keptTexts,
			),
			lossFraction,
			baselineFps,
		};
	}

	/** Whether there is a baseline from before a limit. */
	#isOlder(limitedSinceMs: number): boolean {
		return this.#baseline?.kind === 'steady' && this.#baseline.toMs <= limitedSinceMs;
	}

	/** A limit that began with the drop is the drop; one that was there before cost nothing so long. */
	#endLimit(onsetMs: number): void {
		if (!this.#open || isDrop(this.#open)) {
			return;
		}

		if (this.#open.onsetMs < onsetMs - sameMs) {
			const {onsetMs: sinceMs} = this.#open;
			this.#open = {...this.#open, ...(this.#isOlder(sinceMs) && {verdict: noImpact})};
			this.#close(onsetMs);
		} else {
			this.#open = undefined;
		}
	}

	/** The drop is over: its detector knows since when, and how much was lost in all. */
	#endDrop(atMs: number): void {
		if (this.#open && isDrop(this.#open)) {
			const past = this.#drop.events.at(-1);
			this.#open = {...this.#open, lossFraction: past?.lossFraction ?? this.#open.lossFraction};
			this.#close(past?.recoveredMs ?? atMs);
		}
	}

	#judgeLimit(atMs: number, limits: readonly Evidence[]): void {
		this.#endDrop(atMs);
		if (limits.length === 0) {
			this.#close(this.#limitSeenMs);
			return;
		}

		this.#limitSeenMs = Math.max(...limits.map(({lastMs}) => lastMs));

		const [first] = limits;
		const sinceMs = this.#open?.onsetMs ?? first!.sinceMs;
		const isOlder = this.#isOlder(sinceMs);
		const found = attributeEvidence(limits, this.#beside.surroundingsSince(sinceMs));
		const evidence = [...(found?.texts ?? []), ...limits.map(({text}) => text)];
		const limit: ThrottleEvent = {
			// While the FPS fall, and it is not yet sure that they do, neither is known.
			verdict: isOlder && !this.#drop.isFalling ? noImpact : 'limited, impact not known',
			reason: found?.reason ?? 'unexplained',
			onsetMs: sinceMs,
			confirmedMs: this.#open?.confirmedMs ?? atMs,
			evidence: [...new Set(evidence)].slice(0, keptTexts),
			...((this.#open?.isFromStart ?? first!.isFromStart) && {isFromStart: true}),
		};
		this.#open = isOlder ? limit : {...limit, ...this.#againstEarlier(atMs, limits, sinceMs)};
	}

	/** A limit that has no baseline from before it, held against an earlier session; nothing where there is none, or where others take the processor now. */
	#againstEarlier(
		atMs: number,
		limits: readonly Evidence[],
		sinceMs: number,
	): Partial<ThrottleEvent> {
		const {earlier} = this.#earlier;
		const lossFraction = this.#earlier.loss(atMs);
		const during = this.#host.between(atMs - drawnLoadMs, atMs);
		if (!earlier || lossFraction === undefined || isTakenByOthers(during)) {
			return {};
		}

		const against = {baselineFps: earlier.fps, earlierSession: earlier.startedAt};
		if (lossFraction === 0) {
			return {...against, verdict: noImpact};
		}

		const evidence = [...limits, ...this.#log.belowHighest(atMs)];
		const {reason, texts, by} = attribute(
			{before: undisturbed, during, lossFraction},
			evidence,
			this.#beside.surroundingsSince(sinceMs),
		);
		return {
			...against,
			lossFraction,
			reason,
			verdict: verdictOfDrop(evidence, reason, by === 'hardware'),
			evidence: [...new Set([...texts, ...evidence.map(({text}) => text)])].slice(0, keptTexts),
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
