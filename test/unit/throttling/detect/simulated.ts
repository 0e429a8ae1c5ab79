import {seededRandom, type Random} from '../../../../source/measure/random.js';

/** Standard normal noise by Box and Muller, seeded. */
export const seededNormal = (random: Random) => (): number =>
	Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Share of the full speed at second t. */
export type Course = (second: number, normal: () => number, random: Random) => number;

/** Noise of 1 % around a course. */
export const noisy =
	(course: (second: number) => number): Course =>
	(second, normal) =>
		course(second) * (1 + 0.01 * normal());

/** An hour of FPS at 1 Hz. */
export const simulateHour = (
	seed: number,
	course: Course,
	add: (atMs: number, fps: number) => void,
): void => {
	const random = seededRandom(seed);
	const normal = seededNormal(random);
	for (let second = 0; second < 3600; second++) {
		add(second * 1000, 30 * course(second, normal, random));
	}
};
