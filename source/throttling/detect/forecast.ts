import {type Forecast} from '../../record/thermal-schema.js';
import {fitLine, mean} from '../../measure/statistics.js';
import {fitExponential, type Curve, type ExponentialFit} from './exponential-fit.js';

const windowMs = 300_000;
const leastMs = 60_000;
const leastFlatMs = 120_000;
const mostResidualCelsius = 1;
const flatCelsiusPerMinute = 0.5;
/** The change over the window against the noise. */
const leastSignal = 6;
const mostLimitHalfWidthCelsius = 2;
const mostTimeSpread = 0.5;
const mostHorizonMs = 1_800_000;
const normalQuantile = 1.96;

/** Time from `now` until a curve reaches a temperature, in ms; Infinity: never. */
const timeTo = (curve: Curve, now: number, tempCelsius: number): number => {
	const left = curve.amplitude * Math.exp(-now / curve.tau);
	const share = (tempCelsius - curve.limit) / left;
	return share > 0 && share <= 1 ? -curve.tau * Math.log(share) * 1000 : Number.POSITIVE_INFINITY;
};

/**
Where the temperature is going: a first-order thermal model, T(t) = T∞ − (T∞ − T0)·e^(−t/τ), over the last 5 minutes.

It speaks only where the fit deserves it:
- at least 60 s and 30 readings, residuals of at most 1 °C;
- "steady": over at least 120 s the slope is below 0.5 °C/min with all of its 95 % interval; or the change over the window is at least 6 × the residuals, T∞ is known to ± 2 °C at 95 %, and no curve that fits crosses the trip;
- "reaches trip": every curve that fits crosses the trip, the earliest and the latest differ by at most half of the best estimate, and it is within 30 min and within twice the time observed.

Anything else is none, with the reason.
*/
export class TemperatureForecast {
	#readings: Array<{readonly atMs: number; readonly tempCelsius: number}> = [];
	#fit: ExponentialFit | undefined;
	#isFitOld = true;

	/** @param tempCelsius Undefined: not read. */
	add(atMs: number, tempCelsius: number | undefined): void {
		if (tempCelsius === undefined) {
			return;
		}

		this.#readings.push({atMs, tempCelsius});
		this.#readings = this.#readings.filter(reading => atMs - reading.atMs <= windowMs);
		this.#isFitOld = true;
	}

	/** @param tripCelsius The trip to watch; undefined: there is none. */
	forecast(tripCelsius: number | undefined): Forecast {
		const readings = this.#readings;
		const spanMs = (readings.at(-1)?.atMs ?? 0) - (readings[0]?.atMs ?? 0);
		if (readings.length < 30 || spanMs < leastMs) {
			return {kind: 'none', reason: 'needs a minute of temperatures'};
		}

		const flat = this.#flat(spanMs);
		if (flat) {
			return flat;
		}

		const fit = this.#fitted();
		if (!fit || fit.residual > mostResidualCelsius) {
			return {kind: 'none', reason: 'the temperature follows no simple course'};
		}

		const now = spanMs / 1000;
		const {amplitude, tau} = fit.best;
		const change = Math.abs(amplitude * (1 - Math.exp(-now / tau)));
		if (change < leastSignal * fit.residual) {
			return {kind: 'none', reason: 'the change is too small against the noise'};
		}

		const trip = this.#trip(fit, now, tripCelsius);
		return trip ?? this.#limit(fit, now);
	}

	#fitted(): ExponentialFit | undefined {
		if (this.#isFitOld) {
			const first = this.#readings[0]!.atMs;
			this.#fit = fitExponential(
				this.#readings.map(({atMs}) => (atMs - first) / 1000),
				this.#readings.map(({tempCelsius}) => tempCelsius),
			);
			this.#isFitOld = false;
		}

		return this.#fit;
	}

	#flat(spanMs: number): Forecast | undefined {
		const minutes = this.#readings.map(({atMs}) => (atMs - this.#readings[0]!.atMs) / 60_000);
		const celsius = this.#readings.map(({tempCelsius}) => tempCelsius);
		const line = fitLine(minutes, celsius);
		if (!line || spanMs < leastFlatMs) {
			return undefined;
		}

		const n = celsius.length;
		const residuals = celsius.map((value, i) => value - line.intercept - line.slope * minutes[i]!);
		const squares = residuals.reduce((sum, value) => sum + value ** 2, 0);
		const deviation = Math.sqrt(squares / (n - 2));
		const centre = mean(minutes);
		const spread = minutes.reduce((sum, value) => sum + (value - centre) ** 2, 0);
		const slopeError = (normalQuantile * deviation) / Math.sqrt(spread);
		return Math.abs(line.slope) + slopeError < flatCelsiusPerMinute &&
			deviation <= mostResidualCelsius
			? {
					kind: 'steady',
					tempCelsius: mean(celsius),
					halfWidthCelsius: normalQuantile * deviation,
					inMs: 0,
				}
			: undefined;
	}

	/** What can be said about the trip; undefined: no curve that fits reaches it. */
	#trip(fit: ExponentialFit, now: number, tripCelsius: number | undefined): Forecast | undefined {
		if (tripCelsius === undefined || fit.best.amplitude >= 0) {
			return undefined;
		}

		if (this.#readings.at(-1)!.tempCelsius >= tripCelsius) {
			return {kind: 'none', reason: 'the trip is reached'};
		}

		const isReached = (curve: Curve) =>
			curve.limit + normalQuantile * curve.limitError >= tripCelsius;
		if (!fit.accepted.some(isReached)) {
			return undefined;
		}

		const times = fit.accepted.map(curve => timeTo(curve, now, tripCelsius));
		const fromMs = Math.min(...times);
		const toMs = Math.max(...times);
		const inMs = timeTo(fit.best, now, tripCelsius);
		const isKnown = toMs - fromMs <= mostTimeSpread * inMs || toMs - fromMs <= 10_000;
		return isKnown && inMs <= Math.min(mostHorizonMs, 2000 * now)
			? {kind: 'reaches trip', tripCelsius, inMs, fromMs, toMs}
			: {kind: 'none', reason: 'too early to tell whether the trip is reached'};
	}

	#limit({accepted, best, isOpen}: ExponentialFit, now: number): Forecast {
		const low = Math.min(...accepted.map(curve => curve.limit - normalQuantile * curve.limitError));
		const high = Math.max(
			...accepted.map(curve => curve.limit + normalQuantile * curve.limitError),
		);
		const halfWidthCelsius = (high - low) / 2;
		if (isOpen || halfWidthCelsius > mostLimitHalfWidthCelsius) {
			return {kind: 'none', reason: 'too early to tell where it settles'};
		}

		const towards = best.limit + Math.sign(best.amplitude);
		const inMs = timeTo(best, now, towards);
		return {
			kind: 'steady',
			tempCelsius: best.limit,
			halfWidthCelsius,
			inMs: Number.isFinite(inMs) ? inMs : 0,
		};
	}
}
