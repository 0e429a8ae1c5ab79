/**
The order of the slices: turn by turn, each pair once a turn, every second turn the other way round. A drift that is linear in time (heat, a fan that fills with dust) then falls on every pair alike.

@returns Places of pairs, `pairs` × `turns` long.
*/
export const interleave = (pairs: number, turns: number): Array<{pair: number; turn: number}> =>
	Array.from({length: turns}, (_, turn) => {
		const places = Array.from({length: pairs}, (_, place) => place);
		return (turn % 2 === 0 ? places : places.toReversed()).map(pair => ({pair, turn}));
	}).flat();

/** What one slice of a pair must hold: its share of the whole, rounded up. */
export const sliceRule = (
	{queries, seconds}: {readonly queries: number; readonly seconds: number},
	slices: number,
) => ({queries: Math.ceil(queries / slices), seconds: seconds / slices});
