import {z} from 'zod';
import {type FormatName} from '../manifest.js';
import {type OnnxValue} from '../onnx/graph.js';
import {type ModelSignature} from './model-signature.js';

const name = z.string().max(1000);

const valueSchema = z.object({
	name,
	dtype: z.string().max(40),
	/** Null: left open by the model. */
	dims: z.array(z.int().nullable()).max(16),
	quantisation: z.object({scale: z.number().positive(), zeroPoint: z.int()}).optional(),
});

/** What a model file tells of itself, as its runtime reads it (`file` of `described` in docs/worker-protocol.md). */
export const fileDescriptionSchema = z.object({
	inputs: z.array(valueSchema).max(64),
	outputs: z
		.array(
			valueSchema.extend({
				/** Whether the numbers of a run added to 1, none below 0. */
				addsToOne: z.boolean().optional(),
			}),
		)
		.max(64),
	/** Operators (layers of a Keras file) and how often each occurs. */
	operators: z.record(z.string().max(200), z.int().nonnegative()).optional(),
	/** Weights. */
	parameters: z.number().nonnegative().optional(),
	/** Multiply-accumulates of convolutions and matrix products for one picture. */
	macs: z.number().nonnegative().optional(),
	/** Type of most weights. */
	precision: z.enum(['float32', 'float16', 'int8', 'mixed']).default('mixed'),
	/** A label list in the file: lines, a JSON list, or a map from numbers to names. */
	labels: z
		.string()
		.max(2 ** 20)
		.optional(),
	/** Of the pixels 0…255, in the channels' order, as the file itself says: (value − mean) ÷ std. */
	normalisation: z
		.object({
			mean: z.array(z.number()).min(1).max(3),
			std: z.array(z.number().positive()).min(1).max(3),
		})
		.optional(),
	/** What the first layers do to the pixels: value × scale + offset. */
	affine: z.object({scale: z.number(), offset: z.number()}).optional(),
	/** The largest weight of the first layer, where nothing is done to the pixels before it. */
	firstWeight: z.number().positive().optional(),
	/** What else the file says of itself: author, licence. */
	metadata: z.record(z.string().max(100), z.string().max(2 ** 20)).default({}),
	/** What had to be assumed to read it, each in words. */
	assumptions: z.array(z.string().max(500)).max(20).default([]),
});

export type FileDescription = z.infer<typeof fileDescriptionSchema>;
type Value = FileDescription['inputs'][number];

const toOnnxValue = ({name: given, dtype, dims}: Value): OnnxValue => ({
	name: given,
	dtype,
	dims: dims.map(size => size ?? '?'),
});

/** The range of numbers that quantised bytes stand for. */
const rangeOf = ({dtype, quantisation}: Value): ModelSignature['inputRange'] => {
	if (!quantisation || (dtype !== 'uint8' && dtype !== 'int8')) {
		return undefined;
	}

	const {scale, zeroPoint} = quantisation;
	const [low, high] = dtype === 'int8' ? [-128, 127] : [0, 255];
	return {least: (low - zeroPoint) * scale, most: (high - zeroPoint) * scale};
};

/** A described file as the signature that manifests are guessed from. */
export const describedSignature = (
	file: string,
	format: FormatName,
	description: FileDescription,
): ModelSignature => {
	const {inputs, outputs, precision, labels, assumptions, normalisation, affine, firstWeight} =
		description;
	const [input] = inputs;
	const inputRange = input && rangeOf(input);
	const adding = new Set(outputs.filter(({addsToOne}) => addsToOne).map(({name: given}) => given));
	const ran = outputs.some(({addsToOne}) => addsToOne !== undefined);
	return {
		file,
		format,
		inputs: inputs.map(value => toOnnxValue(value)),
		outputs: outputs.map(value => toOnnxValue(value)),
		outputShapes: Object.fromEntries(
			outputs.map(({name: given, dims}) => [given, dims.map(size => size ?? 1)]),
		),
		endOf: output => (adding.has(output) ? 'softmax' : 'other'),
		endSource: ran ? 'those of a trial run do not add to 1' : 'nothing in the file says otherwise',
		inputRange,
		inputQuantisation: input?.quantisation,
		affine,
		firstWeight,
		metadata: {
			...description.metadata,
			...(labels !== undefined && {labels}),
			...(normalisation && {normalisation: JSON.stringify(normalisation)}),
		},
		precisionOf: () => precision,
		assumptions,
	};
};
