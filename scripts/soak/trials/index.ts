import {type TrialKind} from '../trial.js';
import {clients} from './clients.js';
import {clock} from './clock.js';
import {day} from './day.js';
import {disk} from './disk.js';
import {kills} from './kills.js';
import {links} from './links.js';
import {screens} from './screens.js';
import {stops} from './stops.js';
import {surroundingKinds} from './surroundings.js';
import {viewers} from './viewers.js';
import {writes} from './writes.js';

/** Every kind of trial, in the order of the table. */
export const kinds: readonly TrialKind[] = [
	...kills,
	...stops,
	...disk,
	...writes,
	...clock,
	...surroundingKinds,
	...screens,
	...viewers,
	...clients,
	...links,
	...day,
];
