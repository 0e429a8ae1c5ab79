import {dashed} from '../command-line/definition.js';
import {flagOf, type FlagName} from '../command-line/flags.js';
import {type Flags} from '../flags.js';

/**
Flags as they were given here, for an edgetop on a board.

@param names Of the flags that mean something there.
@param given Names of the flags on the command line: settings of this machine are not for others.
*/
export const givenArguments = (
	names: readonly FlagName[],
	flags: Flags,
	given: ReadonlySet<string>,
): string[] =>
	names
		.filter(name => given.has(name))
		.flatMap(name => {
			const flag = `--${dashed(name)}`;
			const values = [(flags as Readonly<Record<string, unknown>>)[name]].flat();
			return values.flatMap(value =>
				flagOf(name)!.type === 'boolean' || value === false
					? [value === false ? `--no-${dashed(name)}` : flag]
					: [flag, String(value)],
			);
		});
