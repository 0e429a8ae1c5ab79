/*
One table of keys: the input handler, the help page, the key line and the README read it.
*/

export type KeyAction =
	| 'quit'
	| 'help'
	| 'freeze'
	| 'reset'
	| 'save'
	| 'pickModel'
	| 'pickBackend'
	| 'nextModel'
	| 'nextBackend'
	| 'compare'
	| 'compareLive'
	| 'heat'
	| 'picture'
	| 'events'
	| 'latency'
	| 'accuracy'
	| 'sensors'
	| 'cost'
	| 'nextPanel'
	| 'previousPanel'
	| 'openPanel'
	| 'spanShorter'
	| 'spanLonger'
	| 'report'
	| 'faster'
	| 'slower'
	| 'close';

export type KeyBinding<Action = KeyAction> = {
	readonly keys: readonly string[];
	readonly action: Action;
	/** What the help page says. */
	readonly text: string;
	/** What the key line says; absent: only the help page has it. */
	readonly short?: string;
	/** How the key line names the keys. @default The first one's name */
	readonly shown?: string;
};

export const keyBindings: readonly KeyBinding[] = [
	{keys: ['q'], action: 'quit', text: 'end the run, save it and leave', short: 'quit'},
	{
		keys: ['?', 'h'],
		action: 'help',
		text: 'each figure of the page, the colours, the keys',
		short: 'help',
	},
	{keys: ['m'], action: 'pickModel', text: 'choose a model', short: 'model'},
	{keys: ['M'], action: 'nextModel', text: 'next model that is here'},
	{keys: ['b'], action: 'pickBackend', text: 'choose a backend', short: 'backend'},
	{keys: ['B'], action: 'nextBackend', text: 'next backend that can run'},
	{keys: ['c'], action: 'compare', text: 'segments of this run side by side', short: 'compare'},
	{keys: ['C'], action: 'compareLive', text: 'run the last two in turns: which is faster'},
	{
		keys: ['t'],
		action: 'heat',
		text: 'heat, power, clocks, and why it slowed down',
		short: 'heat',
	},
	{keys: [' '], action: 'freeze', text: 'freeze the screen; measuring goes on', short: 'freeze'},
	{
		keys: ['r'],
		action: 'reset',
		text: 'reset the statistics; the old ones stay in the summary',
		short: 'reset',
	},
	{keys: ['s'], action: 'save', text: 'save the summary now', short: 'save'},
	{
		keys: ['R'],
		action: 'report',
		text: 'this run, saved ones and other boards: table and charts',
		short: 'report',
	},
	{
		keys: ['E'],
		action: 'events',
		text: 'all events whole; f: only trouble, /: filter',
		short: 'events',
	},
	{
		keys: ['e'],
		action: 'latency',
		text: 'latency whole: every stage and percentile',
		short: 'latency',
	},
	{keys: ['a'], action: 'accuracy', text: 'accuracy by class: worst classes, mistakes'},
	{keys: ['S'], action: 'sensors', text: 'all sensors; o: by quantity, name, limit; /: filter'},
	{keys: ['O'], action: 'cost', text: 'what edgetop itself costs'},
	{keys: ['tab'], action: 'nextPanel', text: 'the next panel; Enter makes it a page'},
	{keys: ['shift-tab'], action: 'previousPanel', text: 'the panel before'},
	{keys: ['enter'], action: 'openPanel', text: 'the chosen panel as a page of its own'},
	{
		keys: ['i'],
		action: 'picture',
		text: 'show or hide the picture of the frame, where there is room',
	},
	{keys: ['['], action: 'spanShorter', text: 'shorter time axis: 30, 5, 1 min'},
	{keys: [']'], action: 'spanLonger', text: 'longer time axis, up to the whole run'},
	{
		keys: ['+', '='],
		action: 'faster',
		text: 'refresh the screen more often',
		short: 'refresh',
		shown: '+/-',
	},
	{keys: ['-', '_'], action: 'slower', text: 'refresh the screen less often'},
	{keys: ['escape'], action: 'close', text: 'close a page'},
];

const actions = new Map(keyBindings.flatMap(({keys, action}) => keys.map(key => [key, action])));

export const actionOf = (input: string): KeyAction | undefined => actions.get(input);

/** How a key is written for people. */
export const keyName = (key: string): string => {
	const names: Readonly<Record<string, string>> = {
		' ': 'space',
		escape: 'Esc',
		pageUp: 'PgUp',
		pageDown: 'PgDn',
		home: 'Home',
		tab: 'Tab',
		'shift-tab': 'shift-Tab',
		enter: 'Enter',
		end: 'End',
	};
	return names[key] ?? key;
};

/** Times between paints that `+` and `-` step through, ms. */
export const refreshSteps = [100, 200, 500, 1000, 2000, 5000] as const;

/** The next step from a time between paints; the ends hold. */
export const stepRefresh = (periodMs: number, direction: 'faster' | 'slower'): number =>
	direction === 'faster'
		? (refreshSteps.findLast(step => step < periodMs) ?? refreshSteps[0])
		: (refreshSteps.find(step => step > periodMs) ?? refreshSteps.at(-1)!);
