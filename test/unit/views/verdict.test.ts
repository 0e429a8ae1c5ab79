import {describe, expect, it} from 'vitest';
import {boardSnapshots} from './board-snapshots.js';
import {frame, rowsOf} from './draw.js';
import {buildSnapshot} from './snapshot-builder.js';

describe('the verdict is the first thing that is read', () => {
	const verdictOf = (snapshot: ReturnType<typeof buildSnapshot>): string =>
		rowsOf(frame(snapshot, [120, 40]))[2]!.trimEnd();

	it('holding, with the distance to the limit', () => {
		expect(verdictOf(boardSnapshots.jetson)).toBe(
			'● holding 83.9 FPS for 2 min; tj-thermal 92 °C, 7 °C below its limit of 99 °C',
		);
	});

	it('throttled, since when and why', () => {
		expect(verdictOf(boardSnapshots.pi)).toMatch(
			/^▼ −26 % FPS since 02:02: thermal, cpu-thermal 82 °C at passive trip 80 °C {2}t: why$/,
		);
	});

	it('what the run does not use is hot for reasons of its own', () => {
		const {pi} = boardSnapshots;
		const readings = pi.thermal.readings.map(reading =>
			reading.label === 'cpu-thermal' ? {...reading, value: 60} : reading,
		);
		const others = (
			[
				['thermal/charger-thermal', 'charger-thermal'],
				['nvidia/0/temperature', 'NVIDIA Test'],
				['hwmon/nct6798/temp2', 'nct6798 CPUTIN'],
			] as const
		).map(([id, label]) => ({
			id,
			label,
			quantity: 'temperature' as const,
			unit: 'celsius' as const,
			source: '/sys',
			atMs: 0,
			limits: {passive: 41},
			value: 45,
		}));
		const warm = {
			...pi,
			host: {...pi.host, temperatureCelsius: {value: 60, label: 'cpu-thermal'}},
			thermal: {
				...pi.thermal,
				readings: [...others, ...readings],
				throttle: {dropState: 'finding baseline', spells: []},
			},
		} as const;
		expect(verdictOf(warm)).toContain('cpu-thermal 60 °C, 20 °C below its limit of 80 °C');
	});

	it('hot comes before the first judgement of the speed', () => {
		const {pi} = boardSnapshots;
		const early = {
			...pi,
			segment: {...pi.segment, seconds: 50},
			thermal: {
				...pi.thermal,
				throttle: {dropState: 'finding baseline', spells: []},
			},
		} as const;
		expect(verdictOf(early)).toBe(
			'! HOT: cpu-thermal 82 °C, 2 °C above its limit of 80 °C; settling: 40 s to the first judgement of the speed',
		);
	});
});

describe('the result counts up', () => {
	const resultOf = (changes: Parameters<typeof buildSnapshot>[0]): string =>
		rowsOf(frame(buildSnapshot(changes), [120, 40])).at(-2)!;
	const short = {
		frames: 36,
		seconds: 4,
		fps: {last10s: 9, session: 9},
		validity: {isValid: false, text: 'INVALID (36/128 queries, 4/10 s)'},
	};

	it('while the run goes on it is never invalid', () => {
		expect(resultOf({segment: short})).toMatch(/valid in 11 s +36 of 128 frames +4 of 10 s/);
		expect(resultOf({segment: short})).not.toContain('INVALID');
	});

	it('a run that ended short is', () => {
		expect(resultOf({segment: short, phase: 'ended', phaseText: 'quit'})).toContain(
			'INVALID (36/128',
		);
	});
});
