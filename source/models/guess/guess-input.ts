import {UserError} from '../../text/user-error.js';
import {sanitize} from '../../text/sanitize.js';
import {assumedSide} from '../inspect/inspect-onnx.js';
import {type ModelInput} from '../manifest.js';
import {type ModelSignature} from '../inspect/model-signature.js';
import {type Dimensions, type OnnxValue} from '../onnx/graph.js';
import {guessOther} from './guess-others.js';
import {normalisationOfRange} from './guess-preprocessing.js';
import {sizeInMetadata} from './recipe-in-metadata.js';

/** Shape of a value in words: `pixels float32 [batch, 3, 224, 224]`. */
export const describeValue = ({name, dtype, dims}: OnnxValue): string =>
	sanitize(`${name} ${dtype} ${dims ? `[${dims.join(', ')}]` : '(no shape declared)'}`, 100);

const dtypes = ['float32', 'float64', 'float16', 'uint8', 'int8', 'int32', 'int64'] as const;

type Layout = {
	readonly layout: 'NCHW' | 'NHWC';
	readonly channels: 1 | 3;
	readonly isCertain: boolean;
};

/** Least side of a picture, pixels. */
const leastSide = 8;
const isSide = (size: number | string | undefined): boolean =>
	typeof size === 'string' || (size !== undefined && size >= leastSide);

/** Where the channels lie, three of colour or one of grey; undefined when there are none. `dims` has a batch dimension. */
const findChannels = (dims: Dimensions): Layout | undefined => {
	const isFirst = dims[1] === 3;
	const isLast = dims[3] === 3;
	if (isFirst !== isLast) {
		return {layout: isFirst ? 'NCHW' : 'NHWC', channels: 3, isCertain: true};
	}

	const isGreyFirst = dims[1] === 1 && isSide(dims[2]) && isSide(dims[3]) && !isLast;
	const isGreyLast = dims[3] === 1 && isSide(dims[1]) && isSide(dims[2]) && !isFirst;
	if (isGreyFirst !== isGreyLast) {
		return {layout: isGreyFirst ? 'NCHW' : 'NHWC', channels: 1, isCertain: true};
	}

	// Both may be 3 in theory, and both may be open in files of some exporters.
	const mayBeFirst = isFirst || typeof dims[1] === 'string';
	const mayBeLast = isLast || typeof dims[3] === 'string';
	return mayBeFirst
		? {layout: 'NCHW', channels: 3, isCertain: false}
		: mayBeLast
			? {layout: 'NHWC', channels: 3, isCertain: false}
			: undefined;
};

const refuse = ({file, inputs}: ModelSignature, why: string): never => {
	const shown = inputs.slice(0, 6).map(input => describeValue(input));
	const more = inputs.length > shown.length ? ` and ${inputs.length - shown.length} more` : '';
	throw new UserError(
		`${sanitize(file)}: its input is not an image (${why}); inputs: ${shown.join('; ') || 'none'}${more}. A picture is [1, 3, height, width] or [1, height, width, 3], of grey 1 in place of 3`,
	);
};

/** Of bytes as the file has it, where it fits a habit of the field; else raw pixels, a signed byte being the pixel less 128. */
const quantisationOf = (
	{inputRange, inputQuantisation}: ModelSignature,
	dtype: ModelInput['dtype'],
): Pick<ModelInput, 'quantisation'> => {
	if (dtype !== 'uint8' && dtype !== 'int8') {
		return {};
	}

	const isKnown = inputRange !== undefined && normalisationOfRange(inputRange) !== undefined;
	return {
		quantisation:
			isKnown && inputQuantisation
				? inputQuantisation
				: {scale: 1, zeroPoint: dtype === 'int8' ? -128 : 0},
	};
};

type Dims = ModelSignature['inputs'][number]['dims'];

/** A picture without a batch dimension. */
const isPictureAlone = (dims: Dims): boolean =>
	dims?.length === 3 && (dims[0] === 3 || dims[2] === 3);

const greyText = 'picture: grey (the input has one channel); colours are weighed as PIL does';

/** Its numbers and dimensions, the batch among them. @throws UserError where they are no picture's. */
const typeAndDims = (signature: ModelSignature, name: string, dims: Dims) => {
	const dtype = dtypes.find(known => known === name);
	if (!dtype) {
		return refuse(signature, `numbers of type ${name}`);
	}

	return dims?.length === 4
		? {dtype, dims}
		: refuse(signature, `${dims?.length ?? 'no'} dimensions, four are expected`);
};

/** Most pictures in a fixed batch. */
const mostPictures = 256;

/** The input that is the picture: the only one, or the only one with the dimensions of a picture. @throws UserError */
const pictureAmong = (signature: ModelSignature): ModelSignature['inputs'][number] => {
	const {inputs} = signature;
	const [first] = inputs;
	if (first && inputs.length === 1) {
		return first;
	}

	const pictures = inputs.filter(
		({dims, dtype}) =>
			(dims?.length === 4 &&
				(dtypes as readonly unknown[]).includes(dtype) &&
				findChannels(dims)) ??
			isPictureAlone(dims),
	);
	return pictures.length === 1
		? pictures[0]!
		: refuse(signature, `${inputs.length} inputs, ${pictures.length} of them pictures`);
};

type Side = number | string | undefined;

/** The picture's size: declared, else told beside the file, else the commonest. */
const sizeOf = ({metadata}: ModelSignature, height: Side, width: Side) => {
	const told = sizeInMetadata(metadata);
	const open = told?.size ?? {height: assumedSide, width: assumedSide};
	const size = {
		height: typeof height === 'number' ? height : open.height,
		width: typeof width === 'number' ? width : open.width,
	};
	const isOpen = typeof height !== 'number' || typeof width !== 'number';
	const why = told ? `; ${told.from} has it` : '';
	return {
		size,
		guess: isOpen
			? [`picture size: ${size.height}×${size.width} (the model leaves it open${why})`]
			: [],
	};
};

/** The inputs beside the picture. @throws UserError where nothing is known of one. */
const othersOf = (
	signature: ModelSignature,
	picture: ModelSignature['inputs'][number],
	{size, batch}: {size: {height: number; width: number}; batch: number},
) =>
	signature.inputs
		.filter(value => value !== picture)
		.map(
			value =>
				guessOther(value, size, batch) ??
				refuse(
					signature,
					`${signature.inputs.length} inputs, and ${describeValue(value)} is no size or scale of the picture`,
				),
		);

/**
How a model wants its picture, read from its declared input.

@throws UserError that says the shapes, when the model does not take one colour picture.
*/
export const guessInput = (
	signature: ModelSignature,
): {readonly input: ModelInput; readonly guesses: readonly string[]} => {
	const first = pictureAmong(signature);
	const hasBatch = !isPictureAlone(first.dims);
	const {dtype, dims} = typeAndDims(
		signature,
		first.dtype,
		hasBatch ? first.dims : [1, ...first.dims!],
	);
	const found = findChannels(dims);
	if (!found) {
		return refuse(signature, 'no dimension of 3 colours or 1 of grey');
	}

	const batch = typeof dims[0] === 'number' ? dims[0] : 1;
	if (batch < 1 || batch > mostPictures) {
		return refuse(signature, `a fixed batch of ${batch}`);
	}

	const [height, width] = found.layout === 'NCHW' ? [dims[2], dims[3]] : [dims[1], dims[2]];
	const {size, guess: sizeGuess} = sizeOf(signature, height, width);
	if (size.height < leastSide || size.width < leastSide) {
		return refuse(signature, `${size.height}×${size.width} pixels`);
	}

	const others = othersOf(signature, first, {size, batch});
	return {
		input: {
			name: first.name,
			layout: found.layout,
			...size,
			dtype,
			...(found.channels === 1 ? {channels: 1} : {}),
			...(hasBatch ? {} : {hasBatch: false}),
			...(batch === 1 ? {} : {batch}),
			...(others.length === 0 ? {} : {others: others.map(({other}) => other)}),
			...quantisationOf(signature, dtype),
		},
		guesses: [
			...(found.isCertain ? [] : [`layout: ${found.layout} (the channels are not declared)`]),
			...(found.channels === 1 ? [greyText] : []),
			...others.map(({guess}) => guess),
			...(batch === 1
				? []
				: [
						`input: batch ${batch}, fixed: ${batch} frames an inference, times are a frame's share of it`,
					]),
			...(hasBatch ? [] : ['input: one picture without a batch dimension']),
			...sizeGuess,
		],
	};
};
