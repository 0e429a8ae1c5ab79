/** One value stands for so long, ms: a chart that moves every second would cost a slow terminal more than all figures. */
export const stepMs = 5000;
const mostSteps = 24;

/** FPS of the last two minutes in steps, as means; a step without a value is a gap. */
export class FpsCourse {
	#steps: Array<number | undefined> = [];
	#stepNumber: number | undefined;
	#sum = 0;
	#count = 0;

	/** Whole steps, oldest first. */
	get steps(): ReadonlyArray<number | undefined> {
		return this.#steps;
	}

	/** @param fps Undefined: nothing was heard, or nothing is counted. */
	add(nowMs: number, fps: number | undefined): void {
		const number = Math.floor(nowMs / stepMs);
		if (this.#stepNumber !== undefined && number > this.#stepNumber) {
			const gaps = Math.min(mostSteps, number - this.#stepNumber - 1);
			this.#steps = [
				...this.#steps,
				this.#count > 0 ? this.#sum / this.#count : undefined,
				...Array.from({length: gaps}, () => undefined),
			].slice(-mostSteps);
			this.#sum = 0;
			this.#count = 0;
		}

		this.#stepNumber = number;
		if (fps !== undefined) {
			this.#sum += fps;
			this.#count++;
		}
	}
}
