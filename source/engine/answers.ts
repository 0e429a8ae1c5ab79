import {backendById, backends} from '../backends/index.js';
import {type EngineCommand, type EngineMessage, type ProbedBackend} from './protocol.js';

/**
What the runtimes of this machine are, and which of them can run: all, or those with these ids.

@param tell Told of those that have answered, again and again, in the order of all.
*/
export const probe = async (
	{backendIds}: EngineCommand & {type: 'probe'},
	tell: (message: EngineMessage) => void,
): Promise<EngineMessage> => {
	const wanted = backends.filter(({id, isHidden}) =>
		backendIds ? backendIds.includes(id) : !isHidden,
	);
	const answered: Array<ProbedBackend | undefined> = wanted.map(() => undefined);
	const soFar = (): ProbedBackend[] => answered.filter(backend => backend !== undefined);
	// Arm by side: importing a Python runtime takes seconds.
	await Promise.all(
		wanted.map(async (backend, place) => {
			answered[place] = {
				id: backend.id,
				title: backend.title,
				formats: backend.formats,
				isExclusive: backend.isExclusive ?? false,
				availability: await backend.probe(),
				options: backend.options,
			};
			tell({type: 'probing', backends: soFar()});
		}),
	);
	return {type: 'probed', backends: soFar()};
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
