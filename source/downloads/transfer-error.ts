/*
Why a transfer ended before its file was whole and right, and what follows from it.
*/
export type TransferVerdict =
	/** Dropped, stalled, or an overloaded server: the same address again, from where it stopped. */
	| 'retry'
	/** What was fetched so far is of no use: the same address again, from the beginning. */
	| 'restart'
	/** This address does not have the file: the next one. */
	| 'elsewhere'
	/** No address will help: disk full, folder unwritable, cancelled. */
	| 'give-up';

export class TransferError extends Error {
	override readonly name = 'TransferError';
	readonly verdict: TransferVerdict;
	/** The server's own wish for a pause, in milliseconds. */
	readonly retryAfterMs: number | undefined;

	constructor(
		message: string,
		verdict: TransferVerdict,
		options: {readonly cause?: unknown; readonly retryAfterMs?: number | undefined} = {},
	) {
		super(message, {cause: options.cause});
		this.verdict = verdict;
		this.retryAfterMs = options.retryAfterMs;
	}
}
