import {expect, test} from 'vitest';
import {liveLines} from '../../../source/compare/live-text.js';
import {latencies, segmentOf, summaryOf} from '../report/summaries.js';

const linesOf = (second: 'cached in memory' | 'decoded ahead'): string[] => {
	const a = segmentOf(latencies(50, 10, 1), {framesMode: 'cached in memory'});
	const b = segmentOf(latencies(50, 10, 2), {number: 2, framesMode: second});
	return liveLines({
		...summaryOf([a, b]),
		liveComparison: {
			first: 1,
			second: 2,
			looks: 1,
			allowance: 0.02,
			framesPerSlice: 10,
			rounds: [],
			coolDown: {seconds: 0, cutShort: 0},
		},
	});
};

test('two in turns whose frames came from different places are told so', () => {
	expect(linesOf('decoded ahead').join('\n')).toContain(
		'frames: A cached in memory, B decoded ahead: FPS of these are not comparable',
	);
	expect(linesOf('cached in memory').join('\n')).not.toContain('frames: A');
});
