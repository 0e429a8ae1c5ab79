/** A figure that was measured, or the reason why there is none; missing is never 0. */
export type Figure = {readonly value: number} | {readonly missing: string};
