/**
How long to wait before the next try: longer each time, up to a bound.

@param failures Failed tries in a row, from 1.
@returns Milliseconds.
*/
export const backOffMs = (
	failures: number,
	{firstMs, longestMs}: {readonly firstMs: number; readonly longestMs: number},
): number => Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
