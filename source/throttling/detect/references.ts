import {Course} from './course.js';

/** A stretch of time that stands for full speed: the baseline's. */
export type Stretch = {readonly fromMs: number; readonly toMs: number};

/** Evidence changes with the effect: within a minute before the onset, or after. */
export const leadMs = 60_000;
export const lagMs = 60_000;

/** A figure's mean at the baseline's time, before the onset, and since. */
export type Levels = {
	/** The higher (for clocks: the lower) of what it was at the baseline's time and in the minute that ended a minute before the onset; what was not read then was 0 (a clock: as it is). */
	readonly before: number;
	readonly since: number;
};

/**
The courses of all figures that may explain a drop, with what each was at the baseline's time: a cause must change with its effect.
*/
export class References {
	readonly #courses = new Map<string, Course>();
	readonly #atBaseline = new Map<string, number>();

	add(id: string, atMs: number, value: number | undefined): void {
		let course = this.#courses.get(id);
		if (!course) {
			course = new Course();
			this.#courses.set(id, course);
		}

		course.add(atMs, value);
	}

	course(id: string): Course | undefined {
		return this.#courses.get(id);
	}

	/** Remembers what everything was at the baseline's time; of an earlier baseline nothing is kept. */
	take({fromMs, toMs}: Stretch): void {
		this.#atBaseline.clear();
		for (const [id, course] of this.#courses) {
			const mean = course.mean(fromMs, toMs);
			if (mean !== undefined) {
				this.#atBaseline.set(id, mean);
			}
		}
	}

	clear(): void {
		this.#atBaseline.clear();
	}

	atBaseline(id: string, stretch?: Stretch): number | undefined {
		return stretch
			? this.#courses.get(id)?.mean(stretch.fromMs, stretch.toMs)
			: this.#atBaseline.get(id);
	}

	/**
	@param pick Of the two times before, the one against which a change must be seen.
	@param stretch A stretch that stands for the baseline's, where there is none yet.
	*/
	levels(
		id: string,
		onsetMs: number,
		nowMs: number,
		options: {readonly pick: 'highest' | 'lowest'; readonly stretch?: Stretch | undefined},
	): Levels | undefined {
		const course = this.#courses.get(id);
		const since = course?.mean(onsetMs, Math.min(nowMs, onsetMs + lagMs));
		const {pick, stretch} = options;
		const known = [
			this.atBaseline(id, stretch),
			course?.mean(onsetMs - 2 * leadMs, onsetMs - leadMs),
		].filter(value => value !== undefined);
		if (since === undefined) {
			return undefined;
		}

		// What shows up with the drop only was not there before.
		const [lowest, highest] =
			known.length > 0 ? [Math.min(...known), Math.max(...known)] : [since, 0];
		return {before: pick === 'highest' ? highest : lowest, since};
	}
}
