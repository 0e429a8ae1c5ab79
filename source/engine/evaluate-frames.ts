import os from 'node:os';
import {UserError} from '../text/user-error.js';
import {EngineClient} from './engine-client.js';
import {type EngineCommand, type EngineMessage} from './protocol.js';

type Evaluated = EngineMessage & {type: 'evaluated'};

/** Least share of the processor, so that a measurement beside it is not disturbed. */
const lowest = os.constants.priority.PRIORITY_LOW;

/** A process that comes later than every other one where both want the same processor; where the system has none, as it is. */
export const putLast = (pid: number | undefined): void => {
	try {
		os.setPriority(pid ?? -1, lowest);
	} catch {
		// It is gone, or the system does not let us.
	}
};

/** Longest silence of the process: loading may compile for minutes. */
const silence = {loadMs: 300_000, runMs: 300_000};

/**
Runs images through a model in an engine process of its own, of the lowest priority.

@throws UserError in one line: the runtime is not here or refuses the model, the process was lost, or `signal` ended it.
*/
export const evaluateFrames = async (
	question: Omit<EngineCommand & {type: 'evaluate'}, 'type'>,
	signal?: AbortSignal,
): Promise<Evaluated> => {
	let client: EngineClient | undefined;
	const {manifest, backendId} = question.config;
	const onAbort = (): void => {
		client?.kill();
	};

	try {
		return await new Promise<Evaluated>((resolve, reject) => {
			signal?.throwIfAborted();
			client = new EngineClient(
				{
					onMessage(message) {
						if (message.type === 'evaluated') {
							resolve(message);
						}
					},
					onLost({reason, failure}) {
						reject(
							new UserError(`${manifest.name} on ${backendId}: ${failure?.message ?? reason}`),
						);
					},
				},
				silence,
			);
			putLast(client.pid);
			signal?.addEventListener('abort', () => {
				onAbort();
				reject(signal.reason as Error);
			});
			client.send({type: 'evaluate', ...question});
		});
	} finally {
		await client?.exit();
	}
};
