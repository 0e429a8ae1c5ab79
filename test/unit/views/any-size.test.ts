import {expect, it} from 'vitest';
import {type Snapshot} from '../../../source/record/snapshot.js';
import {isTooSmall} from '../../../source/views/compose.js';
import {undrawable} from '../../../source/views/undrawable.js';
import {boardSnapshots} from './board-snapshots.js';
import {draw, drawPage, expectToFill, frame, pages} from './draw.js';
import {buildEmptySnapshot, buildSnapshot} from './snapshot-builder.js';

const snapshots: ReadonlyArray<readonly [string, Snapshot]> = [
	['a run', buildSnapshot()],
	['a start', buildEmptySnapshot('loading', 'loading the model')],
	...Object.entries(boardSnapshots),
];

const from = (first: number, last: number, step = 1): number[] =>
	Array.from({length: Math.floor((last - first) / step) + 1}, (_, index) => first + index * step);

/** Where layouts change, each width; else a sample. */
const sizes = [
	...from(80, 130).map(width => [width, 61]),
	...from(80, 260, 7).map(width => [width, 24]),
	...[80, 104].flatMap(width => from(24, 110, 4).map(height => [width, height])),
	[1, 1],
	[500, 1],
	[1, 200],
	[79, 24],
	[500, 200],
] as Array<[number, number]>;

it.each(snapshots)('%s is drawn at any size', (_name, snapshot) => {
	const failed = sizes.flatMap(([width, height]) => {
		try {
			frame(snapshot, [width, height]);
			return [];
		} catch (error) {
			return [`${width}×${height}: ${(error as Error).message}`];
		}
	});
	expect(failed).toEqual([]);
});

it.each(pages)('the page %s is drawn at any size', page => {
	const failed = snapshots.flatMap(([name, snapshot]) =>
		sizes
			.filter(([width, height]) => !isTooSmall({width, height}) && (width + height) % 4 === 0)
			.flatMap(([width, height]) => {
				try {
					drawPage(snapshot, page, [width, height]);
					return [];
				} catch (error) {
					return [`${name}, ${width}×${height}: ${(error as Error).message}`];
				}
			}),
	);
	expect(failed).toEqual([]);
});

it('what cannot be drawn is said in its place, at any size', () => {
	const error = new RangeError('Invalid count value: -1 \u001B[31m');
	const lines = undrawable(error, {width: 100, height: 24});
	const text = draw(lines);
	expect(text).toContain('A bug, at 100×24: Invalid count value: -1');
	expect(text).not.toContain('\u001B');
	expectToFill(text, [100, 24]);
	expect(undrawable(error, {width: 1, height: 1})).toHaveLength(1);
});
