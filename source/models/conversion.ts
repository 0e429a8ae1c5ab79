import {z} from 'zod';
import {formatNames} from './manifest.js';

/** Arithmetic that a conversion may aim at. */
export const conversionPrecisions = ['float32', 'float16', 'int8'] as const;
export type ConversionPrecision = (typeof conversionPrecisions)[number];

/** How a file that ran was made from another one, and how the two compare. */
export const conversionSchema = z
	.object({
		from: z.enum(formatNames).describe('Format of the original'),
		to: z.enum(formatNames).describe('Format of the file that ran'),
		originalSha256: z.string().optional().describe('Of the original; absent for a folder'),
		precision: z.enum(conversionPrecisions).describe('Arithmetic that was aimed at'),
		by: z.string().describe('What wrote it'),
		versions: z.record(z.string(), z.string()).describe('Of the libraries that wrote it'),
		seconds: z.number().describe('What the conversion took, s'),
		frames: z.int().describe('Frames that both ran'),
		agreeing: z.int().describe('Of them those with the same best class'),
		largestDifference: z.number().describe('Largest difference of a probability, 0…1'),
		labelled: z.int().optional().describe('Of the frames those with a known class'),
		originalRight: z.int().optional().describe('Of those, right by the original'),
		convertedRight: z.int().optional().describe('Of those, right by the converted one'),
	})
	.describe('The file that ran was converted from another format and held against it');

export type Conversion = z.infer<typeof conversionSchema>;

const titles: Readonly<Record<Conversion['from'], string>> = {
	onnx: 'ONNX',
	tflite: 'TensorFlow Lite',
	torchscript: 'TorchScript',
	'saved-model': 'SavedModel',
	openvino: 'OpenVINO',
	hef: 'HEF',
	rknn: 'RKNN',
};

/** A format's name in words. */
export const formatTitle = (format: Conversion['from']): string => titles[format];

/** A difference of probabilities, rounded up: `1e-5`, `0.03`. */
export const differenceText = (difference: number): string => {
	if (difference === 0) {
		return '0';
	}

	const power = Math.floor(Math.log10(difference));
	const leading = Math.ceil(difference / 10 ** power - 1e-9);
	const [digit, exponent] = leading === 10 ? [1, power + 1] : [leading, power];
	return exponent < -2 ? `${digit}e${exponent}` : (digit * 10 ** exponent).toFixed(-exponent);
};

/** `converted from ONNX; 32 of 32 agree, ≤ 1e-5`. */
export const conversionText = ({
	from,
	to,
	precision,
	frames,
	agreeing,
	largestDifference,
}: Conversion): string =>
	`${from === to ? `${precision} of ${formatTitle(from)}` : `converted from ${formatTitle(from)}${precision === 'float32' ? '' : `, ${precision}`}`}; ${agreeing} of ${frames} agree, ≤ ${differenceText(largestDifference)}`;
