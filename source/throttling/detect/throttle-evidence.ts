import {ClockCap} from './clock-cap.js';
import {PowerHold} from './power-hold.js';

/** Why a flag, counter or cooling device holds the clock back, as its sensor knows it. */
export type SignalCause = 'thermal' | 'power' | 'undervoltage' | 'overcurrent' | 'unknown';

/**
A reading that proves something about throttling.

- `flag`: above 0 now, the hardware holds the clock back now (A).
- `counter`, `sticky`: a rise above the session's first value means the same (A).
- `cooling`: state of a cooling device on cpufreq, devfreq or processor; above 0 is B. Fans do not belong here.
*/
export type ThrottleSignal = {
	readonly id: string;
	/** For the user. */
	readonly label: string;
	readonly kind: 'flag' | 'counter' | 'sticky' | 'cooling';
	readonly cause: SignalCause;
	/** Undefined: not read this time. */
	readonly value?: number;
	/** A counter of seconds, for the words. @default a plain count */
	readonly unit?: 's';
};

export type ThrottleClock = {
	readonly id: string;
	readonly label: string;
	readonly hertz?: number;
	/** Share of its unit in use, 0…1. */
	readonly use?: number;
};

export type ThrottleTemperature = {
	readonly id: string;
	readonly label: string;
	readonly tempCelsius?: number;
	/** The lowest passive trip of the zone. */
	readonly passiveTripCelsius?: number;
};

/** A power that its own firmware or driver limits. */
export type ThrottlePower = {
	readonly id: string;
	readonly label: string;
	readonly watts?: number;
	/** The sustained limit, and what it is called: `PL1`. */
	readonly limitWatts: number;
	readonly limitLabel: string;
};

/** One kind of evidence as it was last seen. */
export type Evidence = {
	readonly letter: 'A' | 'B' | 'C';
	readonly cause: SignalCause;
	/** "soft temperature limit", "cpu clock 1200 MHz of 1800 MHz". */
	readonly text: string;
	/** Beginning of the latest spell. */
	readonly sinceMs: number;
	readonly lastMs: number;
};

/** What is no evidence of its own but tells the reason of some. */
export type Beside = {readonly text: string; readonly lastMs: number};

export type Surroundings = {
	/** Temperatures at or near a passive trip. */
	readonly nearTrips: readonly Beside[];
	/** Powers that stand at their sustained limit and have been above it. */
	readonly heldPowers: readonly Beside[];
	/** Whether any temperature came with a passive trip. */
	readonly hasTrips: boolean;
};

/** Within so much of its passive trip a temperature counts as the reason. */
const nearTripCelsius = 3;

/** A counter that rose stays evidence so long; a spell with a shorter pause is one spell. */
const spellMs = 10_000;

const megahertz = (hertz: number): string => `${Math.round(hertz / 1e6)} MHz`;

/**
What the sensors say about throttling, against the references of the session's start. It remembers each signal's last spell, so that it can be asked later what went on around the onset of a drop. Memory: one entry a signal.
*/
export class EvidenceLog {
	readonly #evidence = new Map<string, Evidence>();
	readonly #references = new Map<string, number>();
	readonly #caps = new Map<string, ClockCap>();
	readonly #near = new Map<string, Beside>();
	readonly #holds = new Map<string, PowerHold>();
	readonly #held = new Map<string, Beside>();
	#hasTrips = false;

	addSignal(atMs: number, {id, label, kind, cause, value, unit}: ThrottleSignal): void {
		if (value === undefined) {
			return;
		}

		if (kind === 'cooling' || kind === 'flag') {
			if (value > 0) {
				const text = kind === 'cooling' ? `${label} at state ${value}` : label;
				this.#see(id, {letter: kind === 'cooling' ? 'B' : 'A', cause, text}, atMs);
			}

			return;
		}

		const reference = this.#references.get(id);
		this.#references.set(id, value);
		// A fall is a counter that began anew: a new reference, no evidence.
		if (reference !== undefined && value > reference) {
			const rise = Number((value - reference).toPrecision(3));
			const more = kind === 'counter' ? ` +${rise}${unit === 's' ? ' s' : ''}` : '';
			this.#see(id, {letter: 'A', cause, text: `${label}${more}`}, atMs);
		}
	}

	addClock(atMs: number, {id, label, hertz, use}: ThrottleClock): void {
		const cap = this.#caps.get(id) ?? new ClockCap();
		this.#caps.set(id, cap);
		cap.add(atMs, hertz, use);
		if (hertz !== undefined && cap.state) {
			const {referenceHertz, sinceMs} = cap.state;
			const text = `${label} ${megahertz(hertz)} of ${megahertz(referenceHertz)}`;
			this.#see(`clock ${id}`, {letter: 'C', cause: 'unknown', text}, atMs, sinceMs);
		}
	}

	addTemperature(atMs: number, temperature: ThrottleTemperature): void {
		const {id, label, tempCelsius, passiveTripCelsius} = temperature;
		this.#hasTrips ||= passiveTripCelsius !== undefined;
		if (tempCelsius === undefined || passiveTripCelsius === undefined) {
			return;
		}

		if (tempCelsius >= passiveTripCelsius - nearTripCelsius) {
			const place = tempCelsius >= passiveTripCelsius ? 'at' : 'near';
			const text = `${label} ${tempCelsius.toFixed(0)} °C ${place} passive trip ${passiveTripCelsius.toFixed(0)} °C`;
			this.#near.set(id, {text, lastMs: atMs});
		}
	}

	addPower(atMs: number, {id, label, watts, limitWatts, limitLabel}: ThrottlePower): void {
		if (watts === undefined) {
			return;
		}

		const hold = this.#holds.get(id) ?? new PowerHold();
		this.#holds.set(id, hold);
		hold.add(atMs, watts, limitWatts);
		if (hold.state) {
			const {watts: mean, highestWatts} = hold.state;
			const text = `${label} ${mean.toFixed(1)} W at its limit ${limitLabel} ${limitWatts.toFixed(0)} W, ${highestWatts.toFixed(1)} W before`;
			this.#held.set(id, {text, lastMs: atMs});
		}
	}

	/** What was seen at or after `fromMs`, oldest spell first. */
	since(fromMs: number): Evidence[] {
		return [...this.#evidence.values()]
			.filter(({lastMs}) => lastMs >= fromMs)
			.sort((a, b) => a.sinceMs - b.sinceMs);
	}

	/** What holds now. */
	active(nowMs: number): Evidence[] {
		return this.since(nowMs - spellMs);
	}

	/** What was read beside the evidence at or after `fromMs`. */
	surroundingsSince(fromMs: number): Surroundings {
		const since = (map: ReadonlyMap<string, Beside>) =>
			[...map.values()].filter(({lastMs}) => lastMs >= fromMs);
		return {
			nearTrips: since(this.#near),
			heldPowers: since(this.#held),
			hasTrips: this.#hasTrips,
		};
	}

	#see(
		id: string,
		what: Pick<Evidence, 'letter' | 'cause' | 'text'>,
		atMs: number,
		sinceMs = atMs,
	): void {
		const last = this.#evidence.get(id);
		const isSameEpisode = last !== undefined && atMs - last.lastMs <= spellMs;
		this.#evidence.set(id, {
			...what,
			lastMs: atMs,
			sinceMs: isSameEpisode ? last.sinceMs : sinceMs,
		});
	}
}
