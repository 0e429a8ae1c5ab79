import {describe, expect, it} from 'vitest';
import {ThrottleDetector} from '../../../../source/throttling/detect/throttle.js';
import {calm, clock, run, signal, slow, zone, type Second} from './ten-minutes.js';

const hot: Second = {...slow, signals: signal('flag', 'thermal', 1), temperatures: zone(85)};

describe('causes are weighed', () => {
	it('weighs steal against heat by the FPS that each explains, and tells both', () => {
		const few = run(calm, {...hot, stealFraction: 0.07}).current!;
		expect(few).toMatchObject({verdict: 'throttled', reason: 'thermal'});
		expect(run(calm, {...hot, stealFraction: 0.039}).current!.reason).toBe('thermal');
		// Half of the CPU time that the engine had is gone, and each second of it did as much as before.
		const much = run(calm, {
			...hot,
			fps: 20,
			inferencesPerCpuSecond: 20,
			stealFraction: 0.5,
		}).current!;
		expect(much).toMatchObject({verdict: 'contention', reason: 'noisy host'});
		const both = run(calm, {...hot, fps: 20, inferencesPerCpuSecond: 14, stealFraction: 0.2});
		expect(both.current).toMatchObject({verdict: 'throttled', reason: 'thermal'});
		expect(both.current!.evidence.join('; ')).toMatch(/of −50 % up to 3\d thermal, 19 noisy host/);
	});

	it('calls it another process only where the CPUs are wanted by others', () => {
		const less: Second = {fps: 28, inferencesPerCpuSecond: 19.5};
		expect(run({...calm, cpuLoad: 0.6}, {...less, cpuLoad: 1}).current).toMatchObject({
			verdict: 'contention',
			reason: 'another process',
		});
		expect(run({...calm, cpuPressure: 0}, {...less, cpuPressure: 0.4}).current!.reason).toBe(
			'another process',
		);
		expect(run({...calm, cpuLoad: 0.8}, {...less, cpuLoad: 0.6}).current).toMatchObject({
			verdict: 'slowed, not throttled',
			reason: 'waiting for frames',
		});
		expect(run(calm, less).current).toMatchObject({
			verdict: 'unexplained slowdown',
			reason: 'unexplained',
		});
	});

	it('takes a quota for what it held back, not for having been at work', () => {
		const withQuota = (secondsPerSecond: number): ThrottleDetector => {
			const detector = new ThrottleDetector();
			for (let second = 0; second < 600; second++) {
				const ripple = 1 + 0.003 * ((second % 3) - 1);
				const isSlow = second >= 300;
				const held = isSlow ? second - 300 : 0;
				detector.add({
					...calm,
					atMs: second * 1000,
					fps: (isSlow ? 28 : 40) * ripple,
					quotaThrottles: held * 8,
					quotaSeconds: held * secondsPerSecond,
				});
			}

			return detector;
		};

		expect(withQuota(0.3).current).toMatchObject({verdict: 'contention', reason: 'CPU quota'});
		expect(withQuota(0.001).current).toMatchObject({verdict: 'unexplained slowdown'});
	});

	it('takes evidence only where it changes with the drop', () => {
		const flag = (value: number): Second => ({signals: signal('flag', 'power', value)});
		// Since the first second, and at its end as at its beginning.
		const constant = run({...calm, ...flag(1)}, {...slow, ...flag(1)});
		expect(constant.current).toMatchObject({verdict: 'unexplained slowdown', evidence: []});
		expect(constant.events[0]!.verdict).toBe('limited, impact not known');
		// Five minutes later.
		const detector = run({...calm, ...flag(0)}, {...slow, ...flag(0)});
		for (let second = 600; second < 700; second++) {
			detector.add({...calm, ...slow, ...flag(1), atMs: second * 1000});
		}

		expect(detector.current).toMatchObject({verdict: 'unexplained slowdown', evidence: []});
	});

	it('names what the user has set, and what came from outside', () => {
		const mode = (value: number): Second => ({
			settings: [{id: 'mode', label: 'power mode', value, name: value === 0 ? 'MAXN' : '15W'}],
		});
		const set = run({...calm, ...mode(0)}, {...slow, ...mode(1), clocks: clock(1.2e9)});
		expect(set.current).toMatchObject({
			verdict: 'slowed, not throttled',
			reason: 'set by the user',
		});
		expect(set.current!.evidence).toContain('power mode MAXN → 15W');
		const prochot = (value: number): Second => ({
			signals: [{id: 'p', label: 'PROCHOT', kind: 'flag', cause: 'external', value}],
		});
		expect(run({...calm, ...prochot(0)}, {...slow, ...prochot(1)}).current).toMatchObject({
			verdict: 'throttled',
			reason: 'external',
		});
	});
});
