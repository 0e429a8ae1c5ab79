/**
An error whose message is written for the person at the terminal: one line that says what is wrong, with what, and what to do.
It ends the run with `exitCode`; the stack is shown only under `--debug`.
*/
export class UserError extends Error {
	override readonly name = 'UserError';

	/** Process exit code: 2 for bad usage or input (the default), 1 for a failure while running. */
	readonly exitCode: number;

	constructor(
		message: string,
		options: {readonly cause?: unknown; readonly exitCode?: number} = {},
	) {
		super(message, {cause: options.cause});
		this.exitCode = options.exitCode ?? 2;
	}
}

/** The message of anything that was thrown, on one line. */
export const messageOf = (error: unknown): string =>
	(error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ').trim();
