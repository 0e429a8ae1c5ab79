import {EngineClient} from './engine-client.js';
import {type ProbedBackend} from './protocol.js';

/**
Asks an engine process of its own which backends can run here. A driver that crashes or hangs costs that process alone.

@param backendIds Only these are asked: a runtime in Python takes seconds to answer. @default all
@throws Error when the process was lost before it answered.
*/
export const probeBackends = async (
	backendIds?: readonly string[],
): Promise<readonly ProbedBackend[]> => {
	let client: EngineClient | undefined;
	try {
		return await new Promise<readonly ProbedBackend[]>((resolve, reject) => {
			client = new EngineClient({
				onMessage(message) {
					if (message.type === 'probed') {
						resolve(message.backends);
					}
				},
				onLost({reason, failure}) {
					reject(new Error(`looking for runtimes: ${failure?.message ?? reason}`));
				},
			});
			client.send({type: 'probe', ...(backendIds && {backendIds})});
		});
	} finally {
		await client?.exit();
	}
};
