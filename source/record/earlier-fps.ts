/** What an earlier session of the same model, backend and board reached while nothing held it back. */
export type EarlierFps = {
	readonly fps: number;
	/** ISO 8601, wall clock: when that session began. */
	readonly startedAt: string;
};
