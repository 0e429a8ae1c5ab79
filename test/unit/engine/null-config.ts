import {type EngineConfig} from '../../../source/engine/protocol.js';
import {bundledSamples} from '../../../source/frames/open-dataset.js';
import {resolveModel} from '../../../source/models/resolve-model.js';

/** The null backend on the bundled photographs: decoder and messages are real, only the network is not run. */
export const makeNullConfig = async (): Promise<EngineConfig> => {
	const model = await resolveModel('efficientnet-b0', {formats: ['onnx']});
	const {entries} = await bundledSamples();
	return {
		backendId: 'null',
		backendOptions: {},
		manifest: model.manifest,
		format: model.format,
		modelPath: model.path,
		entries,
		seed: 1,
		cacheBytes: 0,
		warmup: {runs: 1, milliseconds: 0},
	};
};
