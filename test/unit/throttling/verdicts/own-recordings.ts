import {built, type Expected} from './board-builders.js';
import {earlierPlans} from './earlier-plans.js';
import {eventPlans} from './event-plans.js';
import {familyPlans} from './family-plans.js';
import {laptopPlans} from './laptop-plans.js';
import {laterPlans} from './later-plans.js';
import {newestPlans} from './newest-plans.js';
import {noCausePlans} from './no-cause-plans.js';
import {otherBoardsPlans} from './other-boards-plans.js';
import {otherCausesPlans} from './other-causes-plans.js';
import {socPlans} from './soc-plans.js';

/** Recordings of our own with what is right for each. */
export const ownRecordings = (): ReadonlyMap<string, Expected> =>
	new Map(
		Object.entries({
			...earlierPlans,
			...laterPlans,
			...newestPlans,
			...familyPlans,
			...eventPlans,
			...socPlans,
			...laptopPlans,
			...otherBoardsPlans,
			...otherCausesPlans,
			...noCausePlans,
		}).map(([name, plan]) => [name, built(name, plan)]),
	);
