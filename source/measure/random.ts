/** Uniform numbers in [0, 1), the same for the same seed on every machine. */
export type Random = () => number;

/** SplitMix32: spreads one 32-bit seed over a generator's state (Steele et al. 2014, 32-bit finaliser of MurmurHash3). */
const splitMix = (seed: number) => {
	let state = seed >>> 0;
	return (): number => {
		state = (state + 0x9e_37_79_b9) >>> 0;
		let mixed = state;
		mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85_eb_ca_6b);
		mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2_b2_ae_35);
		return (mixed ^ (mixed >>> 16)) >>> 0;
	};
};

const rotateLeft = (value: number, bits: number): number =>
	(value << bits) | (value >>> (32 - bits));

/**
A small seeded generator: xoshiro128** (Blackman and Vigna 2018), period 2^128 − 1. Not for secrets. The order of frames, the bootstrap and the simulations rest on it: to change it is to change every seeded result.

@param seed Any finite number; its low and high 32 bits both count.
*/
export const seededRandom = (seed: number): Random => {
	const next = splitMix((seed % 2 ** 32) ^ Math.floor(seed / 2 ** 32));
	let a = next();
	let b = next();
	let c = next();
	let d = next();
	return () => {
		const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
		const shifted = b << 9;
		c ^= a;
		d ^= b;
		b ^= c;
		a ^= d;
		c ^= shifted;
		d = rotateLeft(d, 11);
		return result / 2 ** 32;
	};
};

/** A whole number in 0…`limit` − 1. */
export const randomBelow = (random: Random, limit: number): number => Math.floor(random() * limit);

/** Shuffles in place (Fisher and Yates); every order is equally likely. */
export const shuffleInPlace = (items: number[], random: Random): number[] => {
	for (let last = items.length - 1; last > 0; last--) {
		const other = randomBelow(random, last + 1);
		const kept = items[last]!;
		items[last] = items[other]!;
		items[other] = kept;
	}

	return items;
};
