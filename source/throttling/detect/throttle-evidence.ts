import {
	isOfClock,
	isSlower,
	onlineSetting,
	settingEvidence,
	type ChangedSetting,
} from './setting-evidence.js';
import {
	type Evidence,
	type SignalCause,
	type ThrottleClock,
	type ThrottleSetting,
	type ThrottleSignal,
} from './evidence.js';
import {belowHighest, changedCeiling, changedClock} from './clock-evidence.js';
import {type References, lagMs, leadMs, type Stretch} from './references.js';
import {type SurroundingsLog} from './surroundings.js';

/** A counter that rose stays evidence so long; a spell with a shorter pause is one spell. */
const spellMs = 10_000;

/** Levels by which evidence must have risen: part of the time for flags, states for cooling devices. */
const flagRise = 0.15;
const coolingRise = 0.5;
/** A counter of time must have counted so much of it. */
const timeRise = 0.02;

/** Up in the first readings: it was so before the start. */
const startMs = 10_000;

type Spell = {
	sinceMs: number;
	lastMs: number;
	isFromStart: boolean;
	rise: number;
	/** The last value above 0. */
	level: number;
};

type Kept = {signal: ThrottleSignal; last: number | undefined; spell: Spell | undefined};

/**
What the sensors say about throttling. It keeps five minutes of each signal and what each was at the baseline's time, so that it can be asked later what changed around the onset of a drop, and what holds now. Memory: one entry a signal.
*/
export class EvidenceLog {
	readonly references: References;
	readonly #signals = new Map<string, Kept>();
	readonly #clocks = new Map<string, ThrottleClock>();
	readonly #settings = new Map<string, ChangedSetting>();
	readonly #beside: SurroundingsLog;
	#beganMs: number | undefined;

	constructor(references: References, beside: SurroundingsLog) {
		this.references = references;
		this.#beside = beside;
	}

	addSignal(atMs: number, signal: ThrottleSignal): void {
		const {id, kind, value} = signal;
		if (value === undefined) {
			return;
		}

		const kept = this.#signals.get(id) ?? {signal, last: undefined, spell: undefined};
		this.#signals.set(id, kept);
		const isFirst = kept.last === undefined;
		this.#beganMs ??= atMs;
		const isState = kind === 'cooling' || kind === 'flag';
		// A fall is a counter that began anew: a new reference, no evidence.
		const rise = isState || isFirst ? 0 : Math.max(0, value - kept.last!);
		kept.signal = signal;
		kept.last = value;
		this.references.add(id, atMs, kind === 'flag' ? Math.min(1, value) : isState ? value : rise);
		if (isState ? value > 0 : rise > 0) {
			const {spell} = kept;
			const isSame = spell !== undefined && atMs - spell.lastMs <= spellMs;
			kept.spell = {
				sinceMs: isSame ? spell.sinceMs : atMs,
				lastMs: atMs,
				// What is first read later may have come later.
				isFromStart: isSame ? spell.isFromStart : isFirst && atMs - this.#beganMs <= startMs,
				rise: (isSame ? spell.rise : 0) + rise,
				level: value,
			};
		}
	}

	addClock(atMs: number, clock: ThrottleClock): void {
		const {id, hertz, ceilingHertz, use} = clock;
		this.#clocks.set(id, clock);
		this.references.add(`clock ${id}`, atMs, hertz);
		this.references.add(`ceiling ${id}`, atMs, ceilingHertz);
		this.references.add(`use ${id}`, atMs, use);
	}

	addSetting(atMs: number, setting: ThrottleSetting): void {
		const before = this.#settings.get(setting.id);
		if (setting.value === undefined) {
			return;
		}

		const hasChanged = before !== undefined && before.value !== setting.value;
		this.#settings.set(setting.id, {
			...setting,
			before: hasChanged ? before.name : (before?.before ?? setting.name),
			changedMs: hasChanged ? atMs : (before?.changedMs ?? Number.NEGATIVE_INFINITY),
		});
	}

	/** What holds now, oldest spell first: flags, counters that rise, cooling devices. */
	active(nowMs: number): Evidence[] {
		return [...this.#signals.values()]
			.flatMap(kept => {
				const {spell} = kept;
				return spell && nowMs - spell.lastMs <= spellMs
					? [this.#evidence(kept, spell.rise, spell.level)]
					: [];
			})
			.sort((a, b) => a.sinceMs - b.sinceMs);
	}

	/**
	What changed with a drop: its level since the onset is above that of the baseline's time and above that of the time before; for clocks, below. The change lies within a minute before the onset and a minute after it.

	@param stretch What stands for the baseline's time where there is none yet.
	*/
	changed(onsetMs: number, nowMs: number, stretch?: Stretch): Evidence[] {
		const found: Evidence[] = [];
		for (const kept of this.#signals.values()) {
			const evidence = this.#changedSignal(kept, onsetMs, nowMs, stretch);
			if (evidence) {
				found.push(evidence);
			}
		}

		const hasCooling = found.some(({letter}) => letter === 'B');
		const hasHeat = found.some(({letter, cause}) => letter === 'A' && cause === 'thermal');
		for (const clock of this.#clocks.values()) {
			const when = {onsetMs, nowMs, stretch};
			const lowered = changedClock(this.references, clock, when);
			const ceiling = changedCeiling(this.references, clock, when);
			found.push(...(lowered ? [lowered] : []));
			// The kernel's own cooling lowers the ceiling, too.
			if (ceiling && !hasCooling && !hasHeat) {
				found.push(ceiling);
			}
		}

		const hasLowered = found.some(({letter}) => letter === 'C');
		const clocks = [...this.#clocks.values()];
		const isRead = clocks.some(({hertz, use}) => hertz !== undefined && use !== undefined);
		for (const setting of this.#settings.values()) {
			const {changedMs} = setting;
			const isInTime = changedMs >= onsetMs - leadMs && changedMs <= onsetMs + lagMs;
			// A governor or a profile acts on the clock, where one is read; what takes power away may also raise a flag.
			const isFlagged = setting.cause !== undefined && found.some(({letter}) => letter === 'A');
			const acts = !isOfClock(setting) || hasLowered || isFlagged || !isRead;
			// Some kernels switch CPUs off for heat.
			const isForHeat = setting.id === onlineSetting && (hasCooling || hasHeat);
			if (isInTime && acts && !isForHeat && isSlower(setting)) {
				found.push(settingEvidence(setting, nowMs));
			}
		}

		// Where the highest clock of all fell, its clusters say the same.
		const hasCpu = found.some(({id}) => id === 'clock cpu');
		const hasCeiling = found.some(({id}) => id === 'ceiling cpu');
		return found
			.filter(
				({id}) =>
					!(hasCpu && /^clock clock\/cpu\d+$/.test(id)) &&
					!(hasCeiling && /^ceiling clock\/cpu\d+$/.test(id)),
			)
			.sort((a, b) => a.sinceMs - b.sinceMs);
	}

	/** Clocks of what is in use that stand below the hardware's highest: what is known of a lowered clock where nothing from before it is. */
	belowHighest(nowMs: number): Evidence[] {
		return [...this.#clocks.values()].flatMap(
			clock => belowHighest(this.references, clock, nowMs) ?? [],
		);
	}

	#evidence({signal, spell}: Kept, rise: number, level: number): Evidence {
		const {id, label, kind, unit} = signal;
		const told = Number(rise.toPrecision(3));
		const text =
			kind === 'cooling'
				? `${label} at state ${Math.round(level)}`
				: kind === 'counter'
					? `${label} +${told}${unit === 's' ? ' s' : ''}`
					: label;
		return {
			id,
			letter: kind === 'cooling' ? 'B' : 'A',
			cause: this.#causeOf(signal),
			text,
			sinceMs: spell?.sinceMs ?? 0,
			lastMs: spell?.lastMs ?? 0,
			...(spell?.isFromStart && {isFromStart: true}),
		};
	}

	/** A thermal signal of a processor that is far from hot was raised from outside: PROCHOT is shared by the adapter, the battery and the voltage regulators. */
	#causeOf({cause, kind}: ThrottleSignal): SignalCause {
		return cause === 'thermal' && kind === 'counter' && this.#beside.isCold ? 'external' : cause;
	}

	#changedSignal(
		kept: Kept,
		onsetMs: number,
		nowMs: number,
		stretch: Stretch | undefined,
	): Evidence | undefined {
		const {signal, spell} = kept;
		const {id, kind, unit, timeId} = signal;
		if (!spell || spell.lastMs < onsetMs - leadMs) {
			return undefined;
		}

		const levels = this.references.levels(id, onsetMs, nowMs, {pick: 'highest', stretch});
		if (!levels) {
			return undefined;
		}

		const {before, since} = levels;
		if (kind === 'flag' || kind === 'cooling') {
			const least = kind === 'flag' ? flagRise : coolingRise;
			return since - before >= least ? this.#evidence(kept, 0, spell.level) : undefined;
		}

		const course = this.references.course(id)!;
		const fromMs = Math.max(onsetMs - leadMs, stretch?.toMs ?? 0);
		const toMs = Math.min(nowMs, onsetMs + lagMs);
		const risen = course.sum(fromMs, toMs);
		const expected = (before * (toMs - fromMs)) / 1000;
		const isMore =
			unit === 's'
				? risen - expected >= (timeRise * (toMs - fromMs)) / 1000
				: risen > 0 && risen >= 2 * expected;
		if (!isMore || (timeId !== undefined && !this.#hasTime(timeId, onsetMs, nowMs, stretch))) {
			return undefined;
		}

		return this.#evidence(kept, Math.max(risen, spell.rise), 0);
	}

	#hasTime(timeId: string, onsetMs: number, nowMs: number, stretch: Stretch | undefined): boolean {
		const time = this.#signals.get(timeId);
		return !time || this.#changedSignal(time, onsetMs, nowMs, stretch) !== undefined;
	}
}
