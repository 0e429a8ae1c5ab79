import {setTimeout as sleep} from 'node:timers/promises';
import {monotonicMs} from '../../system/clock.js';

/** So much warmer than before, °C, is cool enough for the next slice: `edgetop bench` and a comparison in turns wait for the same. */
export const coolWithinCelsius = 2;
const stepMs = 250;

type Limits = {
	/** Of one wait. */
	readonly longestMs: number;
	/** The pause where no sensor tells. */
	readonly fixedMs: number;
};

const defaultLimits: Limits = {longestMs: 30_000, fixedMs: 500};

export type Temperature = {readonly value: number; readonly label: string};

/** What all waits came to. */
export type CoolDownTotal = {sensor?: string; seconds: number; cutShort: number};

/**
Waits after a round until the machine is no warmer than when it began, within 2 °C: heat that one system left behind must not meet the other. One that has become cooler is not waited for: idle, it grows no warmer. Bounded; a fixed short pause where there is no sensor.
*/
export class CoolDown {
	readonly total: CoolDownTotal = {seconds: 0, cutShort: 0};
	readonly #read: () => Temperature | undefined;
	readonly #limits: Limits;

	constructor(read: () => Temperature | undefined, limits: Limits = defaultLimits) {
		this.#read = read;
		this.#limits = limits;
	}

	/** The temperature that `wait` will come back to. */
	mark(): Temperature | undefined {
		return this.#read();
	}

	/** @param isOver Ends the wait at once. */
	async wait(start: Temperature | undefined, isOver: () => boolean): Promise<void> {
		const beganAtMs = monotonicMs();
		if (start) {
			this.total.sensor = start.label;
			const isWarmer = (): boolean => {
				const now = this.#read();
				return now !== undefined && now.value - start.value > coolWithinCelsius;
			};

			while (isWarmer() && !isOver()) {
				if (monotonicMs() - beganAtMs >= this.#limits.longestMs) {
					this.total.cutShort++;
					break;
				}

				await sleep(stepMs);
			}
		} else {
			await sleep(this.#limits.fixedMs);
		}

		this.total.seconds += (monotonicMs() - beganAtMs) / 1000;
	}
}
