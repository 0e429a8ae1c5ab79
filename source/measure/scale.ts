/** A value to a place on the page. */
export type Scale = {
	readonly ticks: readonly number[];
	place(value: number): number;
};

/** A step of 1, 2 or 5 times a power of ten that divides `span` into at most `most` parts. */
const niceStep = (span: number, most: number): number => {
	const rough = span / most;
	const power = 10 ** Math.floor(Math.log10(rough));
	return power * ([1, 2, 5].find(mantissa => mantissa * power >= rough) ?? 10);
};

const short = (value: number): number => Number(value.toPrecision(10));

/** Even from `low` to `high`, both moved outwards to a tick. */
export const linearScale = (
	[low, high]: readonly [number, number],
	[from, to]: readonly [number, number],
	most = 5,
): Scale => {
	const step = niceStep(high > low ? high - low : Math.abs(high) || 1, most);
	const first = Math.floor(short(low / step)) * step;
	const last = Math.max(first + step, Math.ceil(short(high / step)) * step);
	const count = Math.round((last - first) / step);
	return {
		ticks: Array.from({length: count + 1}, (_, index) => short(first + index * step)),
		place: value => from + ((value - first) / (last - first)) * (to - from),
	};
};

/** Logarithmic, with ticks at 1, 2 and 5 of each decade, both ends at a tick. Values must be above 0. */
export const logScale = (
	[low, high]: readonly [number, number],
	[from, to]: readonly [number, number],
): Scale => {
	const all: number[] = [];
	for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
		all.push(...[1, 2, 5].map(mantissa => short(mantissa * 10 ** power)));
	}

	const first = all.findLast(tick => tick <= low) ?? all[0]!;
	const last = all.find(tick => tick >= high && tick > first) ?? all.at(-1)!;
	const ticks = all.filter(tick => tick >= first && tick <= last);
	// Over many decades only the powers of ten have room.
	const shown = ticks.length > 8 ? ticks.filter(tick => Math.log10(tick) % 1 === 0) : ticks;
	return {
		ticks: shown,
		place: value => from + (Math.log(value / first) / Math.log(last / first)) * (to - from),
	};
};
