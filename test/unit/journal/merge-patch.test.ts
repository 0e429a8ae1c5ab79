import {describe, expect, it} from 'vitest';
import {
	applyPatch,
	diff,
	joinPatches,
	toJson,
	type Json,
	type JsonObject,
} from '../../../source/journal/merge-patch.js';

const parse = (text: string): Json => JSON.parse(text) as Json;

/* The examples are those of RFC 7396, appendix A. */
const examples: ReadonlyArray<readonly [string, string, string]> = [
	['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
	['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
	['{"a":"b"}', '{"a":null}', '{}'],
	['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
	['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
	['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
	['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
	['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
	['["a","b"]', '["c","d"]', '["c","d"]'],
	['{"a":"b"}', '["c"]', '["c"]'],
	['{"a":"foo"}', '"bar"', '"bar"'],
	['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
	['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
	['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
];

describe('merge patch', () => {
	it.each(examples)('%s with %s is %s', (target, patch, result) => {
		expect(applyPatch(parse(target), parse(patch))).toEqual(JSON.parse(result));
	});

	it('a difference, applied, gives the newer document', () => {
		const before: JsonObject = {a: {b: 1, c: [1, 2], d: {e: 'x'}}, f: 'gone', g: 3};
		const after: JsonObject = {a: {b: 2, c: [1, 3], d: {e: 'x', h: true}}, g: 3, i: {}};
		const patch = diff(before, after)!;
		expect(applyPatch(before, patch)).toEqual(after);
		expect(patch).not.toHaveProperty('g');
		expect(patch).toEqual({a: {b: 2, c: [1, 3], d: {h: true}}, f: null, i: {}});
	});

	it('there is none between equal documents', () => {
		expect(diff({a: {b: [1, {c: 2}]}}, {a: {b: [1, {c: 2}]}})).toBeUndefined();
	});

	it('two of different fields become one', () => {
		expect(joinPatches({a: {b: 1}}, {a: {c: null}, d: 2})).toEqual({a: {b: 1, c: null}, d: 2});
	});

	it('never reaches the prototype', () => {
		const patched = applyPatch({}, parse('{"__proto__":{"polluted":1}}'));
		const other: {polluted?: number} = {};
		expect(other.polluted).toBeUndefined();
		expect(Object.getPrototypeOf(patched)).toBe(Object.prototype);
	});
});

it('numbers are kept to six digits and to a thousandth', () => {
	expect(toJson({a: 1 / 3, b: 123_456.789_12, c: 12_345_678, d: Number.NaN, e: undefined})).toEqual(
		{
			a: 0.333333,
			b: 123_456.789,
			c: 12_345_678,
		},
	);
});
