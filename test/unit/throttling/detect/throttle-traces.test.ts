import {readFileSync} from 'node:fs';
import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {ThrottleDetector} from '../../../../source/throttling/detect/throttle.js';
import {hasShared, sharedFolder, withoutShared} from '../../../shared.js';

describe('recorded traces of a virtual machine with noisy neighbours', () => {
	it.for(['steady', 'contended'])('%s: no thermal verdict', (name, ctx) => {
		if (!hasShared) {
			ctx.skip(withoutShared);
		}

		const detector = new ThrottleDetector();
		const text = readFileSync(path.join(sharedFolder, 'fixtures/traces', `${name}.csv`), 'utf8');
		for (const line of text.trim().split('\n').slice(1)) {
			const [second, fps, cpuSeconds, stealPercent] = line.split(',').map(Number);
			detector.add({
				atMs: second! * 1000,
				fps: fps!,
				stealFraction: stealPercent! / 100,
				inferencesPerCpuSecond: fps! / cpuSeconds!,
			});
		}

		// Too rough for a baseline: no statement about drops is the only true one.
		expect(detector.dropState).toBe('baseline unstable');
		expect(detector.events).toEqual([]);
	});

	it('the contended trace after a steady minute and a half is another process', ctx => {
		if (!hasShared) {
			ctx.skip(withoutShared);
		}

		// The trace is too short and too rough for a baseline of its own: its first minute's level, held steady, stands in.
		const detector = new ThrottleDetector();
		const text = readFileSync(path.join(sharedFolder, 'fixtures/traces/contended.csv'), 'utf8');
		const rows = text
			.trim()
			.split('\n')
			.slice(1)
			.map(line => line.split(',').map(Number));
		const early = rows.slice(0, 60);
		const fps = early.reduce((sum, row) => sum + row[1]!, 0) / early.length;
		const own = early.reduce((sum, row) => sum + row[1]! / row[2]!, 0) / early.length;
		const pressure = 0.1;
		for (let second = 0; second < 90; second++) {
			const ripple = 1 + 0.01 * ((second % 3) - 1);
			detector.add({
				atMs: second * 1000,
				fps: fps * ripple,
				stealFraction: 0.01,
				cpuPressure: pressure,
				inferencesPerCpuSecond: own,
			});
		}

		for (const [index, [, rate, cpuSeconds, stealPercent, pressurePercent]] of rows.entries()) {
			detector.add({
				atMs: (90 + index) * 1000,
				fps: rate!,
				cpuPressure: pressurePercent! / 100,
				stealFraction: stealPercent! / 100,
				inferencesPerCpuSecond: rate! / cpuSeconds!,
			});
		}

		expect(detector.current).toMatchObject({verdict: 'contention', reason: 'another process'});
		expect(detector.events.map(event => event.reason)).not.toContain('thermal');
	});
});
