import {framesPerSecond, milliseconds, na} from '../format/numbers.js';
import {type BoardRun} from '../record/wall-schema.js';
import {type NamedRole} from '../views/canvas/lines.js';
import {heatRole} from '../views/panels/heat-words.js';
import {roughly} from '../views/panels/verdict.js';
import {isHeard, silenceMs, type BoardState} from './board-state.js';

/* What a row says, in words; the same words stand in the lines below the rows. */

export type Said = {readonly text: string; readonly role: NamedRole};

const said = (text: string, role: NamedRole = 'plain'): Said => ({text, role});

const forTime = (ms: number): string => roughly(ms / 1000);

/** A journal that got no record for this long belongs to a run that hangs. */
const oldRecordMs = 5000;
/** A warning is part of the row for this long, ms. */
const newNoteMs = 30_000;
/** A link that answers later than this is told of, ms. */
const lateLinkMs = 800;
const secondsPerDay = 86_400;

/** How old what is shown is: "12 s"; empty while it is of now. */
export const ageText = (state: BoardState, nowMs: number): string => {
	const silence = silenceMs(state, nowMs);
	const age = (silence ?? 0) + (state.word?.run?.ageMs ?? 0) + (state.roundTripMs ?? 0);
	return silence === undefined ? 'never' : age < oldRecordMs ? 'now' : forTime(age);
};

/** "61 °C", and how far below its trip: "-24". */
export const heatCells = ({
	temperature,
}: BoardRun): {readonly celsius: Said; readonly toTrip: Said} => {
	if ('missing' in temperature) {
		return {celsius: said(na, 'dim'), toTrip: said('', 'dim')};
	}

	const {celsius, limitCelsius} = temperature;
	const role = heatRole(celsius, limitCelsius);
	const distance = limitCelsius === undefined ? undefined : Math.round(celsius - limitCelsius);
	return {
		celsius: said(celsius.toFixed(0), role),
		toTrip:
			distance === undefined
				? said('', 'dim')
				: said(distance > 0 ? `+${distance}` : `${distance}`, role === 'good' ? 'dim' : role),
	};
};

export const powerText = ({power}: BoardRun): string =>
	'missing' in power ? na : `${power.watts.toFixed(power.watts < 100 ? 1 : 0)} W`;

export const powerScope = ({power}: BoardRun): string =>
	'missing' in power ? '' : (power.scope ?? '');

/** Of now: FPS of the last second, or of the last ten where that is not told. */
export const fpsText = ({fps}: BoardRun): string => framesPerSecond(fps.last1s ?? fps.last10s);

export const p50Text = ({inferMs}: BoardRun): string => milliseconds(inferMs?.p50);

export const top1Text = ({top1}: BoardRun): string =>
	'missing' in top1 ? na : (100 * top1.value).toFixed(1);

export const sustainedText = ({sustained}: BoardRun): string =>
	'missing' in sustained ? na : `${(100 * sustained.value).toFixed(0)} %`;

const stateOfRun = (run: BoardRun): Said => {
	if (run.ageMs >= oldRecordMs) {
		return said(`HANGS: no record for ${forTime(run.ageMs)}`, 'bad');
	}

	if (run.phase !== 'running') {
		return said(run.phaseText === '' ? run.phase : run.phaseText, 'warn');
	}

	if (run.verdict) {
		const {verdict, reason, sinceMs} = run.verdict;
		return said(
			`${verdict} (${reason}) ${forTime(sinceMs)}`,
			verdict === 'throttled' ? 'bad' : 'warn',
		);
	}

	switch (run.dropState) {
		case 'steady': {
			return said(`holding ${forTime(run.holdingMs)}`, 'good');
		}

		case 'finding baseline': {
			return said('settling', 'plain');
		}

		case 'baseline unstable': {
			return said('too unsteady to judge drops', 'plain');
		}

		default: {
			return said('below its baseline', 'warn');
		}
	}
};

/** A clock that spoils the dates of all sessions there; undefined where it is right or not known. */
export const clockWords = ({clockOffSeconds: off}: BoardState): string | undefined =>
	off === undefined || Math.abs(off) < secondsPerDay
		? undefined
		: `clock ${Math.round(Math.abs(off) / secondsPerDay)} days ${off < 0 ? 'behind' : 'ahead'}`;

/** A slow link: what is shown is of a while ago; undefined where it is not. */
export const lateWords = ({roundTripMs}: BoardState): string | undefined =>
	roundTripMs === undefined || roundTripMs < lateLinkMs
		? undefined
		: `LATE, its link answers after ${(roundTripMs / 1000).toFixed(roundTripMs < 9950 ? 1 : 0)} s`;

/** What else must be known of a board that is heard, with a semicolon before each. */
const alsoOf = (state: BoardState): string =>
	[lateWords(state), clockWords(state)]
		.filter(words => words !== undefined)
		.map(words => `; ${words}`)
		.join('');

/** Why there are no figures, or undefined where the row has them. */
export const troubleOf = (state: BoardState, nowMs: number): Said | undefined => {
	const {phase, reason = '', word} = state;
	const silence = silenceMs(state, nowMs);
	const last = silence === undefined ? 'never heard' : `last word ${forTime(silence)} ago`;
	switch (phase) {
		case 'connecting': {
			return silence === undefined
				? said('connecting', 'dim')
				: said(`connecting; ${last}`, 'warn');
		}

		case 'lost': {
			return said(`LOST, ${last}: ${reason}`, 'bad');
		}

		case 'refused': {
			return said(`${reason}; r tries again`, 'bad');
		}

		default: {
			break;
		}
	}

	if (!isHeard(state, nowMs)) {
		return said(`SILENT, ${last}`, 'bad');
	}

	if (!word) {
		return said('connected', 'dim');
	}

	return word.run ? undefined : said(`${word.missing ?? 'nothing runs'}${alsoOf(state)}`, 'dim');
};

/** Verdict, and what else must be known of the board, in one line. */
export const verdictSaid = (state: BoardState, run: BoardRun): Said => {
	const main = stateOfRun(run);
	const others = state.word && state.word.runs > 1 ? `; ${state.word.runs} runs` : '';
	const note =
		run.note && run.note.agoMs < newNoteMs && main.role !== 'bad' ? `; ${run.note.text}` : '';
	const isGood = main.role === 'good' || main.role === 'plain';
	return said(
		`${main.text}${others}${alsoOf(state)}${note}`,
		isGood && lateWords(state) !== undefined
			? 'warn'
			: note !== '' && main.role === 'good'
				? 'plain'
				: main.role,
	);
};
