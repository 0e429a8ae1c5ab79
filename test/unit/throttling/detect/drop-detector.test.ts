import {describe, expect, it} from 'vitest';
import {DropDetector} from '../../../../source/throttling/detect/drop-detector.js';
import {median} from '../../../../source/measure/statistics.js';
import {noisy, simulateHour, type Course} from './simulated.js';

const runs = 200;

const detectors = (courseOf: () => Course): DropDetector[] =>
	Array.from({length: runs}, (_, index) => {
		const detector = new DropDetector();
		simulateHour(index + 1, courseOf(), (atMs, fps) => {
			detector.add(atMs, fps);
		});
		return detector;
	});

/** AR(1) noise whose standard deviation is `deviation`, as a share. */
const autoregressive = (phi: number, deviation: number): Course => {
	let state: number | undefined;
	return (_, normal) => {
		state = state === undefined ? normal() : phi * state + Math.sqrt(1 - phi * phi) * normal();
		return 1 + deviation * state;
	};
};

const onsetSecond = 1200;

const step = (loss: number): Course => noisy(second => (second >= onsetSecond ? 1 - loss : 1));

describe(`${runs} simulated hours a scenario`, () => {
	it.each<[string, () => Course]>([
		['independent noise of 1 %', () => noisy(() => 1)],
		['independent noise of 3 %', () => (_, normal) => 1 + 0.03 * normal()],
		['AR(1) noise of 2 %, φ = 0.5', () => autoregressive(0.5, 0.02)],
		['AR(1) noise of 2 %, φ = 0.8', () => autoregressive(0.8, 0.02)],
		[
			'spikes of 1 s to half the speed, two a minute',
			() => (_, normal, random) => (1 + 0.01 * normal()) * (random() < 1 / 30 ? 0.5 : 1),
		],
		['a drift of −2 %', () => noisy(second => 1 - (0.02 * second) / 3600)],
		['bursts of 8 s to 60 % every 2 min', () => noisy(second => (second % 120 < 8 ? 0.6 : 1))],
		[
			'the same bursts across the edges of blocks',
			() => noisy(second => ((second + 42) % 120 < 8 ? 0.6 : 1)),
		],
	])('%s: no false alarm', (_, courseOf) => {
		const all = detectors(courseOf);
		expect(all.flatMap(detector => detector.events)).toEqual([]);
		// Silence counts only where the detector was at work.
		const atWork = all.filter(detector => detector.state === 'steady');
		expect(atWork.length).toBeGreaterThanOrEqual(0.98 * runs);
	});

	it.each<[string, () => Course, number]>([
		['a step of −5 %', () => step(0.05), 65],
		['a step of −7 %', () => step(0.07), 45],
		['a step of −10 %', () => step(0.1), 40],
		[
			'−20 % over 5 min',
			() => noisy(second => 1 - 0.2 * Math.min(1, Math.max(0, (second - onsetSecond) / 300))),
			110,
		],
	])('%s: found, by the median within the bound', (_, courseOf, boundSeconds) => {
		const delays = detectors(courseOf).map(detector => {
			const [first] = detector.events;
			return first ? first.confirmedMs / 1000 - onsetSecond : Infinity;
		});
		expect(Math.min(...delays)).toBeGreaterThan(0);
		expect(median(delays)).toBeLessThanOrEqual(boundSeconds);
	});
});

const feed = (detector: DropDetector, fromSecond: number, toSecond: number, fps: number): void => {
	for (let second = fromSecond; second < toSecond; second++) {
		// A small, regular ripple: sigma is not zero on any board.
		detector.add(second * 1000, fps * (1 + 0.002 * ((second % 3) - 1)));
	}
};

describe('DropDetector', () => {
	it('tells onset, loss and recovery', () => {
		const detector = new DropDetector();
		feed(detector, 0, 300, 40);
		expect(detector.state).toBe('steady');
		expect(detector.baseline!.fps).toBeCloseTo(40, 1);
		feed(detector, 300, 500, 28);
		expect(detector.state).toBe('dropped');
		expect(detector.current).toMatchObject({onsetMs: 300_000});
		expect(detector.current!.confirmedMs).toBeLessThanOrEqual(340_000);
		expect(detector.current!.lossFraction).toBeCloseTo(0.3, 2);
		feed(detector, 500, 700, 40);
		expect(detector.state).toBe('steady');
		expect(detector.events).toHaveLength(1);
		expect(detector.events[0]!.recoveredMs).toBe(500_000);
		expect(detector.events[0]!.lossFraction).toBeCloseTo(0.3, 2);
		feed(detector, 700, 900, 20);
		expect(detector.events).toHaveLength(2);
	});

	it('does not take a partial return for a recovery', () => {
		const detector = new DropDetector();
		feed(detector, 0, 300, 40);
		feed(detector, 300, 500, 28);
		feed(detector, 500, 900, 38.4);
		expect(detector.state).toBe('dropped');
		expect(detector.current!.lossFraction).toBeCloseTo(0.04, 2);
	});

	it('says that there is no steady baseline, and is silent then', () => {
		const detector = new DropDetector();
		for (let second = 0; second < 1000; second++) {
			detector.add(second * 1000, (second < 400 ? 40 : 10) * (1 + 0.1 * Math.sin(second / 9)));
		}

		expect(detector.state).toBe('baseline unstable');
		expect(detector.events).toEqual([]);
	});

	it('waits for the first figure, and takes no gap for a drop', () => {
		const detector = new DropDetector();
		for (let second = 0; second < 500; second++) {
			detector.add(second * 1000, undefined);
		}

		expect(detector.state).toBe('finding baseline');
		feed(detector, 500, 700, 40);
		expect(detector.state).toBe('steady');
		for (let second = 700; second < 900; second++) {
			detector.add(second * 1000, undefined);
		}

		feed(detector, 900, 1000, 40);
		expect(detector.events).toEqual([]);
	});

	it('calls a hang a drop: 0 FPS is a figure', () => {
		const detector = new DropDetector();
		feed(detector, 0, 200, 40);
		feed(detector, 200, 300, 0);
		expect(detector.current!.lossFraction).toBe(1);
	});
});
