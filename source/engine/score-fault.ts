/** What scores may be in place of numbers. */
export const scoreFaults = ['NaN', 'infinite'] as const;
export type ScoreFault = (typeof scoreFaults)[number];
