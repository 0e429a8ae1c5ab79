import {softmax, topK} from '../measure/softmax.js';
import {tiesOf, type Ties} from '../measure/ties.js';
import {type ModelOutput} from '../models/manifest.js';
import {topCount} from './batch.js';
import {type ScoreFault} from './score-fault.js';

/** The best classes of one frame: label indices (−1: outside the label set) and probabilities, best first. */
export type Ranking = {
	readonly labels: number[];
	readonly probabilities: ArrayLike<number>;
	/** Absent where the frame has no label. */
	readonly ties?: Ties;
	/** The scores are no numbers, so no class is the best. */
	readonly fault?: ScoreFault;
};

const nothing: Ranking = {labels: [], probabilities: []};

/** The model's answer is not what it should be: starting it again changes nothing. */
export class AnswerError extends Error {
	override readonly name = 'AnswerError';
}

const sumOf = (values: Float32Array): number => {
	let sum = 0;
	for (const value of values) {
		sum += value;
	}

	return sum;
};

/**
Scores to the five best labels; of equal scores the lower class comes first.

@param output Absent: a model without classes.
@param scratch Room for the probabilities, as long as `scores`.
@param classes The right ones, where they are known.
@returns No class, and a fault, where the scores are NaN or infinite.
@throws AnswerError where there are more or fewer scores than classes.
*/
export const rank = (
	scores: Float32Array,
	output: ModelOutput | undefined,
	scratch: Float32Array,
	classes: readonly number[] = [],
): Ranking => {
	if (!output) {
		return nothing;
	}

	if (scores.length !== output.classes) {
		throw new AnswerError(
			`the model gave ${scores.length} scores, its manifest says ${output.classes} classes`,
		);
	}

	const probabilities = output.kind === 'logits' ? softmax(scores, scratch) : scores;
	// NaN outlives a softmax and a sum; a class ruled out by −∞ does not make one.
	const probe = output.kind === 'logits' ? probabilities[0]! : sumOf(probabilities);
	if (!Number.isFinite(probe)) {
		return {...nothing, fault: scores.some(score => Number.isNaN(score)) ? 'NaN' : 'infinite'};
	}

	// By the scores themselves: a softmax makes small ones equal.
	const {indices, values} = topK(scores, topCount);
	if (!Number.isFinite(values[0])) {
		// Of several infinite ones none is the best.
		return {...nothing, fault: 'infinite'};
	}

	const labelCount = output.classes - output.labelOffset;
	const right = classes.map(label => label + output.labelOffset);
	return {
		labels: indices.map(index => {
			const label = index - output.labelOffset;
			return label >= 0 && label < labelCount ? label : -1;
		}),
		probabilities: indices.map(index => probabilities[index]!),
		...(right.length > 0 && {ties: tiesOf(scores, values, new Set(right))}),
	};
};
