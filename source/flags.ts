import {type TypedFlags} from 'meow';
import {allFlags, type FlagName} from './command-line/flags.js';

type Parsed<Definition> = Definition extends {readonly isMultiple: true}
	? {readonly type: 'string'; readonly isMultiple: true}
	: Definition extends {readonly default: true}
		? {readonly type: 'boolean'; readonly default: true}
		: Definition extends {readonly type: 'boolean'}
			? {readonly type: 'boolean'}
			: {readonly type: 'string'};

/** For the parser. Values are strings: the commands parse them, so that each error names the flag and what is expected. A flag is defined in `command-line/flags/` and named in `command-line/commands.ts`. */
export const flagTypes = Object.fromEntries(
	Object.entries(allFlags).map(([name, definition]) => {
		const {
			type,
			isMultiple,
			default: isOn,
		} = definition as {
			type: 'string' | 'boolean';
			isMultiple?: true;
			default?: true;
		};
		return [name, {type, ...(isMultiple && {isMultiple}), ...(isOn && {default: isOn})}];
	}),
) as {readonly [Name in FlagName]: Parsed<(typeof allFlags)[Name]>};

export type Flags = TypedFlags<typeof flagTypes>;
