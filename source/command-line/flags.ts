import {type FlagDefinition, type FlagSection} from './definition.js';
import {howLong} from './flags/how-long.js';
import {other, theScreen} from './flags/screen-and-other.js';
import {several} from './flags/several.js';
import {whatComesOut} from './flags/what-comes-out.js';
import {whatRuns} from './flags/what-runs.js';

/** Every flag of every command, under the headings of the help. */
export const flagSections: readonly FlagSection[] = [
	{title: 'What runs', flags: whatRuns},
	{title: 'How long', flags: howLong},
	{title: 'What comes out', flags: whatComesOut},
	{title: 'Several against each other', flags: several},
	{title: 'The screen', flags: theScreen},
	{title: 'Other', flags: other},
];

/** The same by name, with their types. */
export const allFlags = {
	...whatRuns,
	...howLong,
	...whatComesOut,
	...several,
	...theScreen,
	...other,
} as const;

export type FlagName = keyof typeof allFlags;

/**
@param name As in the code: `backendOption`.
*/
export const flagOf = (name: string): FlagDefinition | undefined =>
	Object.hasOwn(allFlags, name) ? allFlags[name as FlagName] : undefined;

/** Flags that every command takes. */
export const commonFlags: readonly FlagName[] = [
	'ascii',
	'color',
	'python',
	'debug',
	'help',
	'version',
];
