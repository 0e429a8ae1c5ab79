import {describe, expect, it} from 'vitest';
import {samePadding, transposed} from '../../../scripts/build-model/convert.js';
import {toHalfBits, withHalfWeights} from '../../../scripts/build-model/half-floats.js';
import {findSynsets, readNounSynsets} from '../../../scripts/build-model/imagenet-synsets.js';

describe('toHalfBits', () => {
	it.each([
		[0, 0x00_00],
		[-0, 0x80_00],
		[1, 0x3c_00],
		[-2, 0xc0_00],
		[65_504, 0x7b_ff],
		[2 ** -14, 0x04_00],
		[2 ** -24, 0x00_01],
		[2 ** -26, 0x00_00],
		// Halfway between two halves: to the even one.
		[1 + 2 ** -11, 0x3c_00],
		[1 + 3 * 2 ** -11, 0x3c_02],
		// Rounds up into the next power of two.
		[2 - 2 ** -12, 0x40_00],
	])('writes %f as it should', (value, bits) => {
		expect(toHalfBits(value)).toBe(bits);
	});

	it.each([65_520, -1e9, Number.NaN, Infinity])('refuses %f', value => {
		expect(() => toHalfBits(value)).toThrow(RangeError);
	});
});

describe('withHalfWeights', () => {
	const tensor = (name: string, shape: number[]) => {
		const count = shape.reduce((product, size) => product * size, 1);
		const bytes = new Uint8Array(new Float32Array(count).fill(0.5).buffer);
		return {name, shape, type: 'float32' as const, bytes};
	};

	it('halves large weights, each with a cast before all else, and leaves biases', () => {
		const bias = tensor('bias', [2000]);
		const graph = withHalfWeights({
			name: 'g',
			nodes: [{operator: 'Relu', name: 'relu', inputs: ['x'], output: 'y'}],
			initializers: [tensor('weight', [100, 10]), bias],
			inputs: [],
			outputs: [],
		});
		expect(graph.nodes.map(node => [node.operator, node.output])).toEqual([
			['Cast', 'weight'],
			['Relu', 'y'],
		]);
		expect(graph.initializers[0]).toMatchObject({name: 'weight:half', type: 'float16'});
		expect(graph.initializers[0]!.bytes.slice(0, 2)).toEqual(Uint8Array.of(0x00, 0x38));
		expect(graph.initializers[1]).toBe(bias);
	});
});

describe('the converter', () => {
	it('pads as TensorFlow does, the odd pixel after', () => {
		expect(samePadding(224, 3, 2)).toEqual({before: 0, after: 1, output: 112});
		expect(samePadding(112, 3, 1)).toEqual({before: 1, after: 1, output: 112});
		expect(samePadding(56, 5, 2)).toEqual({before: 1, after: 2, output: 28});
	});

	it('brings axes into another order', () => {
		const values = Float32Array.from([0, 1, 2, 3, 4, 5]);
		const turned = transposed({shape: [1, 2, 3], values}, [2, 0, 1]);
		expect(turned.shape).toEqual([3, 1, 2]);
		expect([...turned.values]).toEqual([0, 3, 1, 4, 2, 5]);
	});
});

describe('findSynsets', () => {
	const synsets = readNounSynsets(
		[
			'  1 licence text',
			'00000010 05 n 02 crane 0 Wader 0 000 | a bird',
			'00000020 05 n 01 hen 0 000 | a bird',
			'00000025 06 n 01 crane 0 000 | a machine',
			'00000030 06 n 01 pole 0 000 | a rod',
			'00000031 06 n 01 pole 0 000 | an end',
			'',
		].join('\n'),
	);

	it('decides by the words, then by the order, then by the exceptions', () => {
		expect(findSynsets(['crane, wader', 'hen', 'crane'], synsets, new Map())).toEqual([
			'00000010',
			'00000020',
			'00000025',
		]);
		const exceptions = new Map([[1, '00000031']]);
		expect(findSynsets(['hen', 'pole'], synsets, exceptions)).toEqual(['00000020', '00000031']);
	});

	it('refuses to guess, needless exceptions and a broken order', () => {
		expect(() => findSynsets(['hen', 'pole'], synsets, new Map())).toThrow(/class 1, pole/);
		const needless = new Map([[0, '00000020']]);
		expect(() => findSynsets(['hen'], synsets, needless)).toThrow(/exception "00000020"/);
		expect(() => findSynsets(['hen', 'crane, wader'], synsets, new Map())).toThrow(/order|found/);
	});
});
