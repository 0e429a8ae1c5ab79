import {
	type BoardAnswer,
	type BoardChoices,
	type BoardWord,
	type Greeting,
} from '../record/wall-schema.js';

/** Where a link to a board stands. */
export type LinkPhase =
	| 'connecting'
	/** It speaks. */
	| 'open'
	/** It is tried again by itself. */
	| 'lost'
	/** Trying again would change nothing: a key or a password is wanted. */
	| 'refused';

/** What is known of one board at one moment. Times are on the monotonic clock, ms. */
export type BoardState = {
	/** As it was given. */
	readonly name: string;
	readonly phase: LinkPhase;
	/** Why it is not open, in words. */
	readonly reason?: string;
	readonly greeting?: Greeting;
	/** Its clock less the one here when it greeted, s. */
	readonly clockOffSeconds?: number;
	/** The newest, kept when the link is lost. */
	readonly word?: BoardWord;
	/** When anything was heard last. */
	readonly heardAtMs?: number;
	/** A receipt to the board and the next word from it, ms: what is shown is not older than that. */
	readonly roundTripMs?: number;
	/** FPS, one value each few seconds, oldest first; undefined is a gap. */
	readonly fps: ReadonlyArray<number | undefined>;
	/** What it can run, once it was asked. */
	readonly choices?: BoardChoices;
	readonly answer?: BoardAnswer['answer'] & {readonly atMs: number};
	/** Lines that were not understood since it greeted. */
	readonly strangeLines: number;
};

/** A board that says nothing for this long is silent. */
export const silentAfterMs = 5000;

/** For how long nothing was heard of it, ms; undefined where it never was. */
export const silenceMs = ({heardAtMs}: BoardState, nowMs: number): number | undefined =>
	heardAtMs === undefined ? undefined : Math.max(0, nowMs - heardAtMs);

/** What a row says: figures of now, figures of a run that is not heard of any more, or none. */
export const isHeard = (state: BoardState, nowMs: number): boolean =>
	state.phase === 'open' && (silenceMs(state, nowMs) ?? Infinity) < silentAfterMs;
