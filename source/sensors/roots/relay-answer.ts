import {sanitize} from '../../text/sanitize.js';
import {trimmed} from './live-root.js';
import {ReadFailure} from './root.js';

/** A relay on another machine: the command that reaches it. */
export type Relay = {
	/** Whose sensors they are: `user@nano`. */
	readonly board: string;
	readonly file: string;
	readonly args: readonly string[];
	/** Sent first: the program itself, where the command only waits for it. */
	readonly script?: string;
};

/** A text, or why there is none. */
type Told = string | {readonly code: string; readonly reason?: string};

export type Answer = {
	readonly id?: number;
	readonly values?: Readonly<Record<string, Told>>;
	readonly names?: readonly string[];
	readonly text?: Told;
	readonly line?: string;
	readonly ended?: string;
};

/** A text as the relay gave it. */
export const textOf = (told: unknown): string | ReadFailure => {
	if (typeof told === 'string') {
		return trimmed(told);
	}

	const {code, reason} = (told ?? {}) as {code?: unknown; reason?: unknown};
	return new ReadFailure(
		typeof code === 'string' ? sanitize(code, 20) : 'EIO',
		typeof reason === 'string' ? sanitize(reason, 160) : undefined,
	);
};
