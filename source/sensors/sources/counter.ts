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
