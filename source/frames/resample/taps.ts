/*
Which source pixels make each pixel along one axis of a resized picture, and with which weights: PIL's rules.
*/

export type Kernel = 'nearest' | 'box' | 'linear' | 'cubic' | 'lanczos3';

/** Bits of a weight after the point. */
export const precisionBits = 22;

export type WideKernel = Exclude<Kernel, 'nearest'>;

/** Half the width of each kernel, in source pixels at a scale of 1. */
const supports: Readonly<Record<WideKernel, number>> = {box: 0.5, linear: 1, cubic: 2, lanczos3: 3};

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** Keys' cubic with a = −0.5. */
const cubic = (distance: number): number =>
	distance < 1
		? (1.5 * distance - 2.5) * distance * distance + 1
		: distance < 2
			? ((-0.5 * distance + 2.5) * distance - 4) * distance + 2
			: 0;

const kernels: Readonly<Record<WideKernel, (x: number) => number>> = {
	box: x => (x > -0.5 && x <= 0.5 ? 1 : 0),
	linear: x => Math.max(0, 1 - Math.abs(x)),
	cubic: x => cubic(Math.abs(x)),
	lanczos3: x => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0),
};

/** Which source pixels make each pixel along one axis, and with which weights. */
export type Taps = {
	/** First source pixel of each output pixel. */
	readonly starts: Int32Array;
	/** How many source pixels each has. */
	readonly counts: Int32Array;
	/** Weights of 22 bits, `stride` places for each output pixel. */
	readonly weights: Int32Array;
	readonly stride: number;
};

export type Axis = {
	/** Pixels of the source. */
	readonly length: number;
	/** Pixels of the whole result. */
	readonly outputLength: number;
	/** The part of the result that is wanted. */
	readonly from: number;
	readonly count: number;
};

const roundAway = (value: number): number => Math.trunc(value + (value < 0 ? -0.5 : 0.5));

export const tapsOf = (
	{length, outputLength, from, count}: Axis,
	kernel: WideKernel,
	isAntialiased: boolean,
): Taps => {
	const scale = length / outputLength;
	const stretch = isAntialiased ? Math.max(scale, 1) : 1;
	const support = supports[kernel] * stretch;
	const weigh = kernels[kernel];
	const stride = Math.ceil(support) * 2 + 1;
	const starts = new Int32Array(count);
	const counts = new Int32Array(count);
	const weights = new Int32Array(count * stride);
	const exact = new Float64Array(stride);
	for (let place = 0; place < count; place++) {
		const centre = (from + place + 0.5) * scale;
		const least = Math.max(0, Math.trunc(centre - support + 0.5));
		const most = Math.min(length, Math.trunc(centre + support + 0.5));
		let sum = 0;
		for (let tap = 0; tap < most - least; tap++) {
			const weight = weigh((tap + least - centre + 0.5) / stretch);
			exact[tap] = weight;
			sum += weight;
		}

		// A window that catches no pixel (box without antialiasing at a border between two) takes the nearest.
		if (sum === 0) {
			exact.fill(0);
			exact[Math.min(Math.max(0, most - least - 1), Math.max(0, Math.floor(centre) - least))] = 1;
			sum = 1;
		}

		starts[place] = Math.min(least, length - 1);
		counts[place] = Math.max(1, most - least);
		for (let tap = 0; tap < most - least; tap++) {
			weights[place * stride + tap] = roundAway((exact[tap]! / sum) * 2 ** precisionBits);
		}
	}

	return {starts, counts, weights, stride};
};

/** Source pixels under the centres; summed step by step as PIL does it, so that ties fall alike. */
export const nearestOf = ({length, outputLength, from, count}: Axis): Int32Array => {
	const step = length / outputLength;
	const places = new Int32Array(count);
	let centre = step * 0.5;
	for (let place = -from; place < count; place++, centre += step) {
		if (place >= 0) {
			places[place] = Math.min(length - 1, Math.floor(centre));
		}
	}

	return places;
};
