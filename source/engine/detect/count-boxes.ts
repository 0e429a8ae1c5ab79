import {type RawOutput} from '../../backends/backend.js';
import {type Detection} from '../../models/manifest.js';
import {AnswerError} from '../rank.js';
import {type Boxes, countAfterNonMaximum} from './non-maximum.js';

/** Defaults of the projects whose forms these are (docs/measurement.md). */
export const thresholds = {score: 0.25, overlap: 0.45} as const;

/** Rows of numbers, whichever way round they lie. */
type Rows = {
	readonly rows: number;
	readonly columns: number;
	readonly at: (row: number, column: number) => number;
};

/** The last two dimensions of an output. @throws AnswerError */
const rowsOf = ({data, dims}: RawOutput, isTurned = false): Rows => {
	const [height = 0, width = 0] = dims.slice(-2);
	if (height * width > data.length) {
		throw new AnswerError(
			`a detector's output has ${data.length} numbers for [${dims.join(', ')}]`,
		);
	}

	return isTurned
		? {rows: width, columns: height, at: (row, column) => data[column * width + row]!}
		: {rows: height, columns: width, at: (row, column) => data[row * width + column]!};
};

/** Boxes above the threshold of rows with centre, size and scores of classes. */
const candidates = (
	{rows, columns, at}: Rows,
	hasObjectness: boolean,
	known = Number.POSITIVE_INFINITY,
): Boxes => {
	const corners: number[] = [];
	const scores: number[] = [];
	const classes: number[] = [];
	const first = hasObjectness ? 5 : 4;
	// Behind the classes are masks, key points or an angle.
	const end = Math.min(columns, first + known);
	for (let row = 0; row < rows; row++) {
		const objectness = hasObjectness ? at(row, 4) : 1;
		if (objectness <= thresholds.score) {
			continue;
		}

		let best = first;
		for (let column = first + 1; column < end; column++) {
			if (at(row, column) > at(row, best)) {
				best = column;
			}
		}

		const score = objectness * at(row, best);
		if (score > thresholds.score) {
			const [x, y, w, h] = [at(row, 0), at(row, 1), at(row, 2), at(row, 3)];
			corners.push(x - w / 2, y - h / 2, x + w / 2, y + h / 2);
			scores.push(score);
			classes.push(best - first);
		}
	}

	return {
		corners: Float32Array.from(corners),
		scores: Float32Array.from(scores),
		classes: Float32Array.from(classes),
		count: scores.length,
	};
};

/** Boxes that the model has chosen itself: corners, score, class. */
const countChosen = ({rows, at}: Rows): number => {
	let count = 0;
	for (let row = 0; row < rows; row++) {
		count += at(row, 4) > thresholds.score ? 1 : 0;
	}

	return count;
};

/** Of boxes, classes, scores and their number, as TensorFlow's post-process gives them. */
const countSsd = (scores: RawOutput, number: RawOutput): number => {
	const most = Math.min(scores.data.length, Math.max(0, Math.round(number.data[0] ?? 0)));
	let count = 0;
	for (let place = 0; place < most; place++) {
		count += scores.data[place]! > thresholds.score ? 1 : 0;
	}

	return count;
};

const partOfOutput = ({data, dims}: RawOutput, place: number, batch: number): RawOutput => {
	if (batch === 1) {
		return {data, dims};
	}

	const length = data.length / batch;
	return {data: data.subarray(place * length, (place + 1) * length), dims: [1, ...dims.slice(1)]};
};

/**
How many boxes a detector found in one frame, with a score above the threshold and after non-maximum suppression where the model has not done it itself.

@param outputs In the order of the manifest's `detection.outputs`.
@param place Which picture of the batch.
@throws AnswerError where an output is missing, or its numbers are no scores.
*/
export const countBoxes = (
	outputs: readonly RawOutput[],
	{form, outputs: names, classes}: Detection,
	{place = 0, batch = 1}: {readonly place?: number; readonly batch?: number} = {},
): number => {
	if (outputs.length !== names.length) {
		throw new AnswerError(
			`the model gave ${outputs.length} outputs, its manifest names ${names.length} of a detector`,
		);
	}

	const own = outputs.map(output => partOfOutput(output, place, batch));
	const first = own[0]!;
	if (Number.isNaN(first.data[0] ?? 0)) {
		throw new AnswerError(
			"the detector's numbers are NaN; its preprocessing or weights may be at fault",
		);
	}

	switch (form) {
		case 'ssd': {
			return countSsd(own[2]!, own[3]!);
		}

		case 'yolov5': {
			return countAfterNonMaximum(candidates(rowsOf(first), true, classes), thresholds.overlap);
		}

		case 'yolov8': {
			return countAfterNonMaximum(
				candidates(rowsOf(first, true), false, classes),
				thresholds.overlap,
			);
		}

		case 'end-to-end': {
			return countChosen(rowsOf(first));
		}
	}
};

/** @returns Undefined for another model than a detector, and for a runtime that does not tell its outputs. */
export const boxesOf = (
	outputs: readonly RawOutput[] | undefined,
	detection: Detection | undefined,
	picture?: {readonly place: number; readonly batch: number},
): number | undefined =>
	outputs && detection ? countBoxes(outputs, detection, picture) : undefined;
