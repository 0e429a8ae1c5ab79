import {describe, expect, it} from 'vitest';
import {CoolDown, type Temperature} from '../../../../source/run/ab-test/cool-down.js';

/** A board that cools by a step each time it is asked, from the second time on. */
const coolingBoard = (fromCelsius: number, stepCelsius: number) => {
	let celsius = fromCelsius;
	let asked = 0;
	return {
		read(): Temperature {
			const value = celsius;
			celsius -= stepCelsius;
			asked++;
			return {value, label: 'cpu-thermal'};
		},
		get asked() {
			return asked;
		},
	};
};

const start: Temperature = {value: 50, label: 'cpu-thermal'};
const never = () => false;

describe('the cool-down between rounds', () => {
	it('waits until the board is within 2 °C of the round\u2019s start, and tells how long', async () => {
		const board = coolingBoard(58, 2);
		const coolDown = new CoolDown(board.read, {longestMs: 20_000, fixedMs: 1});
		await coolDown.wait(start, never);
		// 58, 56, 54 and 52: the last is near enough.
		expect(board.asked).toBe(4);
		expect(coolDown.total).toMatchObject({sensor: 'cpu-thermal', cutShort: 0});
		expect(coolDown.total.seconds).toBeGreaterThan(0.7);
	});

	it('does not wait for a board that became cooler', async () => {
		const board = coolingBoard(40, 0);
		const coolDown = new CoolDown(board.read, {longestMs: 20_000, fixedMs: 1});
		await coolDown.wait(start, never);
		expect(board.asked).toBe(1);
		expect(coolDown.total).toMatchObject({cutShort: 0});
		expect(coolDown.total.seconds).toBeLessThan(0.2);
	});

	it('gives up where the board stays hot, and says how often', async () => {
		const coolDown = new CoolDown(coolingBoard(70, 0).read, {longestMs: 300, fixedMs: 1});
		await coolDown.wait(start, never);
		await coolDown.wait(start, never);
		expect(coolDown.total.cutShort).toBe(2);
		expect(coolDown.total.seconds).toBeLessThan(3);
	});

	it('ends with the session', async () => {
		let isOver = false;
		setTimeout(() => {
			isOver = true;
		}, 100);
		const coolDown = new CoolDown(coolingBoard(70, 0).read, {longestMs: 20_000, fixedMs: 1});
		await coolDown.wait(start, () => isOver);
		expect(coolDown.total.cutShort).toBe(0);
		expect(coolDown.total.seconds).toBeLessThan(2);
	});

	it('without a sensor is a short pause, and goes on where a sensor falls silent', async () => {
		const blind = new CoolDown(() => undefined, {longestMs: 20_000, fixedMs: 50});
		await blind.wait(blind.mark(), never);
		expect(blind.total).not.toHaveProperty('sensor');
		expect(blind.total.seconds).toBeGreaterThan(0.03);
		await blind.wait(start, never);
		expect(blind.total.seconds).toBeLessThan(2);
	});
});
