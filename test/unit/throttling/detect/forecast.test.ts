import {describe, expect, it} from 'vitest';
import {type Forecast} from '../../../../source/record/thermal-schema.js';
import {TemperatureForecast} from '../../../../source/throttling/detect/forecast.js';
import {seededRandom} from '../../../../source/measure/random.js';
import {seededNormal} from './simulated.js';

type Curve = (second: number, normal: () => number) => number;

const fed = (curve: Curve, seconds: number, seed = 1): TemperatureForecast => {
	const normal = seededNormal(seededRandom(seed));
	const forecast = new TemperatureForecast();
	for (let second = 0; second <= seconds; second++) {
		forecast.add(second * 1000, curve(second, normal));
	}

	return forecast;
};

/** Heating from 45 °C with sensor noise, read in steps as sensors give it. */
const heating =
	(limit: number, tau: number, noise = 0.3, step = 0.1): Curve =>
	(second, normal) =>
		Math.round((limit - (limit - 45) * Math.exp(-second / tau) + noise * normal()) / step) * step;

const seeds = Array.from({length: 40}, (_, index) => index + 1);

const kinds = (forecasts: readonly Forecast[], kind: Forecast['kind']): number =>
	forecasts.filter(forecast => forecast.kind === kind).length;

describe('TemperatureForecast', () => {
	it('says where it settles below the trip', () => {
		const all = seeds.map(seed => fed(heating(78, 90), 240, seed).forecast(85));
		expect(kinds(all, 'steady')).toBe(seeds.length);
		for (const forecast of all) {
			const {tempCelsius, inMs} = forecast as Extract<Forecast, {kind: 'steady'}>;
			expect(Math.abs(tempCelsius - 78)).toBeLessThan(1);
			// 1 °C below the limit at τ · ln 33 = 315 s: 75 s from now.
			expect(Math.abs(inMs - 75_000)).toBeLessThan(45_000);
		}
	});

	it('says when the trip is reached, and the interval holds the truth', () => {
		const all = seeds.map(seed => fed(heating(95, 240), 180, seed).forecast(85));
		const truthMs = (240 * Math.log(50 / 10) - 180) * 1000;
		const said = all.filter(forecast => forecast.kind === 'reaches trip');
		expect(said.length).toBeGreaterThan(seeds.length / 2);
		const right = said.filter(({fromMs, toMs}) => fromMs <= truthMs && truthMs <= toMs);
		expect(right.length / said.length).toBeGreaterThanOrEqual(0.85);
		for (const {inMs} of said) {
			expect(Math.abs(inMs / truthMs - 1)).toBeLessThan(0.35);
		}
	});

	it('works with a sensor that reads whole degrees', () => {
		const forecast = fed(heating(78, 90, 0, 1), 290).forecast(85);
		expect(forecast).toMatchObject({kind: 'steady'});
		expect(Math.abs((forecast as {tempCelsius: number}).tempCelsius - 78)).toBeLessThan(1.5);
	});

	it('is steady at once on a board that is', () => {
		const all = seeds.map(seed => fed((_, normal) => 61 + 0.5 * normal(), 200, seed).forecast(80));
		expect(kinds(all, 'steady')).toBe(seeds.length);
		for (const forecast of all) {
			expect(forecast).toMatchObject({inMs: 0});
			expect(Math.abs((forecast as {tempCelsius: number}).tempCelsius - 61)).toBeLessThan(0.3);
		}
	});

	it('shows nothing of noise alone', () => {
		const noise: Curve = (_, normal) => 70 + 3 * normal();
		const all = seeds.flatMap(seed =>
			[70, 150, 400].map(seconds => fed(noise, seconds, seed).forecast(85)),
		);
		expect(kinds(all, 'none')).toBe(all.length);
	});

	it('says where it settles only of a change of six times the noise or more', () => {
		const noise = 0.2;
		// Settled long ago, so that the limit is known to a tenth of a degree: the signal alone decides. Shorter than what may be called flat.
		const stepOf = (signal: number) =>
			seeds.map(seed =>
				fed(
					(second, normal) => 60 - signal * noise * Math.exp(-second / 12) + noise * normal(),
					110,
					seed,
				).forecast(85),
			);
		expect(kinds(stepOf(4.4), 'steady')).toBe(0);
		expect(stepOf(4.4)[0]).toEqual({
			kind: 'none',
			reason: 'the change is too small against the noise',
		});
		expect(kinds(stepOf(8.2), 'steady')).toBe(seeds.length);
	});

	it('foretells no trip of a temperature that wanders about 60 °C', () => {
		const wandering = (): Curve => {
			let state = 0;
			return (_, normal) => {
				state = 0.97 * state + 0.25 * normal();
				return 60 + state;
			};
		};

		const all = seeds.flatMap(seed =>
			[90, 200, 400].map(seconds => fed(wandering(), seconds, seed).forecast(85)),
		);
		expect(kinds(all, 'reaches trip')).toBe(0);
		for (const forecast of all) {
			if (forecast.kind === 'steady') {
				expect(Math.abs(forecast.tempCelsius - 60)).toBeLessThan(4);
			}
		}
	});

	it('waits until there is enough to say it', () => {
		expect(fed(heating(95, 240), 50).forecast(85)).toMatchObject({kind: 'none'});
		expect(fed(heating(95, 900), 65).forecast(94)).toMatchObject({kind: 'none'});
		expect(new TemperatureForecast().forecast(85).kind).toBe('none');
	});

	it('foretells no trip while cooling, or where there is none', () => {
		const cooling: Curve = (second, normal) => 50 + 30 * Math.exp(-second / 60) + 0.2 * normal();
		expect(fed(cooling, 200).forecast(85).kind).toBe('steady');
		expect(fed(heating(95, 60), 240).forecast(undefined)).toMatchObject({kind: 'steady'});
		expect(fed(heating(95, 60), 240).forecast(85)).toEqual({
			kind: 'none',
			reason: 'the trip is reached',
		});
	});
});
