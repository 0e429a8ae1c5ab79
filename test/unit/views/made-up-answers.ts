import {type ClassErrors} from '../../../source/record/snapshot.js';
import {type Thumbnail} from '../../../source/frames/thumbnail.js';

/** A landscape of so many pixels: sky, a sun, hills. */
const thumbnail = (hue: number): Thumbnail => {
	const side = 24;
	const pixels = new Uint8Array(3 * side * side);
	for (let y = 0; y < side; y++) {
		for (let x = 0; x < side; x++) {
			const hill = 15 + 3 * Math.sin((x + 5 * hue) / 4);
			const isSun = (x - 16) ** 2 + (y - 6) ** 2 < 14;
			const colour = isSun
				? [250, 220, 90]
				: y > hill
					? [40 + 15 * hue, 110 - 6 * y + 60, 40]
					: [90 + 4 * y, 140 + 3 * y, 230 - 20 * hue];
			pixels.set(colour, 3 * (y * side + x));
		}
	}

	return {width: side, height: side, pixels};
};

const names = [
	['tabby cat', 'Egyptian cat'],
	['letter opener', 'screwdriver'],
	['ice bear, polar bear, Ursus Maritimus', 'Arctic fox, white fox, Alopex lagopus'],
	['church, church building', 'monastery'],
	['space heater', 'radiator'],
] as const;

/** Five classes that are answered wrong at times. */
export const madeUpErrors = (count: number): ClassErrors => ({
	worst: names.map(([label], place) => ({label, images: 9, hits: 2 + place})).slice(0, count),
	confusions: names
		.map(([truth, answer], place) => ({truth, answer, count: 7 - place}))
		.slice(0, count),
	last: names.map(([truth, answer], place) => ({
		file: `ILSVRC2012_val_0000${place}417.JPEG`,
		truth: [truth],
		answer,
		probability: 0.91 - 0.12 * place,
		thumbnail: thumbnail(place),
	})),
});
