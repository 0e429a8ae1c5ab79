/*
Time in recorded boards. Next to a file `NAME`, `NAME.series` holds lines `seconds content`: from that second on, NAME reads as content (`\n` is a line break in it). `~` before a number means that it was reached in a straight line from the point before: `0 45000`, `120 ~80000` is a ramp. The last value is held.
*/

type Point = {readonly seconds: number; readonly content: string; readonly isReached: boolean};

export type Series = readonly Point[];

/** Lines that are no `seconds content` are passed over, as are `#` comments. */
export const parseSeries = (text: string): Series => {
	const points: Point[] = [];
	for (const line of text.split('\n')) {
		const match = /^\s*(?<seconds>\d+(?:\.\d+)?) (?<isReached>~?)(?<content>.*)$/.exec(line);
		if (match?.groups) {
			points.push({
				seconds: Number(match.groups['seconds']),
				content: match.groups['content']!.replaceAll(String.raw`\n`, '\n'),
				isReached: match.groups['isReached'] === '~',
			});
		}
	}

	return points.sort((a, b) => a.seconds - b.seconds);
};

/** Content at a time; before the first point, the first point. Undefined for an empty series. */
export const sampleSeries = (series: Series, seconds: number): string | undefined => {
	let index = -1;
	while (index + 1 < series.length && series[index + 1]!.seconds <= seconds) {
		index++;
	}

	const held = series[Math.max(index, 0)];
	const next = series[index + 1];
	if (index < 0 || !held || !next?.isReached) {
		return held?.content;
	}

	const from = Number(held.content);
	const to = Number(next.content);
	const share = (seconds - held.seconds) / (next.seconds - held.seconds);
	const value = from + (to - from) * share;
	const isWhole = Number.isInteger(from) && Number.isInteger(to);
	return Number.isFinite(value) ? String(isWhole ? Math.round(value) : value) : held.content;
};

/** `replay.json` at the root of a tree. */
export type ReplaySettings = {
	/** Seconds of the series that pass in one second. @default 1 */
	readonly speed: number;
	/** What the recorded board's heat did to its speed, for demonstrations: 1 is full speed. */
	readonly fpsScale?: Series;
};

/** @throws {SyntaxError | TypeError} where the text is not what the format asks for. */
export const parseReplaySettings = (text: string): ReplaySettings => {
	const data = JSON.parse(text) as {speed?: unknown; fpsScale?: unknown};
	const speed = data.speed ?? 1;
	if (typeof speed !== 'number' || !(speed > 0)) {
		throw new TypeError('"speed" must be a number above 0');
	}

	if (data.fpsScale === undefined) {
		return {speed};
	}

	if (!Array.isArray(data.fpsScale)) {
		throw new TypeError('"fpsScale" must be a list of lines "seconds scale", as in a series file');
	}

	return {speed, fpsScale: parseSeries(data.fpsScale.join('\n'))};
};
