import {Buffer} from 'node:buffer';
import {type RawOutput, type RunResult} from './backend.js';
import {inWords} from './worker-limits.js';

/** A view of the bytes of any tensor, without a copy. */
export const bytesOf = (view: ArrayBufferView): Uint8Array =>
	Buffer.from(view.buffer, view.byteOffset, view.byteLength);

/** The scores in a payload of float32, whose length is a multiple of four. A copy: the payload need not lie on a multiple of four. */
const scoresOf = (payload: Uint8Array): Float32Array => {
	const scores = new Float32Array(payload.length / 4);
	bytesOf(scores).set(payload);
	return scores;
};

/** The outputs in a payload of float32, one after the other; undefined where it does not hold what their shapes say. */
const outputsOf = (
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

/** What a worker answered: scores, or of a detector its outputs; in words what is wrong with it. */
export const readAnswer = (
	payload: Uint8Array,
	wanted: {readonly classes?: number; readonly shapes?: ReadonlyArray<readonly number[]>},
): Pick<RunResult, 'scores' | 'outputs'> | string => {
	const {classes = 0, shapes} = wanted;
	const count = payload.length / 4;
	if (shapes) {
		const outputs = outputsOf(payload, shapes);
		return outputs
			? {scores: new Float32Array(0), outputs}
			: `answered ${count} numbers, the shapes of its outputs say otherwise`;
	}

	return count === classes
		? {scores: scoresOf(payload)}
		: `answered ${count} scores, the manifest says ${classes} classes`;
};

/** What is wrong with the time that a worker gives for a frame whose answer was there after `tookMs`: it cannot be longer, but for the clocks of two machines and a rounded figure. */
export const impossibleTime = (inferMs: number, tookMs: number): string | undefined =>
	inferMs > 1.1 * tookMs + 10
		? `says that a frame took ${inWords(inferMs)}, its answer was there after ${inWords(Math.ceil(tookMs))}`
		: undefined;
