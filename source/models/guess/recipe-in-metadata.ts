import {z} from 'zod';
import {type Preprocessing} from '../manifest.js';

/*
Preprocessing that a file says of itself, in the words of the tools that write such files.
*/

export type ToldRecipe = {
	/** Only what is told. */
	readonly recipe: Partial<Preprocessing>;
	/** Who told it, in words. */
	readonly from: string;
};

type Metadata = Readonly<Record<string, string>>;
type Triple = [number, number, number];

const triple = z
	.array(z.number())
	.min(1)
	.max(3)
	.transform((values): Triple => [values[0]!, values[1] ?? values[0]!, values[2] ?? values[0]!]);
const deviation = triple.refine(values => values.every(value => value > 0));

const plain: Pick<Preprocessing, 'mean' | 'std'> = {mean: [0, 0, 0], std: [1, 1, 1]};

const windowsRanges: Readonly<Record<string, Pick<Preprocessing, 'scale' | 'mean' | 'std'>>> = {
	NominalRange_0_255: {scale: 1, ...plain},
	Normalized_0_1: {scale: 1 / 255, ...plain},
	Normalized_1_1: {scale: 1 / 127.5, mean: [1, 1, 1], std: [1, 1, 1]},
};

/** Windows ML's keys, as ONNX documents them: the range is 0…255 where none is named. */
const fromWindows = (metadata: Metadata): ToldRecipe | undefined => {
	const format = metadata['Image.BitmapPixelFormat'];
	const range = metadata['Image.NominalPixelRange'] ?? 'NominalRange_0_255';
	const numbers = windowsRanges[range];
	return format !== undefined && numbers
		? {
				recipe: {...numbers, channelOrder: /^bgr/i.test(format) ? 'bgr' : 'rgb'},
				from: 'Image.BitmapPixelFormat, Image.NominalPixelRange',
			}
		: undefined;
};

const fromUltralytics = ({author, task}: Metadata): ToldRecipe | undefined =>
	author === 'Ultralytics' && task === 'classify'
		? {
				recipe: {
					resize: 'shorter-side',
					scale: 1 / 255,
					...plain,
					cropFraction: 1,
					interpolation: 'linear',
					channelOrder: 'rgb',
				},
				from: 'a classifier of Ultralytics',
			}
		: undefined;

const parseObject = (text: string | undefined): Record<string, unknown> | undefined => {
	try {
		const value: unknown = JSON.parse(text ?? '');
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: undefined;
	} catch {
		return undefined;
	}
};

const kernels: Readonly<Record<string, Preprocessing['interpolation']>> = {
	nearest: 'nearest',
	box: 'box',
	bilinear: 'linear',
	bicubic: 'cubic',
	lanczos: 'lanczos3',
};

const timmSchema = z.object({
	mean: triple,
	std: deviation,
	interpolation: z.string().optional(),
	crop_pct: z.number().positive().max(1).optional(),
	crop_mode: z.string().optional(),
});

/** timm's own record, as metadata of the file or in the config.json beside it. */
const fromTimm = (metadata: Metadata): ToldRecipe | undefined => {
	const config = parseObject(metadata['config.json']);
	const given = parseObject(metadata['pretrained_cfg']) ?? config?.['pretrained_cfg'];
	const {success, data} = timmSchema.safeParse(given);
	if (!success) {
		return undefined;
	}

	const kernel = kernels[data.interpolation ?? ''];
	return {
		recipe: {
			resize: data.crop_mode === 'squash' ? 'squash' : 'shorter-side',
			scale: 1 / 255,
			mean: data.mean,
			std: data.std,
			...(kernel && {interpolation: kernel}),
			...(data.crop_pct !== undefined && {cropFraction: data.crop_pct}),
		},
		from: "timm's pretrained_cfg",
	};
};

const sizeSchema = z.union([
	z.number(),
	z.object({
		shortest_edge: z.number().optional(),
		height: z.number().optional(),
		width: z.number().optional(),
	}),
]);

const huggingFaceSchema = z.object({
	do_rescale: z.boolean().optional(),
	rescale_factor: z.number().positive().optional(),
	do_normalize: z.boolean().optional(),
	image_mean: triple.optional(),
	image_std: deviation.optional(),
	resample: z.number().optional(),
	size: sizeSchema.optional(),
	do_center_crop: z.boolean().optional(),
	crop_size: sizeSchema.optional(),
	crop_pct: z.number().positive().max(1).nullish(),
});

/** PIL's numbers of its kernels. */
const pilKernels: ReadonlyArray<Preprocessing['interpolation'] | undefined> = [
	'nearest',
	'lanczos3',
	'linear',
	'cubic',
	'box',
];

const edgeOf = (size: z.infer<typeof sizeSchema> | undefined): number | undefined =>
	typeof size === 'number' ? size : (size?.shortest_edge ?? size?.height);

/** Hugging Face's preprocessor_config.json beside the model. */
const fromHuggingFace = (metadata: Metadata): ToldRecipe | undefined => {
	const given = parseObject(metadata['preprocessor_config.json']);
	const {success, data} = huggingFaceSchema.safeParse(given);
	if (!given || !success) {
		return undefined;
	}

	const isNormalised = data.do_normalize !== false;
	const kernel = pilKernels[data.resample ?? -1];
	const resized = edgeOf(data.size);
	const cropped = edgeOf(data.crop_size);
	const isShorter = typeof data.size === 'object' && data.size.shortest_edge !== undefined;
	const isCropped = data.do_center_crop === true && resized !== undefined && cropped !== undefined;
	const fraction = data.crop_pct ?? (isCropped ? Math.min(1, cropped / resized) : 1);
	return {
		recipe: {
			scale: data.do_rescale === false ? 1 : (data.rescale_factor ?? 1 / 255),
			mean: isNormalised ? (data.image_mean ?? plain.mean) : plain.mean,
			std: isNormalised ? (data.image_std ?? plain.std) : plain.std,
			resize: isShorter || isCropped ? 'shorter-side' : 'squash',
			cropFraction: fraction,
			...(kernel && {interpolation: kernel}),
		},
		from: 'preprocessor_config.json',
	};
};

const optionsSchema = z.object({mean: triple, std: deviation});

/** NormalizationOptions of TensorFlow Lite's metadata, of pixels 0…255. */
const fromOptions = ({normalisation}: Metadata): ToldRecipe | undefined => {
	const {success, data} = optionsSchema.safeParse(parseObject(normalisation));
	return success
		? {recipe: {scale: 1, mean: data.mean, std: data.std}, from: 'NormalizationOptions'}
		: undefined;
};

const numbersIn = (text: string | undefined): number[] | undefined => {
	const numbers = text?.match(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi)?.map(Number);
	return numbers && [1, 3].includes(numbers.length) ? numbers : undefined;
};

/** OpenVINO's model_info, as its Model API and training tools write it: (value − mean) ÷ scale of pixels 0…255, after the channels are reversed. */
const fromOpenVino = (metadata: Metadata): ToldRecipe | undefined => {
	const mean = numbersIn(metadata['openvino.mean_values']);
	const scale = numbersIn(metadata['openvino.scale_values']);
	const reversed = metadata['openvino.reverse_input_channels'];
	const means = triple.safeParse(mean ?? [0]);
	const scales = deviation.safeParse(scale ?? [1]);
	if ((!mean && !scale && reversed === undefined) || !means.success || !scales.success) {
		return undefined;
	}

	return {
		recipe: {
			scale: 1,
			mean: means.data,
			std: scales.data,
			channelOrder: /^(?:yes|true|1)$/i.test(reversed?.trim() ?? '') ? 'bgr' : 'rgb',
		},
		from: 'model_info of OpenVINO',
	};
};

/** Teachable Machine: a centre crop of the whole shorter side (PIL's ImageOps.fit with Lanczos), −1…1. */
const fromTeachableMachine = (metadata: Metadata): ToldRecipe | undefined =>
	metadata['teachable-machine'] === undefined
		? undefined
		: {
				recipe: {
					resize: 'shorter-side',
					cropFraction: 1,
					interpolation: 'lanczos3',
					channelOrder: 'rgb',
					scale: 1 / 127.5,
					mean: [1, 1, 1],
					std: [1, 1, 1],
				},
				from: "Teachable Machine's export, known by its labels.txt",
			};

const edgeImpulseResizes: Readonly<Record<string, Preprocessing['resize']>> = {
	'fit-shortest': 'shorter-side',
	'fit-longest': 'letterbox',
	squash: 'squash',
};

/** Edge Impulse: its image block gives 0…1. */
const fromEdgeImpulse = (metadata: Metadata): ToldRecipe | undefined => {
	const resize = edgeImpulseResizes[metadata['edge-impulse'] ?? ''];
	return (
		resize && {
			recipe: {
				resize,
				cropFraction: 1,
				interpolation: 'linear',
				channelOrder: 'rgb',
				scale: 1 / 255,
				...plain,
			},
			from: "Edge Impulse's export",
		}
	);
};

/** The preprocessing that metadata names; undefined where none does. */
export const recipeInMetadata = (metadata: Metadata): ToldRecipe | undefined =>
	fromHuggingFace(metadata) ??
	fromTimm(metadata) ??
	fromUltralytics(metadata) ??
	fromOptions(metadata) ??
	fromOpenVino(metadata) ??
	fromEdgeImpulse(metadata) ??
	fromTeachableMachine(metadata) ??
	fromWindows(metadata);
