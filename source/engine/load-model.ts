import {backendById} from '../backends/index.js';
import {type LoadedModel, type LoadRequest} from '../backends/backend.js';
import {type EngineConfig} from './protocol.js';

/**
Loads what an engine is told to.

@throws Error in the runtime's own words.
*/
export const loadModel = async (
	{backendId, modelPath, format, manifest, threads, device, backendOptions}: EngineConfig,
	onProgress?: LoadRequest['onProgress'],
): Promise<LoadedModel> =>
	backendById(backendId).load({
		modelPath,
		format,
		input: manifest.input,
		output: manifest.output,
		detection: manifest.detection,
		threads,
		device,
		options: backendOptions,
		onProgress,
	});

/** Loads the runtime of the backend that will probably be asked for. What keeps it from loading is told when it is asked for. */
export const prepareFor = async (backendId: string): Promise<void> => {
	try {
		await backendById(backendId).prepare?.();
	} catch {
		// A later load meets it again.
	}
};
