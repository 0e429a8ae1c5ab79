import {type SustainedScore} from '../../record/thermal-schema.js';
import {type Figure} from '../../measure/figure.js';
import {fitLine, mean, median} from '../../measure/statistics.js';

const minuteMs = 60_000;
const lastMs = 5 * minuteMs;
/** The first minute and the last five must not overlap. */
const leastMs = minuteMs + lastMs;

const steadyFps = 0.02;
const steadyCelsiusPerMinute = 0.5;

type Second = {
	readonly atMs: number;
	readonly fps: number | undefined;
	readonly tempCelsius: number | undefined;
};

/**
The sustained score of one segment: FPS of minute 1, of the last 5 minutes, their ratio, and the time until two successive 60 s medians of FPS are within 2 % while the temperature changes by less than 0.5 °C a minute over both. Fed once a second. Memory: five minutes.
*/
export class SustainedMeter {
	#startMs: number | undefined;
	#first: Figure = {missing: 'the first minute is not over'};
	#firstFps: number[] = [];
	#seconds: Second[] = [];
	#steadyAfterMs: number | undefined;
	#hasTemperature = false;

	/** @param fps Over the last second; undefined: not known. */
	add(atMs: number, fps: number | undefined, tempCelsius: number | undefined): void {
		this.#startMs ??= atMs;
		this.#hasTemperature ||= tempCelsius !== undefined;
		this.#seconds.push({atMs, fps, tempCelsius});
		if (this.#seconds.length > 64 && atMs - this.#seconds[32]!.atMs > lastMs) {
			this.#seconds = this.#seconds.filter(second => atMs - second.atMs < lastMs);
		}

		const elapsedMs = atMs - this.#startMs;
		if (elapsedMs <= minuteMs && fps !== undefined) {
			this.#firstFps.push(fps);
		}

		if (elapsedMs >= minuteMs && this.#firstFps.length > 0) {
			this.#first = {value: mean(this.#firstFps)};
			this.#firstFps = [];
		}

		if (elapsedMs >= 2 * minuteMs && this.#steadyAfterMs === undefined && this.#isSteady(atMs)) {
			this.#steadyAfterMs = elapsedMs;
		}
	}

	score(): SustainedScore {
		const last = this.#lastMinutes();
		const first = this.#first;
		const ratio: Figure =
			'value' in first && 'value' in last
				? this.#divide(last.value, first.value)
				: 'missing' in last
					? last
					: first;
		return {
			firstMinuteFps: first,
			lastMinutesFps: last,
			ratio,
			steadyAfterSeconds:
				this.#steadyAfterMs === undefined
					? {missing: this.#hasTemperature ? 'not steady yet' : 'no temperature'}
					: {value: this.#steadyAfterMs / 1000},
		};
	}

	#divide(last: number, first: number): Figure {
		return first > 0 ? {value: last / first} : {missing: 'no frames in the first minute'};
	}

	#lastMinutes(): Figure {
		const nowMs = this.#seconds.at(-1)?.atMs ?? 0;
		const elapsedMs = nowMs - (this.#startMs ?? nowMs);
		if (elapsedMs < leastMs) {
			return {missing: `needs 6 min, has ${Math.floor(elapsedMs / 1000)} s`};
		}

		const fps = this.#fpsBetween(nowMs - lastMs, nowMs);
		return fps.length > 0 ? {value: mean(fps)} : {missing: 'no frames in the last 5 minutes'};
	}

	#fpsBetween(afterMs: number, toMs: number): number[] {
		return this.#seconds
			.filter(({atMs}) => atMs > afterMs && atMs <= toMs)
			.map(({fps}) => fps)
			.filter(fps => fps !== undefined);
	}

	#isSteady(nowMs: number): boolean {
		const now = median(this.#fpsBetween(nowMs - minuteMs, nowMs));
		const before = median(this.#fpsBetween(nowMs - 2 * minuteMs, nowMs - minuteMs));
		const warm = this.#seconds.filter(
			({atMs, tempCelsius}) => atMs > nowMs - 2 * minuteMs && tempCelsius !== undefined,
		);
		const line = fitLine(
			warm.map(({atMs}) => (atMs - nowMs) / minuteMs),
			warm.map(({tempCelsius}) => tempCelsius!),
		);
		return (
			Math.abs(now - before) <= steadyFps * before &&
			line !== undefined &&
			Math.abs(line.slope) < steadyCelsiusPerMinute
		);
	}
}
