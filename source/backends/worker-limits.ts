/** How long a worker may take, in milliseconds. */
export type WorkerLimits = {
	/** From the start to `hello`: importing a runtime on a small board takes a minute. */
	readonly helloMs: number;
	/** A load may compile for minutes. */
	readonly loadMs: number;
	/** The first run may compile as well. */
	readonly firstRunMs: number;
	/** Every other run; ten times the first where that is longer. */
	readonly runMs: number;
	/** Nothing heard from a worker that promised to beat. */
	readonly silenceMs: number;
	/** From `bye` to the kill. */
	readonly graceMs: number;
};

export const defaultLimits: WorkerLimits = {
	helloMs: 180_000,
	loadMs: 1_800_000,
	firstRunMs: 600_000,
	runMs: 10_000,
	silenceMs: 60_000,
	graceMs: 1500,
};

/** What a worker refused, or how it was lost. */
export class WorkerFailure extends Error {
	override readonly name = 'WorkerFailure';
	/** The command that would help, where the worker knows one. */
	readonly mend: string | undefined;
	/** The worker's own word for the kind: `missing-module`, `out-of-memory`. */
	readonly code: string | undefined;

	constructor(message: string, told: {readonly mend?: string; readonly code?: string} = {}) {
		super(message);
		this.mend = told.mend;
		this.code = told.code;
	}
}

/** A limit in the words of a message. */
export const inWords = (milliseconds: number): string =>
	milliseconds >= 1000 ? `${Math.round(milliseconds / 1000)} s` : `${milliseconds} ms`;
