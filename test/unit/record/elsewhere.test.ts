import {expect, test} from 'vitest';
import {runsElsewhere} from '../../../source/record/elsewhere.js';
import {Throttling} from '../../../source/throttling/throttling.js';

test.each([
	['exec:ssh nano python3 worker.py', true],
	['exec:/usr/bin/ssh -p 2222 pi@board python3 worker.py', true],
	["exec:sh -c 'ssh nano python3 worker.py'", true],
	['exec:adb shell /data/worker', true],
	['exec:python3 worker.py', false],
	['exec:./sshworker --fast', false],
	['onnxruntime:cpu', false],
])('%s: elsewhere is %s', (backendId, expected) => {
	expect(runsElsewhere(backendId)).toBe(expected);
});

test('watts and degrees of this machine are never those of a model elsewhere', () => {
	const judge = new Throttling(0, () => undefined);
	judge.beginSegment(0, {backendId: 'exec:ssh nano python3 worker.py'});
	for (let second = 1; second <= 20; second++) {
		judge.receiveSample({
			atMs: second * 1000,
			readings: [
				{
					id: 'rapl/package',
					label: 'package',
					quantity: 'power',
					unit: 'W',
					scope: 'package',
					value: 30,
				},
			],
		} as unknown as Parameters<Throttling['receiveSample']>[0]);
		judge.tick(second * 1000, {fps: 10, frames: second * 10});
	}

	expect(judge.figures(20_000).energy).toMatchObject({
		meanWatts: {missing: 'the model runs on another machine, whose sensors are not read'},
	});
});
