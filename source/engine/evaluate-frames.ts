import os from 'node:os';
import {UserError} from '../text/user-error.js';
import {EngineClient} from './engine-client.js';
import {type EngineCommand, type EngineMessage} from './protocol.js';

type Evaluated = EngineMessage & {type: 'evaluated'};

/**
Gives a process a tenth of a processor where another one wants it too, so that a measurement beside it is hardly disturbed. The lowest priority would be a hundredth: where every core measures, nothing would ever be done.
*/
export const standBack = (pid: number | undefined): void => {
	try {
		os.setPriority(pid ?? -1, os.constants.priority.PRIORITY_BELOW_NORMAL);
	} catch {
		// It is gone, or the system does not let us.
	}
};

export type Beside = {
	readonly signal?: AbortSignal | undefined;
	/** A measurement runs: this work stands back. @default nothing else runs */
	readonly isBeside?: boolean | undefined;
};

/** Longest silence of the process: loading may compile for minutes. */
const silence = {loadMs: 300_000, runMs: 300_000};

/**
Runs images through a model in an engine process of its own.

@throws UserError in one line: the runtime is not here or refuses the model, the process was lost, or `signal` ended it.
*/
export const evaluateFrames = async (
	question: Omit<EngineCommand & {type: 'evaluate'}, 'type'>,
	{signal, isBeside}: Beside = {},
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
			if (isBeside) {
				standBack(client.pid);
			}

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
