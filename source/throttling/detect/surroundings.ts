import {type ThrottlePower, type ThrottleTemperature} from './evidence.js';
import {Course} from './course.js';
import {PowerHold} from './power-hold.js';
import {lagMs, leadMs} from './references.js';

type Beside = {readonly text: string; readonly lastMs: number; readonly sinceMs: number};

/** A temperature near its trip; it may have been there before, and be lower now. */
type NearTrip = Beside & {readonly hasFallen: boolean};

/** What stands beside evidence, and helps to say what it means. */
export type Surroundings = {
	/** Temperatures near or above their passive trip. */
	readonly nearTrips: readonly NearTrip[];
	/** Powers that stand at their sustained limit and have been above it. */
	readonly heldPowers: readonly Beside[];
	/** The hottest temperature of what the run uses; undefined: none is known. */
	readonly hottestCelsius: number | undefined;
	/** Whether any temperature that has a passive trip was read: a sensor that has died tells nothing. */
	readonly hasTrips: boolean;
};

/** Within so much of its passive trip a temperature counts as the reason. */
const nearTripCelsius = 3;
/** So far below where the hardware throttles by itself, heat is not why it does. */
const coldCelsius = 25;

/** A clock that falls while it is so much cooler than before was not lowered for heat. */
const fallCelsius = 3;
const beforeMs = 50_000;
const presentMs = 20_000;

const watts = (value: number): string => `${Number(value.toFixed(1))} W`;

/** Temperatures near their trips and powers at their limits: what is read beside the evidence. Memory: one entry a reading. */
export class SurroundingsLog {
	readonly #near = new Map<string, Beside>();
	readonly #courses = new Map<string, Course>();
	readonly #hottest = new Map<string, {readonly celsius: number; readonly lastMs: number}>();
	readonly #cold = new Map<string, number>();
	readonly #holds = new Map<string, PowerHold>();
	readonly #held = new Map<string, Beside>();
	#lowestTrip: number | undefined;
	/** When a temperature that has a passive trip was last read. */
	#tripReadMs = Number.NEGATIVE_INFINITY;

	/** Every temperature that tells where the hardware throttles by itself is far below it. */
	get isCold(): boolean {
		const colds = [...this.#cold.values()];
		return colds.length > 0 && colds.every(distance => distance >= coldCelsius);
	}

	addTemperature(atMs: number, temperature: ThrottleTemperature): void {
		const {id, label, tempCelsius, passiveTripCelsius, criticalCelsius} = temperature;
		if (passiveTripCelsius !== undefined) {
			this.#lowestTrip = Math.min(this.#lowestTrip ?? passiveTripCelsius, passiveTripCelsius);
		}

		if (tempCelsius === undefined) {
			return;
		}

		if (passiveTripCelsius !== undefined) {
			this.#tripReadMs = atMs;
		}

		this.#hottest.set(id, {celsius: tempCelsius, lastMs: atMs});
		if (criticalCelsius !== undefined) {
			this.#cold.set(id, criticalCelsius - tempCelsius);
		}

		const course = this.#courses.get(id) ?? new Course();
		this.#courses.set(id, course);
		course.add(atMs, tempCelsius);
		// A die that tells no trip of its own is held by those of its neighbours: it is the kernel that raises the cooling devices. Where nobody tells one, the hardware slows itself down short of its critical temperature.
		const passive = passiveTripCelsius ?? this.#lowestTrip;
		const isPassive = passive !== undefined && tempCelsius >= passive - nearTripCelsius;
		const trip = isPassive ? passive : criticalCelsius;
		if (trip === undefined || tempCelsius < trip - nearTripCelsius) {
			return;
		}

		const place = tempCelsius >= trip ? 'at' : 'near';
		const whose = isPassive
			? passiveTripCelsius === undefined
				? 'the lowest passive trip'
				: 'passive trip'
			: 'its critical temperature';
		const text = `${label} ${tempCelsius.toFixed(0)} °C ${place} ${whose} ${trip.toFixed(0)} °C`;
		this.#near.set(id, {text, lastMs: atMs, sinceMs: this.#near.get(id)?.sinceMs ?? atMs});
	}

	addPower(atMs: number, {id, label, watts: now, limitWatts, limitLabel}: ThrottlePower): void {
		if (now === undefined) {
			return;
		}

		const hold = this.#holds.get(id) ?? new PowerHold();
		this.#holds.set(id, hold);
		hold.add(atMs, now, limitWatts);
		if (hold.state) {
			const {watts: mean, highestWatts, sinceMs} = hold.state;
			const text = `${label} ${mean.toFixed(1)} W at its limit ${limitLabel === undefined ? '' : `${limitLabel} `}${watts(limitWatts)}, ${highestWatts.toFixed(1)} W before`;
			this.#held.set(id, {text, lastMs: atMs, sinceMs});
		}
	}

	/** What was read beside the evidence at or after `fromMs`. */
	surroundingsSince(fromMs: number): Surroundings {
		const since = (map: ReadonlyMap<string, Beside>) =>
			[...map.values()].filter(({lastMs}) => lastMs >= fromMs);
		const celsius = [...this.#hottest.values()]
			.filter(({lastMs}) => lastMs >= fromMs)
			.map(reading => reading.celsius);
		return {
			nearTrips: [...this.#near]
				.filter(([, {lastMs}]) => lastMs >= fromMs)
				.map(([id, near]) => ({...near, hasFallen: this.#hasFallen(id, fromMs, near.lastMs)})),
			heldPowers: since(this.#held),
			hottestCelsius: celsius.length > 0 ? Math.max(...celsius) : undefined,
			hasTrips: this.#tripReadMs >= fromMs,
		};
	}

	/** Powers that came to stand at their limit around an onset. */
	heldAround(onsetMs: number): boolean {
		return [...this.#held.values()].some(
			({sinceMs}) => sinceMs >= onsetMs - leadMs && sinceMs <= onsetMs + lagMs,
		);
	}

	/** Whether it is clearly lower now than it was in the minute from `fromMs` on. */
	#hasFallen(id: string, fromMs: number, nowMs: number): boolean {
		const course = this.#courses.get(id);
		const before = course?.mean(fromMs, fromMs + beforeMs);
		const now = course?.mean(nowMs - presentMs, nowMs);
		return before !== undefined && now !== undefined && before - now >= fallCelsius;
	}
}
