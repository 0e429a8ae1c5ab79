import {type Expectation} from './judge.js';
import {type Recording} from './play.js';

export type Expected = {readonly recording: Recording; readonly expectation: Expectation};

/** Recordings of our own, constructed. */
export const ownRecordings = (): ReadonlyMap<string, Expected> => new Map();
