import {symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {afterEach, expect, test} from 'vitest';
import {
	parseReplaySettings,
	parseSeries,
	sampleSeries,
} from '../../../source/sensors/roots/replay.js';
import {replaySource} from '../../../source/sensors/sources/replay-source.js';
import {thermal} from '../../../source/sensors/sources/thermal.js';
import {checkSensorRoot} from '../../../source/sensors/roots/tree-root.js';
import {Board, figure, removeTrees} from './board-tree.js';

afterEach(removeTrees);

test('a series holds its last value, ramps where it says so, and keeps whole numbers whole', () => {
	const series = parseSeries(
		'# a comment\n0 45000\n60 ~80000\n90 20000\nnonsense\n120 two words\n',
	);
	expect(series).toHaveLength(4);
	const at = (seconds: number) => sampleSeries(series, seconds);
	expect(at(-5)).toBe('45000');
	expect(at(0)).toBe('45000');
	expect(at(30)).toBe('62500');
	expect(at(0.0001)).toBe('45000');
	expect(at(60)).toBe('80000');
	expect(at(89.9)).toBe('80000');
	expect(at(90)).toBe('20000');
	expect(at(1e6)).toBe('two words');
	expect(sampleSeries(parseSeries('0 1.5\n2 ~2.5'), 1)).toBe('2');
	expect(sampleSeries(parseSeries(String.raw`0 a\nb`), 1)).toBe('a\nb');
	expect(sampleSeries(parseSeries('0 words\n10 ~5'), 3)).toBe('words');
	expect(sampleSeries([], 1)).toBeUndefined();
});

test('a board plays at its own speed, from its files and its series', async () => {
	const zone = 'sys/class/thermal/thermal_zone0';
	const board = new Board(
		{
			'replay.json': '{"speed": 10, "fpsScale": ["0 1", "20 1", "40 ~0.5"]}',
			[`${zone}/type`]: 'cpu-thermal',
			[`${zone}/temp`]: '1',
			[`${zone}/temp.series`]: '0 45000\n60 ~81000\n100 !EAGAIN\n',
		},
		[thermal, replaySource],
	);
	const read = async () => {
		const readings = await board.sample();
		return [figure(readings.get('thermal/cpu-thermal')), figure(readings.get('replay/fps-scale'))];
	};

	expect(await read()).toEqual([45, 1]);
	board.nowMs += 3000;
	expect(await read()).toEqual([63, 0.75]);
	board.nowMs += 3000;
	expect(await read()).toEqual([81, 0.5]);
	board.nowMs += 5000;
	expect(await read()).toEqual([expect.stringMatching(/EAGAIN/), 0.5]);
});

test('a board without replay.json has no such reading; a broken one says what is wrong', async () => {
	const plain = new Board({}, [replaySource]);
	const none = await plain.sample();
	expect(none.size).toBe(0);
	const broken = new Board({'replay.json': '{"speed": 0}'}, [replaySource]);
	const readings = await broken.sample();
	expect(figure(readings.get('replay/fps-scale'))).toBe(
		'[replay.json cannot be read: "speed" must be a number above 0]',
	);
	expect(() => parseReplaySettings('{"fpsScale": 3}')).toThrow(/list of lines/);
	expect(() => parseReplaySettings('{')).toThrow(SyntaxError);
});

test('a command of a recorded board prints its file and is never executed', async () => {
	const board = new Board({
		'bin/true': 'recorded',
		'bin/echo:one two': 'exact',
		'bin/sh': '!EACCES',
	});
	expect(await board.root.run('true', [])).toBe('recorded');
	expect(await board.root.run('echo', ['one', 'two'])).toBe('exact');
	expect(await board.root.run('echo', ['three'])).toMatchObject({kind: 'missing'});
	expect(await board.root.run('sh', ['-c', 'exit 0'])).toMatchObject({kind: 'permission'});
});

test('a sensor root that is no folder is refused in one line', () => {
	const board = new Board({file: 'x'});
	expect(() => {
		checkSensorRoot(board.folder);
	}).not.toThrow();
	expect(() => {
		checkSensorRoot(`${board.folder}/file`);
	}).toThrow(/is no folder/);
	expect(() => {
		checkSensorRoot(`${board.folder}/none`);
	}).toThrow(/--sensor-root .*none: ENOENT/);
});

test.skipIf(process.platform === 'win32')(
	'what is no file of a recorded board is not read: a device, a file that fills the memory',
	async () => {
		const zone = 'sys/class/thermal/thermal_zone';
		const board = new Board({[`${zone}0/type`]: 'a', [`${zone}1/type`]: 'b'}, [thermal]);
		const at = (name: string) => path.join(board.folder, zone + name);
		symlinkSync('/dev/zero', at('0/temp'));
		writeFileSync(at('1/temp'), '');
		truncateSync(at('1/temp'), 2 ** 32);
		const readings = await board.sample();
		expect(figure(readings.get('thermal/a'))).toBe('[a device, not a file]');
		expect(figure(readings.get('thermal/b'))).toBe('[larger than 16 MB]');
	},
);
