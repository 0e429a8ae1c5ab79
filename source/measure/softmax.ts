/**
Softmax, shifted by the largest logit so that it cannot overflow.

NaN anywhere makes every output NaN: a broken output must not look like a confident one. Infinite logits share the whole probability.

@param out Where the probabilities go, same length as `logits`; may be `logits` itself.
@returns `out`
*/
export const softmax = (logits: Float32Array, out: Float32Array): Float32Array => {
	if (out.length !== logits.length) {
		throw new RangeError(`softmax: ${logits.length} logits, room for ${out.length}`);
	}

	let largest = Number.NEGATIVE_INFINITY;
	for (const logit of logits) {
		if (Number.isNaN(logit)) {
			return out.fill(Number.NaN);
		}

		if (logit > largest) {
			largest = logit;
		}
	}

	let sum = 0;
	const {length} = logits;
	// A plain counting loop, here and in `topK`: it runs once a frame over all classes, and `entries()` costs ten times as much.
	for (let index = 0; index < length; index++) {
		const logit = logits[index]!;
		// The test comes first: Infinity − Infinity would be NaN.
		const weight = logit === largest ? 1 : Math.exp(logit - largest);
		out[index] = weight;
		sum += weight;
	}

	for (let index = 0; index < out.length; index++) {
		out[index] = out[index]! / sum;
	}

	return out;
};

/** The best classes, best first. */
export type TopK = {readonly indices: number[]; readonly values: number[]};

/**
The `k` largest values with their indices, best first; ties go to the lower index, so that two runs agree. NaN never wins: fewer than `k` come back where there are fewer numbers.
*/
export const topK = (values: Float32Array | readonly number[], k: number): TopK => {
	const indices: number[] = [];
	const best: number[] = [];
	// What a value must exceed once `k` are there.
	let least = Number.NEGATIVE_INFINITY;
	const {length} = values;
	for (let index = 0; index < length; index++) {
		const value = values[index]!;
		if (best.length >= k ? !(value > least) : Number.isNaN(value)) {
			continue;
		}

		let place = best.length;
		while (place > 0 && value > best[place - 1]!) {
			place--;
		}

		best.splice(place, 0, value);
		indices.splice(place, 0, index);
		if (best.length > k) {
			best.pop();
			indices.pop();
		}

		least = best.at(-1)!;
	}

	return {indices, values: best};
};
