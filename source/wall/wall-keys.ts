import {type KeyBinding} from '../views/keys.js';

/* One table of keys: the input handler, the help page, the key line and the docs read it. */

export type WallAction =
	| 'quit'
	| 'help'
	| 'up'
	| 'down'
	| 'pageUp'
	| 'pageDown'
	| 'first'
	| 'last'
	| 'choose'
	| 'chooseAll'
	| 'attach'
	| 'start'
	| 'pickModel'
	| 'pickBackend'
	| 'stop'
	| 'retry'
	| 'close';

export const wallBindings: ReadonlyArray<KeyBinding<WallAction>> = [
	{keys: ['q'], action: 'quit', text: 'leave; runs on the boards go on', short: 'quit'},
	{keys: ['?', 'h'], action: 'help', text: 'this page', short: 'help'},
	{
		keys: ['enter'],
		action: 'attach',
		text: 'the full screen of the board under the pointer; q there comes back',
		short: 'open',
		shown: 'Enter',
	},
	{
		keys: [' '],
		action: 'choose',
		text: 'choose this board for s, b, m, x; without a choice they mean the one under the pointer',
		short: 'choose',
	},
	{keys: ['a'], action: 'chooseAll', text: 'choose all boards, or none', short: 'all'},
	{
		keys: ['s'],
		action: 'start',
		text: 'start a run without a screen on the chosen boards',
		short: 'start',
	},
	{keys: ['b'], action: 'pickBackend', text: 'change the backend of all of them', short: 'backend'},
	{keys: ['m'], action: 'pickModel', text: 'change the model of all of them', short: 'model'},
	{
		keys: ['x'],
		action: 'stop',
		text: 'end the runs of all of them, after a question',
		short: 'stop',
	},
	{keys: ['r'], action: 'retry', text: 'try lost boards again now', short: 'retry'},
	{keys: ['up', 'k'], action: 'up', text: 'the board above'},
	{keys: ['down', 'j'], action: 'down', text: 'the board below'},
	{keys: ['pageUp'], action: 'pageUp', text: 'ten boards up'},
	{keys: ['pageDown'], action: 'pageDown', text: 'ten boards down'},
	{keys: ['home', 'g'], action: 'first', text: 'the first board'},
	{keys: ['end', 'G'], action: 'last', text: 'the last board'},
	{keys: ['escape'], action: 'close', text: 'close a page, or choose none'},
];

const actions = new Map(
	wallBindings.flatMap(({keys, action}) => keys.map(key => [key, action] as const)),
);

export const wallActionOf = (pressed: string): WallAction | undefined => actions.get(pressed);
