import {ReadFailure} from '../roots/root.js';

/** A count over members (cores, control groups) of which each may fail, come and go: only a member's own rise counts. */
export class MemberCounters {
	readonly #isShared: boolean;
	readonly #members = new Map<string, {last: number; risen: number}>();
	#base: number | undefined;

	/** @param isShared All members show one and the same count: the highest stands for them; else they are added up. */
	constructor(isShared = false) {
		this.#isShared = isShared;
	}

	/**
	@param values By member; undefined: not read this time.
	@returns What stood there first, and all rises since; undefined while nothing was ever read.
	*/
	record(values: ReadonlyMap<string, number | undefined>): number | undefined {
		for (const [name, value] of values) {
			const member = this.#members.get(name);
			if (value === undefined) {
				continue;
			}

			if (member) {
				// A fall is a counter that has begun anew.
				member.risen += Math.max(0, value - member.last);
				member.last = value;
			} else {
				this.#members.set(name, {last: value, risen: 0});
			}
		}

		const members = [...this.#members.values()];
		if (members.length === 0) {
			return undefined;
		}

		this.#base ??= this.#join(members.map(({last}) => last));
		return this.#base + this.#join(members.map(({risen}) => risen));
	}

	#join(values: readonly number[]): number {
		return this.#isShared ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0);
	}
}

/** A counter of energy that has not moved for so long measures nothing (any more): what it counts is never 0. */
const stillMs = 3000;

/** The power that a counter of energy tells: over the time since it last moved, for some count in steps. */
export class EnergyCounter {
	readonly #counter: WrappingCounter;
	#movedAtMs: number | undefined;
	#readAtMs = 0;
	#lastTotal = 0;

	/** @param range As of {@link WrappingCounter}. */
	constructor(range: number | undefined) {
		this.#counter = new WrappingCounter(range);
	}

	/** Sum of all rises since the first value. Never falls. */
	get total(): number {
		return this.#counter.total;
	}

	/**
	@returns The rise a second, or why there is none: `ENODATA` where the counter does not count, `EAGAIN` where it may with the next reading.
	*/
	record(value: number, atMs: number): number | ReadFailure {
		const readAtMs = this.#readAtMs;
		const movedAtMs = this.#movedAtMs;
		this.#readAtMs = atMs;
		this.#counter.record(value, atMs);
		const {total} = this.#counter;
		const rise = total - this.#lastTotal;
		if (movedAtMs === undefined || atMs <= readAtMs) {
			this.#movedAtMs ??= atMs;
			return new ReadFailure('EAGAIN', 'needs two readings');
		}

		const stoodMs = atMs - movedAtMs;
		if (rise > 0) {
			this.#movedAtMs = atMs;
			this.#lastTotal = total;
			// What begins again after a stop has risen since the reading before.
			return (rise / (stoodMs >= stillMs ? atMs - readAtMs : stoodMs)) * 1000;
		}

		if (total === 0) {
			return new ReadFailure(
				'ENODATA',
				'the counter does not move: this processor does not measure it',
			);
		}

		return stoodMs >= stillMs
			? new ReadFailure('ENODATA', `the counter stopped ${Math.floor(stoodMs / 1000)} s ago`)
			: new ReadFailure('EAGAIN', 'the counter has not moved since the reading before');
	}
}

/** A counter that begins again at 0 after `range`: RAPL's `energy_uj` and its kin. */
export class WrappingCounter {
	readonly #range: number | undefined;
	#before: {readonly value: number; readonly atMs: number} | undefined;
	#total = 0;

	/** @param range Value at which the counter wraps; undefined where the driver does not say, and then a fall is a restart that adds nothing. */
	constructor(range: number | undefined) {
		this.#range = range;
	}

	/** Sum of all rises since the first value. Never falls. */
	get total(): number {
		return this.#total;
	}

	/**
	@returns The rise a second since the value before; undefined for the first value, after a restart, and where no time has passed.
	*/
	record(value: number, atMs: number): number | undefined {
		const before = this.#before;
		this.#before = {value, atMs};
		if (!before || atMs <= before.atMs) {
			return undefined;
		}

		const rise = value - before.value;
		const gain = rise >= 0 ? rise : this.#range === undefined ? undefined : rise + this.#range;
		if (gain === undefined || gain < 0) {
			return undefined;
		}

		this.#total += gain;
		return (gain / (atMs - before.atMs)) * 1000;
	}
}
