/** Why a flag, counter or cooling device holds the clock back, as its sensor knows it. */
export type SignalCause =
	'thermal' | 'power' | 'undervoltage' | 'overcurrent' | 'external' | 'unknown';

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
	/** The counter of seconds beside this one of events: what lasted a millisecond explains nothing. */
	readonly timeId?: string;
};

export type ThrottleClock = {
	readonly id: string;
	readonly label: string;
	readonly hertz?: number;
	/** How far it may go, as the kernel is told; undefined: not known. */
	readonly ceilingHertz?: number;
	/** The highest that the hardware can do; undefined: not known. */
	readonly maxHertz?: number;
	/** Share of its unit in use, 0…1. */
	readonly use?: number;
};

export type ThrottleTemperature = {
	readonly id: string;
	readonly label: string;
	readonly tempCelsius?: number;
	/** The lowest passive trip of the zone. */
	readonly passiveTripCelsius?: number;
	/** Where the hardware shuts down, or throttles by itself. */
	readonly criticalCelsius?: number;
};

/** A power that its own firmware or driver limits. */
export type ThrottlePower = {
	readonly id: string;
	readonly label: string;
	readonly watts?: number;
	/** The sustained limit in force, and what it is called: `PL1`. */
	readonly limitWatts: number;
	readonly limitLabel?: string | undefined;
};

/** What the user or a tool sets: a power mode. Clock ceilings come with their clocks. */
export type ThrottleSetting = {
	readonly id: string;
	readonly label: string;
	/** Undefined: not read this time. */
	readonly value?: number | string;
	/** For the words: `15W`. */
	readonly name: string;
	/** What a change means, where it is not just the user's will. */
	readonly cause?: SignalCause | undefined;
};

/** The setting that says on which CPUs the engine may run. */
export const affinitySetting = 'engine/affinity';

/** One kind of evidence as it was last seen. */
export type Evidence = {
	readonly id: string;
	readonly letter: 'A' | 'B' | 'C' | 'setting';
	readonly cause: SignalCause;
	/** "soft temperature limit", "cpu clock 1200 MHz of 1800 MHz". */
	readonly text: string;
	/** Beginning of the latest spell. */
	readonly sinceMs: number;
	readonly lastMs: number;
	/** C only: part of the clock that is lost, 0…1. */
	readonly lossFraction?: number;
	/** It was so at the first reading. */
	readonly isFromStart?: boolean;
};
