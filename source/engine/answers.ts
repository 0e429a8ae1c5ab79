import {backendById, backends} from '../backends/index.js';
import {type EngineCommand, type EngineMessage} from './protocol.js';

/** What the runtimes of this machine are, and which of them can run: all, or those with these ids. */
export const probe = async ({
	backendIds,
}: EngineCommand & {type: 'probe'}): Promise<EngineMessage> => {
	// Arm by side: importing a Python runtime takes seconds.
	const probed = await Promise.all(
		backends
			.filter(({id, isHidden}) => (backendIds ? backendIds.includes(id) : !isHidden))
			.map(async backend => ({
				id: backend.id,
				title: backend.title,
				formats: backend.formats,
				isExclusive: backend.isExclusive ?? false,
				availability: await backend.probe(),
				options: backend.options,
			})),
	);
	return {type: 'probed', backends: probed};
};

/**
What a package tells of a model it has by name, or a runtime of a file.

@throws Error in one line.
*/
export const describe = async ({
	model,
	format,
	backendId,
	backendOptions,
}: EngineCommand & {type: 'describe'}): Promise<EngineMessage> => {
	const backend = backendById(backendId);
	if (format) {
		if (!backend.describeFile) {
			throw new Error(`${backendId} does not tell what a file takes; write a manifest beside it`);
		}

		return {type: 'described', file: await backend.describeFile(model, format, backendOptions)};
	}

	if (!backend.describeModel) {
		throw new Error(`${backendId} runs files, not models by name`);
	}

	return {type: 'described', model: await backend.describeModel(model, backendOptions)};
};
