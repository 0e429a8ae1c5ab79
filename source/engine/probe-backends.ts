import {EngineClient} from './engine-client.js';
import {type ProbedBackend} from './protocol.js';

/**
Asks an engine process of its own which backends can run here. A driver that crashes or hangs costs that process alone.

@param backendIds Only these are asked: a runtime in Python takes seconds to answer. @default all
@param onSome Told of those that have answered, while the others are waited for.
@throws Error when the process was lost before it answered.
*/
export const probeBackends = async (
	backendIds?: readonly string[],
	onSome?: (backends: readonly ProbedBackend[]) => void,
): Promise<readonly ProbedBackend[]> => {
	let client: EngineClient | undefined;
	try {
		return await new Promise<readonly ProbedBackend[]>((resolve, reject) => {
			client = new EngineClient({
				onMessage(message) {
					if (message.type === 'probed') {
						resolve(message.backends);
					} else if (message.type === 'probing') {
						onSome?.(message.backends);
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
