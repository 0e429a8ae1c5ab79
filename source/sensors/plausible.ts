import {hasValue, type Limits, type Quantity, type Reading, type ReadingFacts} from './sensor.js';

/*
What a figure can be at all. A driver that reads a chip which is off, a diode that is not connected or a register that is not there gives numbers all the same; such a number is no figure.
*/

type Range = {readonly least: number; readonly most: number; readonly why: string};

const ranges: Readonly<Partial<Record<Quantity, Range>>> = {
	temperature: {least: -40, most: 125, why: 'no die is so hot or so cold: not connected, or off'},
	// A hundredth below zero is the noise of a shunt.
	power: {least: 0, most: 3000, why: 'no meter of this kind measures so much'},
	energy: {least: 0, most: 1e15, why: 'not an energy'},
	voltage: {least: 0, most: 1000, why: 'not a voltage of a board'},
	clock: {least: 0, most: 10e9, why: 'no processor runs so fast'},
	memory: {least: 0, most: 1e15, why: 'not a size of a memory'},
	throttle: {least: 0, most: 10_000, why: 'not a state'},
	counter: {least: 0, most: Number.MAX_SAFE_INTEGER, why: 'not a count'},
};

/** Fans: in turns a minute, or as a share. */
const fanRanges: Readonly<Record<string, Range>> = {
	rpm: {least: 0, most: 30_000, why: 'no fan turns so fast'},
	fraction: {least: 0, most: 1.5, why: 'not a share'},
	state: {least: 0, most: 1000, why: 'not a state'},
};

const shareRange: Range = {least: 0, most: 1.05, why: 'not a share of time'};

const rangeOf = ({quantity, unit}: ReadingFacts): Range | undefined => {
	if (quantity === 'fan') {
		return fanRanges[unit];
	}

	return quantity === 'load' && unit === 'fraction' ? shareRange : ranges[quantity];
};

/** A card that is on draws more: an idle one 1 W and more. */
const leastCardWatts = 0.05;

/** A meter of a card whose driver counts in another unit, or none. */
const isTooLittle = ({scope}: ReadingFacts, watts: number): boolean =>
	scope === 'gpu' && watts > 0 && watts < leastCardWatts;

/** Of a shunt at rest: −8 mA is 0. */
const powerNoise = -0.5;

/** What is beyond the figure's own range by more than this is no limit of it: trips lie above what a die survives. */
const limitsBeyond = 2;

/** The limits that can be any. A number too great for one (`Infinity`) would not reach the other processes as a number either. */
const plausibleLimits = (limits: Limits, range: Range | undefined): Limits =>
	Object.fromEntries(
		Object.entries(limits).filter(
			([, limit]: [string, number | undefined]) =>
				limit !== undefined &&
				Number.isFinite(limit) &&
				(!range || (limit >= range.least && limit <= limitsBeyond * range.most)),
		),
	);

/** The reading with those of its limits that can be any, and its number or the reason why that is no figure. */
export const plausible = ({limits, ...rest}: Reading): Reading => {
	const reading: Reading = limits
		? {...rest, limits: plausibleLimits(limits, rangeOf(rest))}
		: rest;
	if (!hasValue(reading)) {
		return reading;
	}

	const range = rangeOf(reading);
	const {value: raw, ...facts} = reading;
	const value = reading.quantity === 'power' && raw < 0 && raw >= powerNoise ? 0 : raw;
	if (reading.quantity === 'power' && isTooLittle(reading, value)) {
		return {...facts, missing: `reads ${value} W: no card that is on draws so little`};
	}

	if (Number.isFinite(value) && (!range || (value >= range.least && value <= range.most))) {
		return value === raw ? reading : {...facts, value};
	}

	const told = Number.isFinite(raw) ? Number(raw.toPrecision(6)) : raw;
	return {...facts, missing: `reads ${told}: ${range?.why ?? 'not a number'}`};
};
