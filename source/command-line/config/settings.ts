import {UserError} from '../../text/user-error.js';
import {commandOf, type CommandName, mainCommand} from '../commands.js';
import {dashed} from '../definition.js';
import {allFlags, commonFlags, flagOf} from '../flags.js';

/* Where the value of a flag comes from: the command line, the environment, the configuration file, or nowhere. */

export type SettingValue = string | boolean | readonly string[];

/** A value from outside the command line. */
export type Setting = {
	readonly value: SettingValue;
	/** "EDGETOP_THREADS", or "/home/me/.config/edgetop/config.toml, line 3". */
	readonly from: string;
};

export type Settings = ReadonlyMap<string, Setting>;

/** What is only ever asked for on one command line. */
const askedOnce: ReadonlySet<string> = new Set(['help', 'version', 'agent', 'on', 'service']);

/** What can be set once for all: everything but what asks for a text, or for something else, instead of a run. */
export const settableFlags: readonly string[] = Object.keys(allFlags).filter(
	name => !askedOnce.has(name),
);

/** `backendOption` → `EDGETOP_BACKEND_OPTION`. */
export const variableOf = (name: string): string =>
	`EDGETOP_${dashed(name).replaceAll('-', '_').toUpperCase()}`;

const switches: Readonly<Record<string, boolean>> = {1: true, true: true, 0: false, false: false};

/**
Settings from the environment; an empty variable is none.

@throws UserError for a switch that is neither on nor off.
*/
export const environmentSettings = (
	environment: Readonly<Record<string, string | undefined>>,
): Settings => {
	const settings = new Map<string, Setting>();
	for (const name of settableFlags) {
		const from = variableOf(name);
		const text = environment[from];
		if (text === undefined || text === '') {
			continue;
		}

		const {type, isMultiple} = flagOf(name)!;
		if (type === 'string') {
			settings.set(name, {value: isMultiple ? [text] : text, from});
			continue;
		}

		const value = switches[text.toLowerCase()];
		if (value === undefined) {
			throw new UserError(`${from}=${text}: expected 1 or 0`);
		}

		settings.set(name, {value, from});
	}

	return settings;
};

/** Where both are set, what is nearer to the user wins and the other is left out. */
const rivals: ReadonlyArray<readonly [string, string]> = [
	['loop', 'passes'],
	['json', 'format'],
];

/**
The settings that apply to a command: of flags that it takes, and that the command line does not give or contradict.

@param given Names of the flags on the command line.
@param sources The strongest first.
*/
export const applicable = (
	command: CommandName | undefined,
	given: ReadonlySet<string>,
	sources: readonly Settings[],
): Settings => {
	const {flags} = command === undefined ? mainCommand : commandOf(command)!;
	const taken = new Set<string>([...flags, ...commonFlags]);
	const settled = new Set(given);
	const settings = new Map<string, Setting>();
	for (const source of sources) {
		const settledBefore = new Set(settled);
		for (const [name, setting] of source) {
			const isBarred = rivals.some(
				pair =>
					pair.includes(name) && pair.some(other => other !== name && settledBefore.has(other)),
			);
			if (taken.has(name) && !settledBefore.has(name) && !isBarred) {
				settings.set(name, setting);
				settled.add(name);
			}
		}
	}

	return settings;
};
