import {setTimeout} from 'node:timers/promises';
import {messageOf} from '../text/user-error.js';
import {sanitize} from '../text/sanitize.js';
import {backOffMs} from '../system/back-off.js';
import {plausible} from './plausible.js';
import {timedOut, within} from './roots/within.js';
import {type Root} from './roots/root.js';
import {
	hasValue,
	isAbsent,
	isMissing,
	type MissingReading,
	type Absent,
	type Reader,
	type Reading,
	type ReadingFacts,
	type Scope,
	type Sensor,
	type SourceDescription,
} from './sensor.js';

const defaultTimeoutMs = 500;
const secondReadingMs = 250;
const retries = {firstMs: 2000, longestMs: 60_000};

/** Devices are renumbered, plugged in and unplugged: so often is looked for them again. */
const lookAgainMs = 60_000;

/** Opening may try a command or two. */
const openTimeoutMs = 5000;

type Slot = {
	readonly sensor: Sensor;
	opened: Reader | Absent | undefined;
	isBusy: boolean;
	/** Failures in a row. */
	failures: number;
	retryAtMs: number;
	nextAtMs: number;
	nextFastAtMs: number;
	lookAgainAtMs: number;
	readings: readonly Reading[];
	costMs: number | undefined;
	trouble: {readonly state: 'timed out' | 'failed'; readonly reason: string} | undefined;
};

/** Reads every source at a period, each with its own time-out and never twice at once. A source that hangs or fails is marked, left alone for a growing time, and stalls no other. */
export class Sampler {
	readonly #root: Root;
	readonly #slots: readonly Slot[];
	readonly #patienceMs: number;

	/** @param patienceMs Of every source at least: the root is far away. */
	constructor(root: Root, sensors: readonly Sensor[], patienceMs = 0) {
		this.#root = root;
		this.#patienceMs = patienceMs;
		this.#slots = sensors.map(sensor => ({
			sensor,
			opened: undefined,
			isBusy: false,
			failures: 0,
			retryAtMs: 0,
			nextAtMs: 0,
			nextFastAtMs: 0,
			lookAgainAtMs: Number.POSITIVE_INFINITY,
			readings: [],
			costMs: undefined,
			trouble: undefined,
		}));
	}

	async open(): Promise<void> {
		await Promise.all(this.#slots.map(async slot => this.#open(slot)));
	}

	/** Reads what is due; what is not keeps its last readings with their own times. */
	async sample(): Promise<readonly Reading[]> {
		const now = this.#root.now();
		await Promise.all(
			this.#slots.map(async slot => {
				if (now >= slot.nextAtMs) {
					await this.#poll(slot);
				}
			}),
		);
		return this.#slots.flatMap(slot => slot.readings);
	}

	/** Shortest time between two fast reads; undefined where no source wants them. */
	get fastPeriodMs(): number | undefined {
		const periods = this.#slots.flatMap(({opened}) =>
			opened && !isAbsent(opened) && opened.readFast ? [opened.fastPeriodMs ?? 200] : [],
		);
		return periods.length > 0 ? Math.min(...periods) : undefined;
	}

	async sampleFast(): Promise<void> {
		const now = this.#root.now();
		await Promise.all(
			this.#slots.map(async slot => {
				const {opened} = slot;
				if (opened && !isAbsent(opened) && opened.readFast && now >= slot.nextFastAtMs) {
					slot.nextFastAtMs = now + (opened.fastPeriodMs ?? 200) / 2;
					await this.#guard(slot, async () => opened.readFast!());
				}
			}),
		);
	}

	async describe(): Promise<readonly SourceDescription[]> {
		await Promise.all(
			this.#slots.map(async slot => {
				if (slot.opened && isAbsent(slot.opened)) {
					await this.#open(slot);
				}
			}),
		);
		await this.sample();
		// Counters become figures with their second reading.
		await setTimeout(secondReadingMs);
		await this.sample();
		return this.#slots.map(slot => describeSlot(slot));
	}

	close(): void {
		for (const {opened} of this.#slots) {
			if (opened && !isAbsent(opened)) {
				opened.close?.();
			}
		}
	}

	async #open(slot: Slot): Promise<void> {
		const timeoutMs = Math.max(openTimeoutMs, slot.sensor.timeoutMs ?? 0, 4 * this.#patienceMs);
		await this.#guard(
			slot,
			async () => {
				const opened = await slot.sensor.open(this.#root);
				if (slot.opened && !isAbsent(slot.opened)) {
					slot.opened.close?.();
				}

				slot.opened = opened;
				slot.readings = isAbsent(opened) ? [] : slot.readings;
			},
			timeoutMs,
		);
		slot.lookAgainAtMs = this.#root.now() + lookAgainMs;
	}

	async #poll(slot: Slot): Promise<void> {
		const now = this.#root.now();
		if (slot.isBusy || now < slot.retryAtMs) {
			return;
		}

		if (!slot.opened || (now >= slot.lookAgainAtMs && mayReopen(slot))) {
			await this.#open(slot);
		}

		const {opened} = slot;
		if (!opened || isAbsent(opened)) {
			return;
		}

		slot.nextAtMs = slot.sensor.periodMs ? now + slot.sensor.periodMs * 0.95 : 0;
		await this.#guard(slot, async () => {
			const readings = await opened.read();
			slot.readings = readings.map(reading => plausible(reading));
			slot.costMs = this.#root.now() - now;
		});
	}

	/** Runs one thing on a slot. The slot stays busy until that thing has really ended, however long after its time-out. */
	async #guard(slot: Slot, work: () => Promise<void>, limitMs?: number): Promise<void> {
		if (slot.isBusy) {
			return;
		}

		const timeoutMs =
			limitMs ?? Math.max(slot.sensor.timeoutMs ?? defaultTimeoutMs, this.#patienceMs);
		slot.isBusy = true;
		const done = this.#finish(slot, work);
		const result = await within(done, timeoutMs);
		if (result === timedOut) {
			this.#mark(slot, 'timed out', `timed out (no answer within ${timeoutMs} ms)`);
		}
	}

	async #finish(slot: Slot, work: () => Promise<void>): Promise<void> {
		try {
			await work();
			slot.failures = 0;
			slot.trouble = undefined;
		} catch (error) {
			this.#mark(slot, 'failed', sanitize(messageOf(error), 160));
		} finally {
			slot.isBusy = false;
		}
	}

	#mark(slot: Slot, state: 'timed out' | 'failed', reason: string): void {
		slot.trouble = {state, reason};
		slot.retryAtMs = this.#root.now() + backOffMs(++slot.failures, retries);
		const {sensor} = slot;
		const whole: Reading = {
			id: sensor.id,
			label: sensor.title,
			quantity: 'info',
			unit: 'state',
			source: sensor.id,
			atMs: this.#root.now(),
			missing: reason,
		};
		slot.readings =
			slot.readings.length > 0
				? slot.readings.map(reading => withoutValue(reading, reason))
				: [whole];
	}
}

/** What counts since it was opened is opened anew only where all that it read is gone. */
const mayReopen = ({sensor, opened, readings}: Slot): boolean =>
	!opened ||
	isAbsent(opened) ||
	(sensor.isReopened ?? false) ||
	(readings.length > 0 && readings.every(reading => isMissing(reading)));

const withoutValue = (reading: Reading, reason: string): Reading => {
	const {id, label, quantity, unit, scope, source, atMs, limits, evidence} = reading;
	const facts: ReadingFacts = {
		id,
		label,
		quantity,
		unit,
		source,
		atMs,
		...(scope && {scope}),
		limits,
		evidence,
	};
	return {...facts, missing: reason};
};

const describeSlot = (slot: Slot): SourceDescription => {
	const {sensor, opened, readings, costMs, trouble} = slot;
	const facts = {
		id: sensor.id,
		title: sensor.title,
		readings,
		scopes: [...new Set(readings.flatMap(({scope}): Scope[] => (scope ? [scope] : [])))],
		costMs,
	};
	if (trouble) {
		return {...facts, state: trouble.state, reason: trouble.reason};
	}

	if (!opened || isAbsent(opened)) {
		return {
			...facts,
			state: 'absent',
			reason: opened?.absent ?? 'not opened yet',
			mend: opened?.mend,
		};
	}

	const present = readings.filter(reading => hasValue(reading));
	const absent = readings.filter(reading => isMissing(reading));
	const mend = absent.find(reading => reading.mend)?.mend;
	return {
		...facts,
		state: absent.length === 0 ? 'ok' : present.length === 0 ? 'failed' : 'partial',
		reason: summarise(present, absent),
		mend,
	};
};

const summarise = (present: readonly Reading[], absent: readonly MissingReading[]): string => {
	const count = `${present.length} of ${present.length + absent.length} readings`;
	const [first] = absent;
	return first ? `${count}; ${first.label}: ${first.missing}` : count;
};
