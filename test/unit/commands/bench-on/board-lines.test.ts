import {expect, test} from 'vitest';
import {BoardLines} from '../../../../source/commands/bench-on/board-lines.js';

const outputOf = (facts: {isTTY?: boolean; columns?: number; rows?: number}) => {
	const texts: string[] = [];
	return {texts, output: {...facts, write: (text: string) => texts.push(text)}};
};

test('on a terminal a line a board is painted over in one place, cut to the width', () => {
	const {texts, output} = outputOf({isTTY: true, columns: 24, rows: 24});
	const lines = new BoardLines(['pi', 'jetson'], output);
	lines.say(0, 'slice 1 of 4: a long word');
	lines.say(1, 'begins');
	lines.say(1, 'begins');
	expect(texts).toEqual([
		'\rpi      slice 1 of 4: …\u001B[K\n\rjetson  \u001B[K\n',
		'\u001B[2A\rpi      slice 1 of 4: …\u001B[K\n\rjetson  begins\u001B[K\n',
	]);
});

test.each([
	['elsewhere', {}],
	['on a terminal with fewer lines than boards', {isTTY: true, columns: 80, rows: 2}],
])('%s each board is told once in 10 s, and its end always', (_, facts) => {
	const {texts, output} = outputOf(facts);
	const lines = new BoardLines(['pi', 'jetson'], output);
	lines.say(0, 'begins');
	lines.say(0, 'slice 1');
	lines.say(1, 'begins');
	lines.say(0, 'done', true);
	expect(texts).toEqual(['pi: begins\n', 'jetson: begins\n', 'pi: done\n']);
});
