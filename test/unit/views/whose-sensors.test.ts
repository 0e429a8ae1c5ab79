import {expect, test} from 'vitest';
import {host} from '../../../source/views/panels/host.js';
import {thermalPage} from '../../../source/views/pages/thermal-page.js';
import {draw, plain} from './draw.js';
import {buildSnapshot} from './snapshot-builder.js';

const size = {width: 80, height: 20};

test.each([
	['onnxruntime:cpu', undefined, 'Heat, power, load', 'Heat, power, clocks'],
	[
		'exec:ssh me@nano python3 w.py',
		'me@nano',
		'Heat, power, load of me@nano',
		'Heat, power, clocks of me@nano',
	],
	[
		'exec:ssh me@nano python3 w.py',
		undefined,
		'This machine, not the board',
		'Heat, power, clocks of this machine, not of the board',
	],
	[
		'exec:adb shell worker',
		undefined,
		'This machine, not the board',
		'Heat, power, clocks of this machine, not of the board',
	],
	[
		'onnxruntime:cpu',
		'nano',
		'nano, not what computes',
		'Heat, power, clocks of nano, not of what computes',
	],
])(
	'titles say whose figures they are: %s, sensors of %s',
	(backendId, sensorsBoard, panel, page) => {
		const snapshot = buildSnapshot({segment: {backendId}, sensorsBoard});
		const [panelTitle] = draw(host(snapshot, size, plain)).split('\n');
		expect(panelTitle).toMatch(new RegExp(String.raw`^\W*${panel}\W`));
		const [pageTitle] = draw(thermalPage(snapshot, size, plain)).split('\n');
		expect(pageTitle).toMatch(new RegExp(String.raw`^\W*${page}(?: \W|$)`));
	},
);
