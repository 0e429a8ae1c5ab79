import {describe, expect, it} from 'vitest';
import {calm, clock, run, signal, slow, zone, type Second} from './ten-minutes.js';

describe('the verdict table', () => {
	it('A with D: throttled, with onset, loss and words', () => {
		const {current} = run(
			{...calm, signals: signal('flag', 'thermal', 0)},
			{...slow, signals: signal('flag', 'thermal', 1), temperatures: zone(82)},
		);
		expect(current).toMatchObject({
			verdict: 'throttled',
			reason: 'thermal',
			onsetMs: 300_000,
		});
		expect(current!.evidence).toContain('the signal');
		expect(current!.evidence).toContain('cpu-thermal 82 °C at passive trip 80 °C');
		expect(current!.lossFraction).toBeCloseTo(0.3, 2);
		expect(current!.baselineFps).toBeCloseTo(40, 1);
		expect(current!.confirmedMs - current!.onsetMs).toBeLessThanOrEqual(45_000);
	});

	it('B and C with D near a passive trip: throttled, thermal', () => {
		const {current} = run(
			{...calm, signals: signal('cooling', 'unknown', 0)},
			{
				...slow,
				signals: signal('cooling', 'unknown', 3),
				clocks: clock(1.2e9),
				temperatures: zone(77),
			},
		);
		expect(current).toMatchObject({verdict: 'throttled', reason: 'thermal'});
		expect(current!.evidence).toContain('cpu clock 1200 MHz of 1800 MHz');
		expect(current!.evidence).toContain('the signal at state 3');
	});

	it('B and C with D far from any trip: throttled, not called thermal', () => {
		const {current} = run(
			{...calm, signals: signal('cooling', 'thermal', 0)},
			{...slow, signals: signal('cooling', 'thermal', 3), clocks: clock(1.2e9)},
		);
		expect(current).toMatchObject({verdict: 'throttled', reason: 'unexplained'});
	});

	it('A or B without D: limited, no impact yet, and over when it ends', () => {
		for (const kind of ['flag', 'cooling'] as const) {
			const detector = run(
				{...calm, signals: signal(kind, 'thermal', 0)},
				{signals: signal(kind, 'thermal', 1), temperatures: zone(81)},
			);
			expect(detector.current).toMatchObject({
				verdict: 'limited, no impact yet',
				reason: 'thermal',
				onsetMs: 300_000,
			});
			expect(detector.current).not.toHaveProperty('lossFraction');
			for (let second = 600; second < 630; second++) {
				detector.add({...calm, signals: signal(kind, 'thermal', 0), atMs: second * 1000});
			}

			expect(detector.current).toBeUndefined();
			expect(detector.events).toHaveLength(1);
			expect(detector.events[0]!.endedMs).toBe(599_000);
		}
	});

	it('C and D: suspected', () => {
		const far = run(calm, {...slow, clocks: clock(1.2e9)}).current;
		expect(far).toMatchObject({verdict: 'suspected', reason: 'unexplained'});
		const near = run(calm, {...slow, clocks: clock(1.2e9), temperatures: zone(78)}).current;
		expect(near).toMatchObject({verdict: 'suspected', reason: 'thermal'});
	});

	it('C without D is nothing', () => {
		expect(run(calm, {clocks: clock(1.2e9)}).events).toEqual([]);
	});

	it('D alone: an unexplained slowdown, never thermal, however hot', () => {
		const {current} = run(calm, {...slow, temperatures: zone(95)});
		expect(current).toMatchObject({verdict: 'unexplained slowdown', reason: 'unexplained'});
	});
});

describe('attribution', () => {
	it.each(['undervoltage', 'overcurrent', 'power'] as const)('%s is power, before heat', cause => {
		const {current} = run(calm, {
			...slow,
			signals: [
				...signal('flag', 'thermal', 1),
				{id: 'two', label: 'the rail', kind: 'flag', cause, value: 1},
			],
		});
		expect(current).toMatchObject({verdict: 'throttled', reason: 'power'});
	});

	const power = (watts: number) =>
		[{id: 'rapl', label: 'package-0', watts, limitWatts: 28, limitLabel: 'PL1'}] as const;

	it('a lowered clock at the sustained power limit, after power above it, is suspected power', () => {
		const fallen: Second = {...slow, clocks: clock(1.5e9), powers: power(28)};
		const {current} = run({...calm, powers: power(40)}, {...fallen, temperatures: zone(78)});
		expect(current).toMatchObject({verdict: 'suspected', reason: 'power'});
		expect(current!.evidence).toEqual([
			'package-0 28.0 W at its limit PL1 28 W, 40.0 W before',
			'cpu clock 1500 MHz of 1800 MHz',
		]);
		// It stood there from the start; the clock did not fall; the kernel's own cooling is at work.
		expect(run({...calm, powers: power(28)}, fallen).current!.reason).toBe('unexplained');
		expect(run({...calm, powers: power(40)}, {...slow, powers: power(28)}).current).toMatchObject({
			verdict: 'unexplained slowdown',
			reason: 'unexplained',
		});
		const cooled = {...fallen, signals: signal('cooling', 'thermal', 2), temperatures: zone(81)};
		expect(run({...calm, powers: power(40)}, cooled).current!.reason).toBe('thermal');
		const flagged = {...fallen, signals: signal('flag', 'thermal', 1)};
		expect(run({...calm, powers: power(40)}, flagged).current!.reason).toBe('thermal');
	});

	it('tells a rise in its unit, without the noise of floating point', () => {
		const seconds = (value: number): Second => ({
			signals: [
				{id: 'one', label: 'time in cap', kind: 'counter', cause: 'power', value, unit: 's'},
			],
		});
		const {current} = run({...calm, ...seconds(0.1)}, {...slow, ...seconds(60.3)});
		expect(current!.evidence).toContain('time in cap +60.2 s');
		// A fifth of a second in two minutes explains nothing.
		expect(run({...calm, ...seconds(0.1)}, {...slow, ...seconds(0.3)}).current).toMatchObject({
			verdict: 'unexplained slowdown',
			evidence: [],
		});
	});

	it('takes a counter that rose, not one that stands high from before', () => {
		const counter = (value: number): Second => ({signals: signal('counter', 'overcurrent', value)});
		expect(run({...calm, ...counter(77)}, {...slow, ...counter(77)}).current!.verdict).toBe(
			'unexplained slowdown',
		);
		const {current} = run({...calm, ...counter(77)}, {...slow, ...counter(80)});
		expect(current).toMatchObject({verdict: 'throttled', reason: 'power'});
		expect(current!.evidence).toContain('the signal +3');
	});

	it('takes a sticky bit only where it appears during the session', () => {
		const sticky = (value: number): Second => ({signals: signal('sticky', 'thermal', value)});
		expect(run({...calm, ...sticky(1)}, {...slow, ...sticky(1)}).current!.verdict).toBe(
			'unexplained slowdown',
		);
		expect(run({...calm, ...sticky(0)}, {...slow, ...sticky(1)}).current!.reason).toBe('thermal');
	});

	it('blames the cooling device for heat only where no zone tells its trips', () => {
		const {temperatures: _, ...bare} = calm;
		const {current} = run(bare, {
			...slow,
			signals: signal('cooling', 'thermal', 2),
			clocks: clock(1.2e9),
		});
		expect(current).toMatchObject({verdict: 'throttled', reason: 'thermal'});
	});
});

describe('events', () => {
	it('turns a limit into a throttling when frames get fewer, and ends it when they come back', () => {
		const detector = run({...calm, signals: signal('flag', 'thermal', 0)}, {});
		const add = (fromSecond: number, toSecond: number, what: Second): void => {
			for (let second = fromSecond; second < toSecond; second++) {
				detector.add({...calm, ...what, atMs: second * 1000});
			}
		};

		add(600, 700, {signals: signal('flag', 'thermal', 1)});
		add(700, 900, {...slow, signals: signal('flag', 'thermal', 1)});
		add(900, 1100, {signals: signal('flag', 'thermal', 0)});
		expect(detector.current).toBeUndefined();
		expect(detector.events.map(event => event.verdict)).toEqual([
			'limited, no impact yet',
			'throttled',
		]);
		const [limit, throttling] = detector.events;
		expect([limit!.onsetMs, limit!.endedMs]).toEqual([600_000, 700_000]);
		expect([throttling!.onsetMs, throttling!.endedMs]).toEqual([700_000, 900_000]);
		expect(throttling!.lossFraction).toBeCloseTo(0.3, 2);
	});

	it('begins a new baseline at a flip of the model, with the old references', () => {
		const detector = run({...calm, signals: signal('counter', 'power', 5)}, slow);
		expect(detector.current!.verdict).toBe('unexplained slowdown');
		detector.restart(600_000);
		expect(detector.current).toBeUndefined();
		expect(detector.dropState).toBe('finding baseline');
		for (let second = 600; second < 900; second++) {
			detector.add({fps: 10, atMs: second * 1000, signals: signal('counter', 'power', 5)});
		}

		expect(detector.events).toHaveLength(1);
		expect(detector.baselineFps).toBeCloseTo(10, 9);
	});

	it('makes no statement of what it was not told', () => {
		expect(run({fps: 40}, {fps: 28}).current).toMatchObject({
			verdict: 'unexplained slowdown',
			evidence: [],
		});
		expect(run({}, {}).events).toEqual([]);
	});
});
