import {z} from 'zod';
import {type Preprocessing} from '../manifest.js';
import {fromHuggingFace, sizeInConfig} from './hugging-face-recipe.js';
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
Preprocessing that a file says of itself, in the words of the tools that write such files.
*/

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

const ultralyticsTasks = new Set(['detect', 'segment', 'pose', 'obb']);

/** Ultralytics' exports: classifiers crop, the others fit the whole picture into a grey square. */
const fromUltralytics = ({author, task = '', imgsz}: Metadata): ToldRecipe | undefined => {
	const isClassifier = task === 'classify';
	if (author !== 'Ultralytics' || !(isClassifier || ultralyticsTasks.has(task))) {
		return undefined;
	}

	const {data: size} = sidesSchema.safeParse(imgsz?.match(/\d+/g)?.map(Number));
	return {
		...(size && {size}),
		recipe: {
			resize: isClassifier ? 'shorter-side' : 'letterbox',
			scale: 1 / 255,
			...plain,
			cropFraction: 1,
			interpolation: 'linear',
			channelOrder: 'rgb',
			...(!isClassifier && {padValue: 114}),
		},
		from: `a ${isClassifier ? 'classifier' : 'detector'} of Ultralytics`,
	};
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
	input_size: z.tuple([z.int(), side, side]).optional().catch(undefined),
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
	const isWhole = data.crop_pct === 1;
	const resizes: Readonly<Record<string, Preprocessing['resize']>> = {
		squash: isWhole ? 'squash' : 'squash-crop',
		border: isWhole ? 'letterbox' : 'shorter-side',
	};
	const [, height, width] = data.input_size ?? [];
	return {
		floorsResize: true,
		...(height !== undefined && width !== undefined && {size: {height, width}}),
		recipe: {
			resize: resizes[data.crop_mode ?? ''] ?? 'shorter-side',
			scale: 1 / 255,
			mean: data.mean,
			std: data.std,
			...(kernel && {interpolation: kernel}),
			...(data.crop_pct !== undefined && {cropFraction: data.crop_pct}),
		},
		from: "timm's pretrained_cfg",
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

/** Words of OpenVINO's Model API. */
const openVinoResizes: Readonly<Record<string, Preprocessing['resize']>> = {
	standard: 'squash',
	fit_to_window: 'letterbox',
	fit_to_window_letterbox: 'letterbox',
	crop: 'shorter-side',
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

	// YOLO's wrapper is given BGR, and turns it for the model.
	const isYolo = /^yolo/i.test(metadata['openvino.model_type'] ?? '');
	const isReversed = /^(?:yes|true|1)$/i.test(reversed?.trim() ?? '');
	const resize = openVinoResizes[metadata['openvino.resize_type'] ?? ''];
	const padValue = Number(metadata['openvino.pad_value'] ?? 0);
	return {
		recipe: {
			scale: 1,
			mean: means.data,
			std: scales.data,
			channelOrder: isReversed && !isYolo ? 'bgr' : 'rgb',
			...(resize && {resize, cropFraction: 1, interpolation: 'linear'}),
			...(resize === 'letterbox' && padValue >= 0 && padValue <= 255 && {padValue}),
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

/** Size of the picture that metadata names, for a model that leaves it open, and who told it. */
export const sizeInMetadata = (
	metadata: Metadata,
): {readonly size: NonNullable<ToldRecipe['size']>; readonly from: string} | undefined => {
	const told = recipeInMetadata(metadata);
	const size = told?.size ?? sizeInConfig(metadata);
	return size && {size, from: told?.size ? told.from : 'config.json'};
};
