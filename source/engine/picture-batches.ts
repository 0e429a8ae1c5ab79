import {type InputTensor} from '../backends/backend.js';
import {type ModelInput} from '../models/manifest.js';

/** Elements of a tensor of any type; they are only copied. */
type Elements = Float32Array;

/** How many pictures one inference takes. */
export const batchOf = ({batch = 1}: ModelInput): number => batch;

/**
The tensor of one inference of a model that takes no other number of pictures than its own.

@param pictures At most `batch`; the last one is repeated where they are fewer.
*/
export const joinPictures = (pictures: readonly InputTensor[], batch: number): InputTensor => {
	const [first] = pictures;
	if (batch === 1 || !first) {
		return first!;
	}

	const Typed = first.constructor as new (length: number) => Elements;
	const joined = new Typed(first.length * batch);
	for (let place = 0; place < batch; place++) {
		joined.set(pictures[Math.min(place, pictures.length - 1)] as Elements, place * first.length);
	}

	return joined;
};

/** The part of an answer that belongs to one picture of the batch. */
export const partOf = (answer: Float32Array, place: number, batch: number): Float32Array => {
	const length = answer.length / batch;
	return batch === 1 ? answer : answer.subarray(place * length, (place + 1) * length);
};
