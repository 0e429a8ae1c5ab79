import {UserError} from '../text/user-error.js';
import {type NamedModel} from '../zoo/named-model.js';
import {EngineClient} from './engine-client.js';

/**
Asks the package that has a named model (`torchvision:resnet50`) what a manifest would say, in an engine process of its own.

@throws UserError with the worker's own words: no such package, no such model.
*/
export const describeModel = async (
	model: string,
	backendId: string,
	backendOptions: Readonly<Record<string, string>>,
): Promise<NamedModel> => {
	let client: EngineClient | undefined;
	try {
		return await new Promise<NamedModel>((resolve, reject) => {
			client = new EngineClient({
				onMessage(message) {
					if (message.type === 'described') {
						resolve(message.model);
					}
				},
				onLost({reason, failure}) {
					reject(new UserError(failure?.message ?? `asking about ${model}: the engine ${reason}`));
				},
			});
			client.send({type: 'describe', model, backendId, backendOptions});
		});
	} finally {
		await client?.exit();
	}
};
