import {type Root} from './roots/root.js';

/*
The contract of every source of heat, power, clocks and load. A reading is a value or the reason why there is none; missing is never 0. Sources are found by label and type below an injected root, so that recorded boards can be read like a live one.
*/

export type Quantity =
	| 'temperature'
	| 'power'
	| 'energy'
	| 'voltage'
	| 'clock'
	| 'load'
	| 'memory'
	| 'fan'
	| 'throttle'
	| 'counter'
	| 'info';

/** SI units; a fraction is 0…1; `count` and `seconds` are cumulative for counters, since boot; `joules` are cumulative since the source was opened, and begin again at 0 when the sensors process is started again; `state` is a small whole number, explained by `detail`. */
export type Unit =
	| 'celsius'
	| 'watts'
	| 'joules'
	| 'volts'
	| 'hertz'
	| 'fraction'
	| 'bytes'
	| 'rpm'
	| 'count'
	| 'seconds'
	| 'state';

/**
What a power or energy figure covers, widest first. `platform` is RAPL's psys, whose extent the firmware defines: shown, never chosen. A `rail` or `core` or `dram` is part of something wider and is never added to its parent.
*/
export type Scope =
	| 'wall'
	| 'board input'
	| 'module'
	| 'package'
	| 'gpu'
	| 'rails (sum)'
	| 'platform'
	| 'dram'
	| 'rail'
	| 'core';

/** Why a flag, counter or cooling device holds the clock back. */
export type Cause =
	| 'thermal'
	| 'power'
	| 'undervoltage'
	| 'overcurrent'
	/** Asserted from outside of the processor (PROCHOT): an adapter, a battery, a voltage regulator or the board. */
	| 'external'
	| 'noisy host'
	| 'CPU quota'
	| 'unknown';

/**
What a reading proves about throttling.

- `flag`: above 0 now means that the hardware holds the clock back now (evidence A).
- `counter`: a rise since the session's start means the same (evidence A). Its value at session start is the reference.
- `sticky`: it happened at some time since boot; a reference, no evidence unless it appears during the session.
- `cooling`: a cooling device on cpufreq, devfreq or the processor; above 0 is evidence B. Fans carry no evidence.
- `host`: steal or quota counters, for the attribution of a slow-down.
*/
export type Evidence = {
	readonly kind: 'flag' | 'counter' | 'sticky' | 'cooling' | 'host';
	readonly cause: Cause;
};

/** In the unit of the reading. */
export type Limits = {
	/** The lowest passive trip point: the kernel slows the clock from here. */
	readonly passive?: number;
	/** A fan or another active device starts here. */
	readonly active?: number;
	readonly hot?: number;
	/** Shutdown. */
	readonly critical?: number;
	/** Highest clock, total memory, highest fan state, the lowest power limit in force. */
	readonly max?: number;
	/** Of a clock: how far it may go now. Below `max` where the user, a power mode or a cooling device holds it. */
	readonly ceiling?: number;
};

export type ReadingFacts = {
	/** Stable over time and across starts, `source/name`: `thermal/cpu-thermal`. Unique within a sample. */
	readonly id: string;
	/** For people: `cpu-thermal`, `Package id 0`. Sanitised. */
	readonly label: string;
	readonly quantity: Quantity;
	readonly unit: Unit;
	/** Power and energy only. */
	readonly scope?: Scope;
	/** The file or command it was read from. */
	readonly source: string;
	/** Monotonic milliseconds at which it was read (see `clock.ts`). */
	readonly atMs: number;
	readonly limits?: Limits;
	readonly evidence?: Evidence;
	/** Of a CPU clock: the CPUs that it drives, by number; absent: not known. */
	readonly cpus?: readonly number[];
	/** Of the load of all CPUs: each CPU's own, 0…1, by its number; NaN-free, absent where the system does not tell them apart. */
	readonly perCpu?: readonly number[];
	/** What the number means where a number is not enough: `MAXN`, `SwThermalSlowdown`. Sanitised. */
	readonly detail?: string;
};

/** `missing` is a reason for the user; `mend` the exact command that would give the value, where one is known. */
export type Missing = {readonly missing: string; readonly mend?: string};

export type Reading = ReadingFacts & ({readonly value: number} | Missing);

export type PresentReading = ReadingFacts & {readonly value: number};

export const hasValue = (reading: Reading): reading is PresentReading => 'value' in reading;

export type MissingReading = ReadingFacts & Missing;

export const isMissing = (reading: Reading): reading is MissingReading => 'missing' in reading;

/** The source is not on this machine, or cannot be used here. */
export type Absent = {readonly absent: string; readonly mend?: string};

export type Reader = {
	readonly fastPeriodMs?: number;
	/** All readings of the source. A single bad file is a missing reading, not a rejection. */
	read(): Promise<readonly Reading[]>;
	/** For sources whose power changes faster than the sample: called every `fastPeriodMs` in between. */
	readFast?(): Promise<void>;
	close?(): void;
};

export type Sensor = {
	readonly id: string;
	readonly title: string;
	/** Shortest time between two reads; slower than the sample for costly sources. @default 0, every sample */
	readonly periodMs?: number;
	/** A read that takes longer is given up for this sample. @default 500 */
	readonly timeoutMs?: number;
	/** What was opened keeps nothing between two reads that another opening would lose: it is opened anew every minute, for devices that come, go and are renumbered. */
	readonly isReopened?: boolean;
	/** Looks for the source. Asked again every minute while absent. */
	open(root: Root): Promise<Reader | Absent>;
};

export const isAbsent = (opened: Reader | Absent): opened is Absent => 'absent' in opened;

/** Everything that was read in one period. */
export type TelemetrySample = {
	/** Monotonic ms; of a recording that plays, on its own clock (see `TreeRoot.now`). */
	readonly atMs: number;
	readonly readings: readonly Reading[];
	/** Wall time of taking this sample. */
	readonly costMs: number;
	/** CPU seconds of the sensors process since it started, children that have ended included where the system counts them. */
	readonly cpuSeconds: number;
	readonly rssBytes: number;
};

export type SourceState = 'ok' | 'partial' | 'absent' | 'timed out' | 'failed';

/** One line of `edgetop doctor`. */
export type SourceDescription = {
	readonly id: string;
	readonly title: string;
	readonly state: SourceState;
	/** In words: why absent, what is missing, or what is read. */
	readonly reason: string;
	/** The exact command that would mend it. */
	readonly mend?: string;
	/** Scopes of its power and energy readings. */
	readonly scopes: readonly Scope[];
	readonly readings: readonly Reading[];
	/** Wall time of one read. */
	readonly costMs?: number;
};

/** Who the machine is. A field that is not known is left out. */
export type HostIdentity = {
	readonly hostname: string;
	/** `Raspberry Pi 5 Model B Rev 1.0`, or maker and product. Of the sensor root where one is given. */
	readonly board?: string;
	readonly cpuName?: string;
	/** 0: not known. */
	readonly logicalCores: number;
	/** 0: not known. */
	readonly memoryTotalBytes: number;
	readonly os: string;
	readonly kernel: string;
	readonly arch: string;
	readonly governor?: string;
	/** `docker`, `lxc`, … */
	readonly container?: string;
	/** `kvm`, `vmware`, … */
	readonly virtualMachine?: string;
	/** The injected root, where the sensors are not this machine's. */
	readonly sensorRoot?: string;
	/** Another machine, that only its files tell of: what they do not say is not known, and nothing of this machine stands for it. */
	readonly isElsewhere?: true;
};
