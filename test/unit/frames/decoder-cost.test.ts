import {expect, test} from 'vitest';
import {DecoderCost} from '../../../source/frames/video/decoder-cost.js';

test('CPU of ffmpeg, of one process after the other, and of the own thread', () => {
	const cpu = new Map<number, number>([[7, 3]]);
	let thread = 1;
	const cost = new DecoderCost(
		pid => cpu.get(pid),
		() => thread,
	);
	cost.add(7, 0);
	expect(cost.cores).toBeUndefined();
	cpu.set(7, 3.4);
	thread += 0.1;
	cost.add(7, 1000);
	expect(cost.cores).toBeCloseTo(0.5);
	// The next pass: another process, which begins at 0.
	cpu.delete(7);
	cost.add(7, 1250);
	cpu.set(8, 0);
	cost.add(8, 1500);
	cpu.set(8, 0.5);
	cost.add(8, 2000);
	expect(cost.cores).toBeCloseTo(0.5);
});

test('where the system does not tell, there is no figure', () => {
	const cost = new DecoderCost(
		() => undefined,
		() => 1,
	);
	cost.add(7, 0);
	cost.add(7, 5000);
	expect(cost.cores).toBeUndefined();
});
