import {z} from 'zod';

/** Formats of model files. */
export const formatNames = [
	'onnx',
	'tflite',
	'torchscript',
	'saved-model',
	'openvino',
	'hef',
	'rknn',
] as const;

/**
The model manifest: all that edgetop must know to run a model fairly. One JSON file a model, in `models/`, in the user's data folder, or beside the model (`NAME.json` next to `NAME.onnx`).
Relative file names are relative to the manifest.
*/
const formatSchema = z.strictObject({
	file: z.string().min(1).describe('File name, relative to the manifest'),
	sha256: z
		.string()
		.regex(/^[\da-f]{64}$/, 'must be 64 lower-case hexadecimal digits')
		.optional()
		.describe('SHA-256 of the file; absent where it has never been verified'),
	gitBlob: z
		.string()
		.regex(/^[\da-f]{40}$/, 'must be 40 lower-case hexadecimal digits')
		.optional()
		.describe(
			'Git object id of the file (SHA-1 over "blob SIZE" and its bytes), where a repository publishes no other sum',
		),
	bytes: z.int().positive().optional().describe('Size of the file in bytes'),
	precision: z
		.enum(['float32', 'float16', 'float16-weights', 'int8', 'mixed'])
		.describe('Arithmetic of the weights; float16-weights computes in float32'),
	urls: z.array(z.url()).optional().describe('Where the file can be had, tried in order'),
});

const tripleSchema = z.tuple([z.number(), z.number(), z.number()]);
const divisor = z.number().refine(value => value !== 0, 'a divisor cannot be 0');
const deviationSchema = z.tuple([divisor, divisor, divisor]);

/**
What happens to a picture before the model sees it. In this order: orientation and colour space → resize → crop → channel order → `(value · scale − mean) / std` with `value` in 0…255 → quantisation → layout.
*/
export const preprocessingSchema = z.strictObject({
	resize: z
		.enum(['shorter-side', 'squash', 'squash-crop', 'letterbox', 'none'])
		.describe(
			'shorter-side: shorter side to round(size ÷ cropFraction), then centre crop; squash: both sides to size, aspect lost; squash-crop: both sides to round(size ÷ cropFraction), then centre crop; letterbox: longer side to size, padded; none: centre crop of the picture as it is',
		),
	cropFraction: z
		.number()
		.positive()
		.max(1)
		.default(0.875)
		.describe('Part of the resized shorter side that the crop keeps'),
	interpolation: z
		.enum(['nearest', 'box', 'linear', 'cubic', 'lanczos3'])
		.default('cubic')
		.describe('Resampling kernel, with half-pixel centres; cubic has a = −0.5'),
	sampling: z
		.enum(['pil', 'tensorflow', 'tensorflow-antialias'])
		.optional()
		.describe(
			'Whose resize: pil (the default; torchvision and timm sit on it), tf.image.resize, or that with antialias=True',
		),
	channelOrder: z.enum(['rgb', 'bgr']).default('rgb'),
	scale: z
		.number()
		.positive()
		.describe('Factor of the 8-bit value, for example 1 ÷ 255 for inputs in 0…1'),
	mean: tripleSchema.default([0, 0, 0]).describe('Subtracted after scaling, in channel order'),
	std: deviationSchema.default([1, 1, 1]).describe('Divisor after the mean, in channel order'),
	padValue: z.number().min(0).max(255).default(0).describe('8-bit grey of letterbox borders'),
});

export const inputSchema = z.strictObject({
	name: z.string().optional().describe("Name of the input; the model's only input by default"),
	layout: z.enum(['NCHW', 'NHWC']),
	height: z.int().positive(),
	width: z.int().positive(),
	dtype: z
		.enum(['float32', 'float64', 'float16', 'uint8', 'int8', 'int32', 'int64'])
		.default('float32'),
	channels: z
		.union([z.literal(1), z.literal(3)])
		.optional()
		.describe('3 colours, the default, or 1: grey, ITU-R 601 luma as PIL weighs it'),
	hasBatch: z
		.boolean()
		.optional()
		.describe('false: the input has no batch dimension, [3, height, width] or [height, width, 3]'),
	batch: z
		.int()
		.min(2)
		.max(4096)
		.optional()
		.describe('Pictures that one inference takes, where the model takes no other number'),
	others: z
		.array(
			z.strictObject({
				name: z.string().describe('Name of the input'),
				dtype: z.enum(['float32', 'float64', 'int32', 'int64', 'uint8', 'bool']),
				shape: z.array(z.int().positive()).max(8),
				values: z
					.array(z.number())
					.min(1)
					.describe('As many as the shape has elements, or one for all of them'),
			}),
		)
		.max(8)
		.optional()
		.describe(
			"What the model takes beside the picture, the same with each frame: its size, a scale. Sizes are those of the model's picture",
		),
	quantisation: z
		.strictObject({scale: z.number().positive(), zeroPoint: z.int()})
		.optional()
		.describe('stored = round(value ÷ scale) + zeroPoint, for uint8 and int8 inputs'),
});

export const outputSchema = z.strictObject({
	name: z.string().optional().describe('Name of the class scores; the only output by default'),
	kind: z.enum(['logits', 'probabilities']),
	classes: z.int().positive().describe('Length of the score vector'),
	labelOffset: z
		.int()
		.default(0)
		.describe('Index of label 0 in the score vector: 1 where index 0 is "background"'),
	quantisation: z.strictObject({scale: z.number().positive(), zeroPoint: z.int()}).optional(),
});

/** The forms of a detector's answer that edgetop counts boxes of. */
export const detectionForms = ['ssd', 'yolov5', 'yolov8', 'end-to-end'] as const;

export const detectionSchema = z.strictObject({
	form: z
		.enum(detectionForms)
		.describe(
			"ssd: TensorFlow's post-process, boxes [1, n, 4], classes [1, n], scores [1, n] and their number; yolov5: [1, n, 5 + classes]; yolov8: [1, 4 + classes, n]; end-to-end: [1, n, 6] of corners, score and class",
		),
	outputs: z
		.array(z.string())
		.min(1)
		.max(4)
		.describe('Names of its outputs: of ssd boxes, classes, scores, number; of the others one'),
	classes: z.int().positive().optional(),
});

export const manifestSchema = z.strictObject({
	$schema: z.string().optional(),
	schemaVersion: z.literal(1),
	name: z
		.string()
		.regex(/^[a-z\d][\w.-]*$/, 'must be lower-case letters, digits, dot, dash, underscore')
		.describe('What the user types'),
	title: z.string().min(1).describe('What the screen shows'),
	family: z.string().min(1),
	task: z.enum(['classification', 'detection', 'other']).default('classification'),
	licence: z.string().min(1).describe('SPDX identifier of the weights'),
	origin: z.string().min(1).describe('Where the weights come from, in words'),
	formats: z
		.partialRecord(z.enum(formatNames), formatSchema)
		.describe('Files by format; each backend takes those it can read'),
	input: inputSchema,
	preprocessing: preprocessingSchema,
	output: outputSchema.optional().describe('Absent for a model without classes'),
	detection: detectionSchema
		.optional()
		.describe('Of a detector: its boxes are counted; accuracy is n/a'),
	labels: z
		.string()
		.default('imagenet1k')
		.describe(
			'Label set: imagenet1k, own (those in the model file), numbered, or a file of one label a line',
		),
	published: z
		.strictObject({
			top1: z.number().min(0).max(1),
			top5: z.number().min(0).max(1).optional(),
			dataset: z.string(),
			source: z.string().describe('Who published the figures, and where'),
		})
		.optional()
		.describe('Accuracy as published, fractions of 1'),
	isUntrained: z
		.boolean()
		.optional()
		.describe('Random weights: the model runs for speed, its accuracy is n/a'),
	notes: z.string().optional(),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type Preprocessing = z.infer<typeof preprocessingSchema>;
export type ModelInput = z.infer<typeof inputSchema>;
/** An input beside the picture. */
export type OtherInput = NonNullable<ModelInput['others']>[number];
export type ModelOutput = z.infer<typeof outputSchema>;
export type Detection = z.infer<typeof detectionSchema>;
export type FormatName = keyof Manifest['formats'];
export type ModelFormat = z.infer<typeof formatSchema>;
