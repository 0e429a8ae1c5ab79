import {type InputTensor, type LoadedModel} from '../backends/backend.js';
import {monotonicMs} from '../system/clock.js';
import {softmax} from '../measure/softmax.js';
import {type ModelInput, type ModelOutput} from '../models/manifest.js';
import {loadModel} from './load-model.js';
import {openSupply} from './open-supply.js';
import {batchOf, joinPictures, partOf} from './picture-batches.js';
import {type EngineCommand, type EngineMessage} from './protocol.js';

/** Signs of life, so that the watchdog sees a slow model at work. */
const signPeriodMs = 500;

const probabilitiesOf = async (
	model: LoadedModel,
	tensor: InputTensor,
	{output, input}: {readonly output: ModelOutput; readonly input: ModelInput},
): Promise<Float32Array> => {
	const batch = batchOf(input);
	const {scores: all} = await model.run(joinPictures([tensor], batch));
	const scores = partOf(all, 0, batch);
	if (scores.length !== output.classes) {
		throw new Error(
			`the model gave ${scores.length} scores, its manifest says ${output.classes} classes`,
		);
	}

	return output.kind === 'logits'
		? softmax(scores, new Float32Array(scores.length))
		: new Float32Array(scores);
};

/**
All that a model answers on a list of images, or the images as it takes them. No times are taken.

@throws Error in one line: the model has no classes, its runtime refuses it, no image can be decoded.
*/
export const evaluate = async (
	{config, wants}: EngineCommand & {type: 'evaluate'},
	send: (message: EngineMessage) => void,
): Promise<EngineMessage> => {
	const {manifest, entries} = config;
	const {output} = manifest;
	if (wants === 'probabilities' && !output) {
		throw new Error(`${manifest.name} has no classes to compare`);
	}

	const sign = setInterval(() => {
		send({type: 'progress'});
	}, signPeriodMs);
	const ignore = (): void => undefined;
	const {supply} = openSupply(config, {onSkipped: ignore, onNote: ignore});
	let model: LoadedModel | undefined;
	try {
		model = wants === 'probabilities' ? await loadModel(config) : undefined;
		const rows: Float32Array[] = [];
		const places: number[] = [];
		let toldAtMs = monotonicMs();
		supply.start(0, entries.length);
		for (;;) {
			const frame = await supply.take();
			if (!frame || frame.position >= entries.length) {
				break;
			}

			rows.push(
				model
					? await probabilitiesOf(model, frame.tensor, {output: output!, input: manifest.input})
					: Float32Array.from(frame.tensor),
			);
			places.push(frame.entry);
			supply.release(frame);
			if (monotonicMs() - toldAtMs > signPeriodMs) {
				toldAtMs = monotonicMs();
				send({type: 'progress'});
			}
		}

		const width = rows[0]?.length ?? 0;
		const values = new Float32Array(rows.length * width);
		for (const [row, numbers] of rows.entries()) {
			values.set(numbers, row * width);
		}

		return {type: 'evaluated', entries: Uint32Array.from(places), values};
	} finally {
		clearInterval(sign);
		await supply.close();
		await model?.dispose();
	}
};
