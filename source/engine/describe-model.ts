import {UserError} from '../text/user-error.js';
import {type FileDescription} from '../models/inspect/file-description.js';
import {type FormatName} from '../models/manifest.js';
import {type NamedModel} from '../models/named-model.js';
import {EngineClient} from './engine-client.js';
import {type EngineCommand, type EngineMessage} from './protocol.js';

type Question = Omit<EngineCommand & {type: 'describe'}, 'type'>;
type Described = EngineMessage & {type: 'described'};

/** Asks in an engine process of its own: runtimes are loaded nowhere else. */
const ask = async (question: Question): Promise<Described> => {
	let client: EngineClient | undefined;
	try {
		return await new Promise<Described>((resolve, reject) => {
			client = new EngineClient({
				onMessage(message) {
					if (message.type === 'described') {
						resolve(message);
					}
				},
				onLost({reason, failure}) {
					reject(
						new UserError(
							failure?.message ?? `asking about ${question.model}: the engine ${reason}`,
						),
					);
				},
			});
			client.send({type: 'describe', ...question});
		});
	} finally {
		await client?.exit();
	}
};

/**
Asks the package that has a named model (`torchvision:resnet50`) what a manifest would say.

@throws UserError with the worker's own words: no such package, no such model.
*/
export const describeModel = async (
	model: string,
	backendId: string,
	backendOptions: Readonly<Record<string, string>>,
): Promise<NamedModel> => {
	const {model: told} = await ask({model, backendId, backendOptions});
	return told!;
};

/**
Asks a runtime what a model file takes and gives.

@param file Absolute path of the file or folder.
@throws UserError with the runtime's own words: it is not here, or the file is none of its kind.
*/
export const describeFile = async (
	file: string,
	format: FormatName,
	backendId: string,
	backendOptions: Readonly<Record<string, string>>,
): Promise<FileDescription> => {
	const {file: told} = await ask({model: file, format, backendId, backendOptions});
	return told!;
};
