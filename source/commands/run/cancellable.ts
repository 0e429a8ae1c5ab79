import process from 'node:process';
import {messageOf, UserError} from '../../text/user-error.js';

/**
Work that Ctrl-C or SIGTERM cancels.

@param leaves What becomes of what was done, in words.
@throws UserError with exit code 130 where it was cancelled; otherwise whatever the work throws.
*/
export const cancellable = async <Result>(
	work: (signal: AbortSignal) => Promise<Result>,
	leaves = 'what is here is kept and resumed next time',
): Promise<Result> => {
	const controller = new AbortController();
	const cancel = (): void => {
		controller.abort();
	};

	process.once('SIGINT', cancel);
	process.once('SIGTERM', cancel);
	try {
		return await work(controller.signal);
	} catch (error) {
		if (controller.signal.aborted) {
			throw new UserError(`${messageOf(error)}; ${leaves}`, {
				cause: error,
				exitCode: 130,
			});
		}

		throw error;
	} finally {
		process.removeListener('SIGINT', cancel);
		process.removeListener('SIGTERM', cancel);
	}
};
