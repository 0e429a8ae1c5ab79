import path from 'node:path';
import {expect, it} from 'vitest';
import {partsList} from '../../../scripts/release/parts-list.js';

const root = path.resolve(import.meta.dirname, '../../..');

it('lists what users get, with licences, the same for the same commit', () => {
	const text = partsList(root, 1_750_000_000);
	expect(partsList(root, 1_750_000_000)).toBe(text);
	const {metadata, components} = JSON.parse(text) as {
		metadata: {timestamp: string; component: {name: string}};
		components: Array<{name: string; licenses?: unknown[]; hashes?: unknown[]}>;
	};
	expect(metadata).toMatchObject({
		timestamp: '2025-06-15T15:06:40.000Z',
		component: {name: 'edgetop'},
	});
	const names = components.map(({name}) => name);
	expect(names).toEqual(expect.arrayContaining(['onnxruntime-node', 'sharp', 'ink', 'zod']));
	expect(names).not.toContain('vitest');
	expect(components.find(({name}) => name === 'zod')?.licenses?.length).toBeGreaterThan(0);
});
