/** What stands where a figure is missing. */
export const missing = 'n/a';

/** Milliseconds with three figures or more, without a unit. */
export const millisecondsText = (ms: number | undefined): string =>
	ms === undefined ? missing : ms.toFixed(ms < 10 ? 3 : ms < 100 ? 2 : 1);

/** A fraction of 1 as percent, without a unit. */
export const shareText = (share: number | undefined): string =>
	share === undefined ? missing : (100 * share).toFixed(1);

export const fpsText = (fps: number | undefined): string =>
	fps === undefined ? missing : fps.toFixed(fps < 10 ? 2 : 1);

/** A change in percent or points with its sign; a change that rounds to nothing has none. */
export const changeText = (change: number): string => {
	const text = Math.abs(100 * change).toFixed(1);
	return Number(text) === 0 ? text : `${change < 0 ? '−' : '+'}${text}`;
};
