/** Why a read gave nothing, in the terms that the user is told. */
export type FailureKind =
	'missing' | 'permission' | 'not ready' | 'timed out' | 'not supported' | 'error';

export class ReadFailure {
	readonly kind: FailureKind;

	/** One clause for the user: `permission denied`, `the driver has no value now (EAGAIN)`. */
	readonly reason: string;

	/** The errno name, where there is one. */
	readonly code: string;

	constructor(code: string, reason?: string) {
		this.code = code;
		this.kind = kindOfCode[code] ?? 'error';
		this.reason = reason ?? reasonOfCode[code] ?? `read failed (${code})`;
	}
}

const kindOfCode: Readonly<Record<string, FailureKind>> = {
	ENOENT: 'missing',
	ENOTDIR: 'missing',
	EACCES: 'permission',
	EPERM: 'permission',
	EAGAIN: 'not ready',
	EBUSY: 'not ready',
	ETIMEDOUT: 'timed out',
	EOPNOTSUPP: 'not supported',
	ENOTSUP: 'not supported',
	EINVAL: 'not supported',
	ENODATA: 'not supported',
};

const reasonOfCode: Readonly<Record<string, string>> = {
	ENOENT: 'no such file here',
	ENOTDIR: 'no such file here',
	EACCES: 'permission denied',
	EPERM: 'permission denied',
	EAGAIN: 'the driver has no value now (EAGAIN: switched off or not ready)',
	EBUSY: 'the device is busy (EBUSY)',
	ETIMEDOUT: 'timed out',
	EOPNOTSUPP: 'not supported by the driver',
	ENOTSUP: 'not supported by the driver',
	EINVAL: 'not supported by the driver (EINVAL)',
	ENODATA: 'not supported by the driver (ENODATA)',
	ENODEV: 'the device is gone (ENODEV)',
	ENXIO: 'the device does not answer (ENXIO)',
	EIO: 'the device failed to answer (EIO)',
};

export const isFailure = (result: unknown): result is ReadFailure => result instanceof ReadFailure;

/** Where a recorded board holds what a command printed when it was run with these arguments. */
export const commandFile = (name: string, arguments_: readonly string[]): string =>
	`bin/${name}:${arguments_.join(' ').replaceAll('/', '_')}`;

/** A command that keeps on printing lines. */
export type LineStream = {
	/** Undefined while it runs. In words, once it has ended. */
	ended(): string | undefined;
	close(): void;
};

/**
Where sensors look. The live root is `/`; a recorded board is a folder with the same paths below it, in which `bin/NAME` holds what a command prints, and commands are never executed.
All paths are relative to the root, without a leading slash.
*/
export type Root = {
	readonly path: string;
	/** True for this very machine. */
	readonly isLive: boolean;
	/** Text without trailing line breaks or NULs. Never rejects. A device that hangs keeps this pending: the sampler has the time-out. */
	readText(path: string): Promise<string | ReadFailure>;
	/** Names in a folder, sorted; empty where there is none. */
	list(path: string): Promise<readonly string[]>;
	/** What a command prints to stdout. Never rejects; `ENOENT` where there is no such command. */
	run(
		name: string,
		arguments_: readonly string[],
		options?: {readonly timeoutMs?: number},
	): Promise<string | ReadFailure>;
	/** Starts a command that prints a line per period. */
	stream(
		name: string,
		arguments_: readonly string[],
		onLine: (line: string) => void,
	): LineStream | ReadFailure;
	/** Monotonic milliseconds. */
	now(): number;
	/** Recorded boards only: how fast the board ran at this moment, 1 is full speed; undefined where the recording does not say. */
	fpsScale?(): Promise<number | ReadFailure | undefined>;
};
