import {Buffer} from 'node:buffer';
import {type RawOutput} from './backend.js';

/** A view of the bytes of any tensor, without a copy. */
export const bytesOf = (view: ArrayBufferView): Uint8Array =>
	Buffer.from(view.buffer, view.byteOffset, view.byteLength);

/** The scores in a payload of float32, whose length is a multiple of four. A copy: the payload need not lie on a multiple of four. */
export const scoresOf = (payload: Uint8Array): Float32Array => {
	const scores = new Float32Array(payload.length / 4);
	bytesOf(scores).set(payload);
	return scores;
};

/** The outputs in a payload of float32, one after the other; undefined where it does not hold what their shapes say. */
export const outputsOf = (
	payload: Uint8Array,
	shapes: ReadonlyArray<readonly number[]>,
): RawOutput[] | undefined => {
	const lengths = shapes.map(dims => dims.reduce((product, size) => product * size, 1));
	const numbers = lengths.reduce((sum, length) => sum + length, 0);
	if (payload.length !== 4 * numbers) {
		return undefined;
	}

	const all = scoresOf(payload);
	let begin = 0;
	return lengths.map((length, place) => {
		const data = all.subarray(begin, begin + length);
		begin += length;
		return {data, dims: shapes[place]!};
	});
};
