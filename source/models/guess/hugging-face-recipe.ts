import {z} from 'zod';
import {type Preprocessing} from '../manifest.js';
import {
	deviation,
	type Metadata,
	parseObject,
	plain,
	side,
	sidesSchema,
	type ToldRecipe,
	triple,
} from './told-recipe.js';

/*
Hugging Face's preprocessor_config.json beside a model, as the image processors of Transformers read it.
*/

const sizeSchema = z.union([
	side,
	z.object({
		shortest_edge: side.optional(),
		height: side.optional(),
		width: side.optional(),
	}),
]);
type Size = z.infer<typeof sizeSchema>;

const configSchema = z.object({
	image_processor_type: z.string().optional(),
	feature_extractor_type: z.string().optional(),
	do_resize: z.boolean().nullish(),
	do_rescale: z.boolean().nullish(),
	rescale_factor: z.number().positive().nullish(),
	rescale_offset: z.boolean().nullish(),
	do_normalize: z.boolean().nullish(),
	include_top: z.boolean().nullish(),
	image_mean: triple.nullish(),
	image_std: deviation.nullish(),
	do_flip_channel_order: z.boolean().nullish(),
	do_flip_channels: z.boolean().nullish(),
	resample: z.number().nullish(),
	size: sizeSchema.nullish(),
	do_center_crop: z.boolean().nullish(),
	crop_size: sizeSchema.nullish(),
	crop_pct: z.number().positive().max(1).nullish(),
});
type Config = z.infer<typeof configSchema>;

/** PIL's numbers of its kernels. */
const pilKernels: ReadonlyArray<Preprocessing['interpolation'] | undefined> = [
	'nearest',
	'lanczos3',
	'linear',
	'cubic',
	'box',
];

/** `ConvNextImageProcessorFast`, `ConvNextFeatureExtractor`: `convnext`. */
const processorOf = ({
	image_processor_type: type,
	feature_extractor_type: former,
}: Config): string =>
	(type ?? former ?? '')
		.replace(/(?:ImageProcessor(?:Fast|Pil)?|FeatureExtractor)$/, '')
		.toLowerCase();

/** Those that stretch the picture to a size of one number; others keep its shape where they crop. */
const stretching = new Set(['deit', 'beit', 'efficientnet', 'vit']);

const edgeOf = (size: Size | null | undefined): number | undefined =>
	typeof size === 'number' ? size : (size?.shortest_edge ?? size?.height);

const sidesOf = (size: Size | null | undefined): ToldRecipe['size'] => {
	const edge = edgeOf(size);
	return edge === undefined
		? undefined
		: {height: edge, width: (typeof size === 'object' ? size?.width : undefined) ?? edge};
};

type Geometry = Pick<ToldRecipe, 'size' | 'floorsResize'> & {
	readonly recipe: Pick<Preprocessing, 'resize' | 'cropFraction'>;
};

/** ConvNeXt stretches pictures of this size and more, and crops smaller ones. */
const stretchedFrom = 384;

const geometryOf = (config: Config): Geometry => {
	const {size: given, crop_size: cropSize, crop_pct: percentage} = config;
	const processor = processorOf(config);
	const edge = edgeOf(given);
	const cropped = config.do_center_crop === true ? edgeOf(cropSize) : undefined;
	const size = sidesOf(cropped === undefined ? given : cropSize);
	if (config.do_resize === false) {
		return {size, recipe: {resize: 'none', cropFraction: 1}};
	}

	if (processor === 'convnext' || typeof percentage === 'number') {
		const isStretched = processor === 'convnext' && edge !== undefined && edge >= stretchedFrom;
		return {
			size,
			floorsResize: true,
			recipe: isStretched
				? {resize: 'squash', cropFraction: 1}
				: {resize: 'shorter-side', cropFraction: percentage ?? 224 / 256},
		};
	}

	const isShape = typeof given === 'number' && !stretching.has(processor);
	const isShorter = typeof given === 'object' && given?.shortest_edge !== undefined;
	if (cropped === undefined || edge === undefined) {
		return {size, recipe: {resize: isShorter ? 'shorter-side' : 'squash', cropFraction: 1}};
	}

	const resized = processor === 'levit' ? Math.floor((edge * 256) / 224) : edge;
	return {
		size,
		recipe: {
			resize: isShorter || isShape ? 'shorter-side' : 'squash-crop',
			cropFraction: Math.min(1, cropped / resized),
		},
	};
};

type Numbers = Pick<Preprocessing, 'scale' | 'mean' | 'std'>;

const numbersOf = (config: Config): Numbers => {
	const {image_mean: mean, image_std: std, rescale_factor: factor} = config;
	// What a processor of today knows nothing of is not in its file.
	const isNormalised = config.do_normalize ?? config.image_processor_type === undefined;
	const [first, second, third] = (isNormalised ? mean : undefined) ?? plain.mean;
	const deviations = (isNormalised ? std : undefined) ?? plain.std;
	// EfficientNet's: −1…1 before the mean is taken off.
	const offset = config.rescale_offset === true ? 1 : 0;
	// EfficientNet divides twice where it has its classifier.
	const isTwice = config.include_top === true && processorOf(config) === 'efficientnet';
	const [red, green, blue] = deviations;
	return {
		scale: config.do_rescale === false ? 1 : (factor ?? 1 / 255),
		mean: [first + offset, second + offset, third + offset],
		std: isTwice ? [red ** 2, green ** 2, blue ** 2] : deviations,
	};
};

/** The size that Hugging Face's config.json has, for a file beside which nothing else tells it. */
export const sizeInConfig = (metadata: Metadata): ToldRecipe['size'] =>
	sidesSchema.safeParse(parseObject(metadata['config.json'])?.['image_size']).data;

export const fromHuggingFace = (metadata: Metadata): ToldRecipe | undefined => {
	const given = parseObject(metadata['preprocessor_config.json']);
	const {success, data} = configSchema.safeParse(given);
	if (!given || !success) {
		return undefined;
	}

	const {recipe, ...geometry} = geometryOf(data);
	const kernel = pilKernels[data.resample ?? -1];
	const isBgr = data.do_flip_channel_order ?? data.do_flip_channels ?? false;
	return {
		...geometry,
		recipe: {
			...recipe,
			...numbersOf(data),
			channelOrder: isBgr ? 'bgr' : 'rgb',
			...(kernel && {interpolation: kernel}),
		},
		from: 'preprocessor_config.json',
	};
};
