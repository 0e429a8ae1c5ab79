import {randomBelow, seededRandom, type Random} from '../../source/measure/random.js';

/** Words that programs stumble over. */
const words = [
	'-1',
	'1e999',
	'99999999999999999999',
	'9'.repeat(400),
	'0.1e-400',
	'NaN',
	'null',
	'""',
	'[]',
	'{}',
	'true',
	'__proto__',
	'../../etc/passwd',
	'/dev/zero',
	'<script>alert(1)</script>',
	'=cmd|x',
	'\u001B[2J\u001B]0;x\u0007',
	'\u009B31m',
	'\u202E\u2066',
	'a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
	'\uFFFF',
	'\u0000',
	',,,,;;;\t',
	'\r\n',
	'%s%n',
].map(word => Buffer.from(word));

const bytes = [0, 1, 0x7f, 0x80, 0xff, 0x22, 0x2c, 0x0a, 0x5b, 0x7b];

type Mutation = (data: Buffer, random: Random) => Buffer;

const splice = (data: Buffer, place: number, drop: number, put: Uint8Array): Buffer =>
	Buffer.concat([data.subarray(0, place), put, data.subarray(place + drop)]);

const pick = <T>(items: readonly T[], random: Random): T =>
	items[randomBelow(random, items.length)]!;

const mutations: readonly Mutation[] = [
	(data, random) => {
		const copy = Buffer.from(data);
		copy[randomBelow(random, copy.length)]! ^= 1 << randomBelow(random, 8);
		return copy;
	},
	(data, random) => {
		const copy = Buffer.from(data);
		copy[randomBelow(random, copy.length)] = pick(bytes, random);
		return copy;
	},
	(data, random) =>
		splice(data, randomBelow(random, data.length), 1 + randomBelow(random, 64), Buffer.of()),
	(data, random) => splice(data, randomBelow(random, data.length), 0, pick(words, random)),
	(data, random) => {
		const place = randomBelow(random, data.length);
		const piece = data.subarray(place, place + 1 + randomBelow(random, 200));
		return splice(data, randomBelow(random, data.length), 0, piece);
	},
	(data, random) => data.subarray(0, randomBelow(random, data.length)),
	// A number, a word or a value in quotes is replaced whole: the grammar around it stays.
	(data, random) => {
		const text = data.toString('latin1');
		const found = [...text.matchAll(/-?\d+(?:\.\d+)?|"[^"\n]{0,40}"/g)];
		if (found.length === 0) {
			return data;
		}

		const {index, 0: old} = pick(found, random);
		return splice(data, index, old.length, pick(words, random));
	},
	(data, random) => {
		const word = pick(words, random);
		return splice(
			data,
			randomBelow(random, data.length),
			0,
			Buffer.concat(Array.from({length: 200}, () => word)),
		);
	},
];

/** Damaged copies of `seed`, the same for the same number on every machine. */
export const mutants = function* (seed: Buffer, number: number, count: number): Generator<Buffer> {
	const random = seededRandom(number);
	for (let made = 0; made < count; made++) {
		let data = seed;
		for (let left = 1 + randomBelow(random, 3); left > 0 && data.length > 0; left--) {
			data = pick(mutations, random)(data, random);
		}

		yield data;
	}
};
