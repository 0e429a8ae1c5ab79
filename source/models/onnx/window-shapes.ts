import {attributeOf, intOf, intsOf, type Operands, type Shape} from './operands.js';

/*
Operators that slide a window over the picture: ONNX's formulas of Conv, ConvTranspose and the pools. Layout is always N, C, then the picture.
*/

const slide = (
	operands: Operands,
	sizes: Shape,
	kernel: readonly number[],
): readonly number[] | undefined => {
	const rank = sizes.length;
	if (kernel.length !== rank) {
		return undefined;
	}

	const strides = intsOf(operands, 'strides') ?? Array.from({length: rank}, () => 1);
	const dilations = intsOf(operands, 'dilations') ?? Array.from({length: rank}, () => 1);
	const pads = intsOf(operands, 'pads') ?? Array.from({length: 2 * rank}, () => 0);
	const mode = attributeOf(operands, 'auto_pad')?.text ?? 'NOTSET';
	const round = intOf(operands, 'ceil_mode', 0) === 1 ? Math.ceil : Math.floor;
	const result = sizes.map((size, index) => {
		const stride = strides[index] ?? 1;
		const extent = ((kernel[index] ?? 1) - 1) * (dilations[index] ?? 1) + 1;
		if (mode.startsWith('SAME')) {
			return Math.ceil(size / stride);
		}

		const padding = mode === 'VALID' ? 0 : (pads[index] ?? 0) + (pads[index + rank] ?? 0);
		return round((size + padding - extent) / stride) + 1;
	});
	return result.every(size => Number.isFinite(size) && size > 0) ? result : undefined;
};

/** Conv and its quantised forms; the weights are the input at `weightsAt`: [M, C ÷ group, …kernel]. */
export const convolution =
	(weightsAt: number) =>
	(operands: Operands): Shape | undefined => {
		const input = operands.shape(0);
		const weights = operands.shape(weightsAt);
		if (!input || !weights || input.length < 3 || weights.length !== input.length) {
			return undefined;
		}

		const picture = slide(operands, input.slice(2), weights.slice(2));
		return picture && [input[0]!, weights[0]!, ...picture];
	};

export const transposedConvolution = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	const weights = operands.shape(1);
	if (!input || !weights || input.length < 3 || weights.length !== input.length) {
		return undefined;
	}

	const rank = input.length - 2;
	const strides = intsOf(operands, 'strides');
	const dilations = intsOf(operands, 'dilations');
	const pads = intsOf(operands, 'pads');
	const extra = intsOf(operands, 'output_padding');
	const picture =
		intsOf(operands, 'output_shape') ??
		input.slice(2).map((size, index) => {
			const stride = strides?.[index] ?? 1;
			const extent = (weights[index + 2]! - 1) * (dilations?.[index] ?? 1) + 1;
			const padding = (pads?.[index] ?? 0) + (pads?.[index + rank] ?? 0);
			return attributeOf(operands, 'auto_pad')?.text?.startsWith('SAME')
				? size * stride
				: stride * (size - 1) + (extra?.[index] ?? 0) + extent - padding;
		});
	return [input[0]!, weights[1]! * intOf(operands, 'group', 1), ...picture];
};

export const pool = (operands: Operands): Shape | undefined => {
	const input = operands.shape(0);
	const kernel = intsOf(operands, 'kernel_shape');
	const picture = input && kernel && slide(operands, input.slice(2), kernel);
	return picture && [...input.slice(0, 2), ...picture];
};

export const globalPool = (operands: Operands): Shape | undefined =>
	operands.shape(0)?.map((size, index) => (index < 2 ? size : 1));
