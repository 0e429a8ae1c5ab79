import {type Choice, listed} from './choices.js';

/** What was done in a picker so far. */
export type PickerState = {
	/** Id of the selected choice; absent: the one that runs. */
	readonly selectedId?: string;
	/** Only what contains this is listed. */
	readonly query: string;
	/** Letters go to the search. */
	readonly isTyping: boolean;
	/** Answer to the last key, until the next one. */
	readonly notice?: string;
};

export const openedPicker: PickerState = {query: '', isTyping: false};

/** What a key asks for beyond the picker itself. */
export type PickerWish =
	| {readonly kind: 'take'; readonly id: string}
	| {readonly kind: 'pull'; readonly id: string}
	| {readonly kind: 'copy'; readonly text: string}
	| {readonly kind: 'help'}
	| {readonly kind: 'close'};

export type PickerStep = {readonly state: PickerState; readonly wish?: PickerWish};

/** Keys that close a picker while nothing is typed. */
const closing: ReadonlySet<string> = new Set(['escape', 'q', 'm', 'b']);

const moves: Readonly<Record<string, number>> = {
	up: -1,
	k: -1,
	down: 1,
	j: 1,
	pageUp: -8,
	pageDown: 8,
	home: Number.NEGATIVE_INFINITY,
	end: Number.POSITIVE_INFINITY,
};

/** Place of the selected choice among those listed; 0 where it is not among them. */
export const selectedIndex = (
	shown: readonly Choice[],
	{selectedId, query}: PickerState,
	runningId: string,
): number => {
	const wanted = selectedId ?? (query === '' ? runningId : undefined);
	return Math.max(
		0,
		shown.findIndex(({id}) => id === wanted),
	);
};

const isCharacter = (pressed: string): boolean => [...pressed].length === 1 && pressed >= ' ';

const enter = (choice: Choice | undefined, state: PickerState): PickerStep => {
	if (!choice) {
		return {state};
	}

	if (choice.isAvailable) {
		return {state, wish: {kind: 'take', id: choice.id}};
	}

	return choice.isPullable
		? {
				state: {...state, notice: `pulling ${choice.id}: the run goes on meanwhile`},
				wish: {kind: 'pull', id: choice.id},
			}
		: {
				state: {
					...state,
					notice: `${choice.id} cannot run here yet${choice.command === undefined ? '' : ': y copies the command above'}`,
				},
			};
};

const copy = (choice: Choice | undefined, state: PickerState): PickerStep =>
	choice?.command === undefined
		? {state: {...state, notice: 'nothing to copy: it needs no command'}}
		: {state, wish: {kind: 'copy', text: choice.command}};

/**
What a key does.

@param pressed A key as the tables name it; `enter` and `backspace` beside those.
*/
export const pressInPicker = (
	before: PickerState,
	pressed: string,
	choices: readonly Choice[],
	runningId: string,
): PickerStep => {
	const {notice, ...state} = before;
	const shown = listed(choices, state.query);
	const at = selectedIndex(shown, state, runningId);
	const choice = shown[at];
	if (pressed === 'enter') {
		return enter(choice, state);
	}

	if (pressed === 'backspace') {
		return {state: {...state, query: state.query.slice(0, -1)}};
	}

	const isMove = Object.hasOwn(moves, pressed) && !(state.isTyping && isCharacter(pressed));
	if (isMove) {
		const next = Math.max(0, Math.min(shown.length - 1, at + moves[pressed]!));
		return {state: {...state, ...(shown[next] && {selectedId: shown[next].id})}};
	}

	if (state.isTyping) {
		if (pressed === 'escape') {
			return {state: openedPicker};
		}

		if (!isCharacter(pressed)) {
			return {state};
		}

		const {selectedId, ...rest} = state;
		return {state: {...rest, query: state.query + pressed}};
	}

	if (closing.has(pressed)) {
		return state.query === '' ? {state, wish: {kind: 'close'}} : {state: openedPicker};
	}

	if (pressed === 'y') {
		return copy(choice, state);
	}

	if (pressed === '?') {
		return {state, wish: {kind: 'help'}};
	}

	if (pressed === '/') {
		return {state: {...state, isTyping: true}};
	}

	return isCharacter(pressed) && pressed !== ' '
		? {state: {query: pressed, isTyping: true}}
		: {state};
};
