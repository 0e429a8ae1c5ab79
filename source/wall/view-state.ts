import {type BoardDeed} from '../record/wall-schema.js';
import {
	openedPicker,
	pressInPicker,
	type PickerState,
	type PickerStep,
} from '../views/pages/picker-state.js';
import {choiceContent} from './choice-content.js';
import {wallActionOf, type WallAction} from './wall-keys.js';
import {type WallSnapshot} from './wall.js';

/** What the wall shows, beside the boards themselves. */
export type ViewState = {
	readonly page: 'rows' | 'help' | 'models' | 'backends' | 'stop';
	/** Place of the board under the pointer. */
	readonly at: number;
	/** Names of the chosen boards. */
	readonly chosen: ReadonlySet<string>;
	readonly picker: PickerState;
	/** First line of the help page. */
	readonly scroll: number;
	/** Answer to the last key, until the next one. */
	readonly hint?: string;
};

export const openedView: ViewState = {
	page: 'rows',
	at: 0,
	chosen: new Set(),
	picker: openedPicker,
	scroll: 0,
};

/** What a key asks for beyond the view itself. */
export type ViewWish =
	| {readonly kind: 'quit'}
	| {readonly kind: 'attach'; readonly name: string; readonly pid: number}
	| {readonly kind: 'retry'; readonly names: ReadonlySet<string>}
	/** `start` gets its flags from the command line of the wall. */
	| {
			readonly kind: 'ask';
			readonly names: ReadonlySet<string>;
			readonly ask: BoardDeed | {readonly kind: 'start'};
	  };

export type ViewStep = {readonly view: ViewState; readonly wish?: ViewWish};

/** The chosen boards; without a choice the one under the pointer. */
export const targetsOf = (
	{chosen, at}: Pick<ViewState, 'chosen' | 'at'>,
	{boards}: WallSnapshot,
): ReadonlySet<string> => (chosen.size > 0 ? chosen : new Set(boards[at] ? [boards[at].name] : []));

export const boardsText = (names: ReadonlySet<string>): string =>
	names.size === 1 ? [...names].join('') : `${names.size} boards`;

const helpSteps: Readonly<Record<string, number>> = {up: -1, down: 1, pageUp: -10, pageDown: 10};

const moves: Readonly<Partial<Record<WallAction, number>>> = {
	up: -1,
	down: 1,
	pageUp: -10,
	pageDown: 10,
	first: Number.NEGATIVE_INFINITY,
	last: Number.POSITIVE_INFINITY,
};

const toggled = (chosen: ReadonlySet<string>, name: string): ReadonlySet<string> =>
	new Set(chosen.has(name) ? [...chosen].filter(other => other !== name) : [...chosen, name]);

const askPage = (
	view: ViewState,
	snapshot: WallSnapshot,
	page: 'models' | 'backends',
): ViewStep => {
	const targets = targetsOf(view, snapshot);
	const unknown = snapshot.boards.filter(
		({name, phase, choices}) => targets.has(name) && phase === 'open' && !choices,
	);
	return {
		view: {...view, page, picker: openedPicker},
		...(unknown.length > 0 && {
			wish: {
				kind: 'ask',
				names: new Set(unknown.map(({name}) => name)),
				ask: {kind: 'choices'},
			},
		}),
	};
};

const attach = (view: ViewState, {boards}: WallSnapshot): ViewStep => {
	const board = boards[view.at];
	const run = board?.phase === 'open' ? board.word?.run : undefined;
	return run
		? {view, wish: {kind: 'attach', name: board!.name, pid: run.pid}}
		: {view: {...view, hint: `nothing to attach to on ${board?.name}: s starts a run there`}};
};

const perform = (view: ViewState, action: WallAction, snapshot: WallSnapshot): ViewStep => {
	const {boards} = snapshot;
	const targets = targetsOf(view, snapshot);
	const move = moves[action];
	if (move !== undefined) {
		return {view: {...view, at: Math.max(0, Math.min(boards.length - 1, view.at + move))}};
	}

	switch (action) {
		case 'quit': {
			return {view, wish: {kind: 'quit'}};
		}

		case 'help': {
			return {view: {...view, page: 'help', scroll: 0}};
		}

		case 'choose': {
			const name = boards[view.at]?.name;
			return {
				view: {
					...view,
					chosen: name === undefined ? view.chosen : toggled(view.chosen, name),
					at: Math.min(boards.length - 1, view.at + 1),
				},
			};
		}

		case 'chooseAll': {
			const isAll = view.chosen.size === boards.length;
			return {view: {...view, chosen: new Set(isAll ? [] : boards.map(({name}) => name))}};
		}

		case 'close': {
			return {view: {...view, chosen: new Set()}};
		}

		case 'attach': {
			return attach(view, snapshot);
		}

		case 'start': {
			return {
				view: {...view, hint: `a run is started on ${boardsText(targets)}`},
				wish: {kind: 'ask', names: targets, ask: {kind: 'start'}},
			};
		}

		case 'retry': {
			return {view, wish: {kind: 'retry', names: targets}};
		}

		case 'stop': {
			return {view: {...view, page: 'stop'}};
		}

		default: {
			return askPage(view, snapshot, action === 'pickModel' ? 'models' : 'backends');
		}
	}
};

const inPicker = (
	view: ViewState,
	page: 'models' | 'backends',
	{state: picker, wish}: PickerStep,
	snapshot: WallSnapshot,
): ViewStep => {
	if (wish?.kind === 'close') {
		return {view: {...view, page: 'rows', picker}};
	}

	if (wish?.kind !== 'take') {
		return {view: {...view, picker}};
	}

	const targets = targetsOf(view, snapshot);
	const able = snapshot.boards.filter(
		({name, choices}) => targets.has(name) && choices?.[page].includes(wish.id),
	);
	const names = new Set(able.map(({name}) => name));
	return {
		view: {...view, page: 'rows', picker, hint: `${boardsText(names)}: asked for ${wish.id}`},
		wish: {
			kind: 'ask',
			names,
			ask: {kind: 'flip', ...(page === 'models' ? {model: wish.id} : {backend: wish.id})},
		},
	};
};

/**
What a key does.

@param pressed A key as the tables name it.
*/
export const pressOnWall = (
	before: ViewState,
	pressed: string,
	snapshot: WallSnapshot,
): ViewStep => {
	const {hint, ...view} = before;
	switch (view.page) {
		case 'help': {
			const step = helpSteps[pressed];
			return {
				view:
					step === undefined
						? {...view, page: 'rows'}
						: {...view, scroll: Math.max(0, view.scroll + step)},
				...(pressed === 'q' && {wish: {kind: 'quit'}}),
			};
		}

		case 'stop': {
			const names = targetsOf(view, snapshot);
			return pressed === 'y'
				? {
						view: {...view, page: 'rows', hint: `${boardsText(names)}: asked to end and save`},
						wish: {kind: 'ask', names, ask: {kind: 'stop'}},
					}
				: {view: {...view, page: 'rows', hint: 'nothing is stopped'}};
		}

		case 'models':
		case 'backends': {
			const {choices, runningId} = choiceContent(view.page, targetsOf(view, snapshot), snapshot);
			return inPicker(
				view,
				view.page,
				pressInPicker(view.picker, pressed, choices, runningId),
				snapshot,
			);
		}

		default: {
			const action = wallActionOf(pressed);
			return action ? perform(view, action, snapshot) : {view};
		}
	}
};
