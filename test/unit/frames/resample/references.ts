import {spawnSync} from 'node:child_process';
import {Buffer} from 'node:buffer';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {type Picture} from '../../../../source/frames/resample/picture.js';
import {type Kernel} from '../../../../source/frames/resample/taps.js';

/** A resize by PIL or TensorFlow: scripts/references/resize.py. */
export type Job = {
	readonly by: 'pil' | 'tensorflow';
	readonly kernel: Kernel;
	readonly antialias: boolean;
	readonly width: number;
	readonly height: number;
};

const paint = (
	width: number,
	height: number,
	colour: (x: number, y: number) => readonly [number, number, number],
): Picture => {
	const pixels = new Uint8Array(3 * width * height);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			pixels.set(colour(x, y), 3 * (y * width + x));
		}
	}

	return {width, height, pixels};
};

/** Small pictures on which a shift of a fraction of a pixel shows. */
export const pictures = {
	ramp: paint(24, 18, (x, y) => [x * 11, y * 15, 255 - x * 7]),
	checkerboard: paint(24, 18, (x, y) => {
		const level = (x + y) % 2 === 0 ? 255 : 0;
		return [level, 255 - level, Math.floor(x / 3) % 2 === Math.floor(y / 3) % 2 ? 230 : 12];
	}),
} as const;

const sizes = [
	[31, 23],
	[7, 5],
	[24, 9],
] as const;
const ways = [
	...(['nearest', 'box', 'linear', 'cubic', 'lanczos3'] as const).map(
		kernel => ({by: 'pil', kernel, antialias: true}) as const,
	),
	...(['linear', 'cubic', 'lanczos3'] as const).flatMap(kernel =>
		[true, false].map(antialias => ({by: 'tensorflow', kernel, antialias}) as const),
	),
];

/** Every small picture in every way to every size. */
export const smallJobs = Object.entries(pictures).flatMap(([name, picture]) =>
	sizes.flatMap(([width, height]) =>
		ways.map(way => ({
			name: name as keyof typeof pictures,
			job: {...way, width, height},
			input: {
				from: [picture.width, picture.height],
				pixels: Buffer.from(picture.pixels).toString('base64'),
			},
		})),
	),
);

/**
Has PIL and TensorFlow resize.

@returns Base64 by job, null where TensorFlow is not there; undefined where there is no Python with PIL.
*/
export const askPython = (
	jobs: ReadonlyArray<Job & object>,
): ReadonlyArray<string | null> | undefined => {
	const python = process.env['EDGETOP_PYTHON'];
	if (python === undefined) {
		return undefined;
	}

	const script = fileURLToPath(
		new URL('../../../../scripts/references/resize.py', import.meta.url),
	);
	const {status, stdout} = spawnSync(python, [script], {
		input: JSON.stringify(jobs),
		encoding: 'utf8',
		maxBuffer: 2 ** 28,
	});
	return status === 0 ? (JSON.parse(stdout) as Array<string | null>) : undefined;
};
