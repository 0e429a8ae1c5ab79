import {type Key} from 'ink';
import {type ReplayAction} from './contract.js';
import {keyBindings, type KeyAction, type KeyBinding} from './keys.js';

/* The keys of a recorded run: those that look at it, and those that move in it. Nothing is measured, so nothing that measures has a key. */

const looking: ReadonlySet<KeyAction> = new Set([
	'help',
	'compare',
	'heat',
	'events',
	'latency',
	'accuracy',
	'sensors',
	'cost',
	'nextPanel',
	'previousPanel',
	'openPanel',
	'spanShorter',
	'spanLonger',
	'close',
]);

export const replayBindings: ReadonlyArray<KeyBinding<KeyAction | ReplayAction>> = [
	{keys: ['q'], action: 'quit', text: 'leave', short: 'quit'},
	{keys: [' '], action: 'playPause', text: 'pause, and play on', short: 'pause'},
	{
		keys: ['left'],
		action: 'back',
		text: 'back by 10 s',
		short: '10 s',
		shown: 'left/right',
	},
	{keys: ['right'], action: 'forward', text: 'on by 10 s'},
	{
		keys: ['pageUp', 'shift-left'],
		action: 'backMinute',
		text: 'back by 1 min',
		short: '1 min',
		shown: 'PgUp/PgDn',
	},
	{keys: ['pageDown', 'shift-right'], action: 'forwardMinute', text: 'on by 1 min'},
	{keys: ['home'], action: 'toStart', text: 'to the beginning'},
	{
		keys: ['end'],
		action: 'toEnd',
		text: 'to the end; a run that goes on is followed from there',
	},
	{
		keys: ['+', '='],
		action: 'speedUp',
		text: 'play faster: ×1, ×2, ×4 … ×128',
		short: 'speed',
		shown: '+/-',
	},
	{keys: ['-', '_'], action: 'speedDown', text: 'play slower'},
	{
		keys: ['X'],
		action: 'endRun',
		text: 'end the run and save it (edgetop attach only)',
		short: 'end the run',
	},
	...keyBindings.filter(({action}) => looking.has(action)),
];

const actions = new Map(replayBindings.flatMap(({keys, action}) => keys.map(key => [key, action])));

export const replayActionOf = (pressed: string): KeyAction | ReplayAction | undefined =>
	actions.get(pressed);

/** Keys that come as characters where several are read at once. */
const characters: Readonly<Record<string, string>> = {
	'\t': 'tab',
	'\r': 'enter',
	'\n': 'enter',
	'\u007F': 'backspace',
	'\b': 'backspace',
};

/** A pressed key as the tables name it. */
export const pressedKey = (input: string, key: Key): string => {
	const arrow = key.leftArrow ? 'left' : key.rightArrow ? 'right' : undefined;
	if (arrow !== undefined) {
		return key.shift ? `shift-${arrow}` : arrow;
	}

	if (key.upArrow || key.downArrow) {
		return key.upArrow ? 'up' : 'down';
	}

	if (key.tab) {
		return key.shift ? 'shift-tab' : 'tab';
	}

	if (key.return) {
		return 'enter';
	}

	if (key.backspace || key.delete) {
		return 'backspace';
	}

	const special = (['escape', 'pageUp', 'pageDown', 'home', 'end'] as const).find(
		name => key[name],
	);
	return special ?? characters[input] ?? input;
};
