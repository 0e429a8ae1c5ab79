import meow from 'meow';
import {type CommandName, commandOf, commandTable, mainCommand} from './command-line/commands.js';
import {dashed, type FlagDefinition} from './command-line/definition.js';
import {allFlags, commonFlags, flagOf} from './command-line/flags.js';
import {flagTypes, type Flags} from './flags.js';
import {nearestNames} from './models/nearest-names.js';
import {sanitize} from './text/sanitize.js';
import {messageOf, UserError} from './text/user-error.js';

/** What the command line says. */
export type Arguments = {
	/** Absent: the run itself. */
	readonly command?: CommandName;
	/** Words after the command. */
	readonly input: readonly string[];
	readonly flags: Flags;
	/** Names of the flags that were given. */
	readonly given: ReadonlySet<string>;
	/** `--help`, `-h` or `help`: nothing is to run. */
	readonly wantsHelp: boolean;
	readonly wantsVersion: boolean;
};

const unknownFlag = (name: string): UserError => {
	if (name.length === 1) {
		return new UserError(
			`unknown flag -${sanitize(name)}; -h and -v are the short ones, edgetop --help lists the others`,
		);
	}

	const known = Object.keys(allFlags).map(flag => dashed(flag));
	const [nearest] = nearestNames(dashed(name), known, 1);
	const hint = nearest === undefined ? '' : `, did you mean --${nearest}?`;
	return new UserError(
		`unknown flag --${sanitize(dashed(name), 80)}${hint}; edgetop --help lists them`,
	);
};

const unknownCommand = (name: string): UserError => {
	const known = [...Object.keys(commandTable), 'help'];
	return new UserError(
		`unknown command "${sanitize(name, 80)}"; commands are ${known.join(', ')} (a model file is given with --model)`,
	);
};

const isGiven = (value: unknown): boolean =>
	Array.isArray(value) ? value.length > 0 : value !== undefined;

const checkValue = (name: string, value: unknown, definition: FlagDefinition): void => {
	const flag = `--${dashed(name)}`;
	const isOpposite = [value].flat().includes(false) && definition.opposite === undefined;
	if (definition.type === 'string' && isOpposite) {
		throw new UserError(`--no-${dashed(name)}: ${flag} takes a value and has no opposite`);
	}

	if (definition.type === 'string' && [value].flat().includes('')) {
		throw new UserError(`${flag} needs a value: ${flag} ${definition.takes}`);
	}
};

/** Names of the flags that were given, each of them one that this command takes. */
const givenFlags = (
	flags: Readonly<Record<string, unknown>>,
	command: CommandName | undefined,
): Set<string> => {
	const given = new Set<string>();
	const {flags: own, refuses = []} = command === undefined ? mainCommand : commandOf(command)!;
	const known = new Set<string>([...own, ...refuses, ...commonFlags, 'headless']);
	for (const [name, value] of Object.entries(flags)) {
		const definition = flagOf(name);
		if (!definition) {
			throw unknownFlag(name);
		}

		if (!isGiven(value)) {
			continue;
		}

		checkValue(name, value, definition);
		if (!known.has(name)) {
			const words = command === undefined ? 'edgetop' : `edgetop ${command}`;
			throw new UserError(
				`--${dashed(name)} is no flag of ${words}; ${words} --help lists what it takes`,
			);
		}

		given.add(name);
	}

	return given;
};

/** Words after a command that takes none are a mistake: a file for another command, or a flag without its dashes. */
const checkWords = (command: CommandName | undefined, words: readonly string[]): void => {
	const takesNone =
		command !== undefined &&
		commandOf(command)!.usage.every(
			({text}) => text === command || text.startsWith(`${command} --`),
		);
	if (takesNone && words.length > 0) {
		throw new UserError(
			`edgetop ${command} takes no "${sanitize(words[0]!, 80)}"; edgetop ${command} --help tells what it takes`,
		);
	}
};

type WithoutDefaults = {
	readonly [Name in keyof typeof flagTypes]: Omit<(typeof flagTypes)[Name], 'default'>;
};

/** Without defaults: `readArguments` fills in what is not given. */
const parserFlags = Object.fromEntries(
	Object.entries(flagTypes).map(([name, {type, ...more}]) => [
		name,
		{type, ...('isMultiple' in more && {isMultiple: more.isMultiple})},
	]),
) as WithoutDefaults;

const parse = (argv: readonly string[]) => {
	try {
		return meow({
			importMeta: import.meta,
			argv,
			autoHelp: false,
			autoVersion: false,
			// Its own message takes two lines.
			allowUnknownFlags: true,
			// A switch that is not given can be told from one that is turned off.
			booleanDefault: undefined,
			flags: {
				...parserFlags,
				help: {type: 'boolean', shortFlag: 'h'},
				version: {type: 'boolean', shortFlag: 'v'},
			},
		});
	} catch (error) {
		// "The flag --x can only be set once."
		throw new UserError(
			messageOf(error)
				.replace(/^The flag /, '')
				.replace(/\.$/, ''),
			{
				cause: error,
			},
		);
	}
};

/** What holds for a switch that is not given. */
const usualSwitches = Object.fromEntries(
	Object.entries<FlagDefinition>(allFlags).flatMap(([name, flag]) =>
		flag.type === 'boolean' ? [[name, flag.default ?? false]] : [],
	),
);

const defined = (flags: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
	Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));

/**
Reads the command line without running anything.

@param argv Without the interpreter and the program.
@throws UserError for a command or flag that is not known, or is not for this command.
*/
export const readArguments = (argv: readonly string[]): Arguments => {
	const {input: words, flags} = parse(argv);
	const asksByWord = words[0] === 'help';
	const [name, ...input] = asksByWord ? words.slice(1) : words;
	const wantsHelp = asksByWord || flags.help === true;
	const wantsVersion = !wantsHelp && flags.version === true;
	if (name !== undefined && !commandOf(name)) {
		throw unknownCommand(name);
	}

	const command = name as CommandName | undefined;
	if (!wantsHelp && !wantsVersion) {
		checkWords(command, input);
	}

	const whole: unknown = {...usualSwitches, ...defined(flags)};
	return {
		...(command !== undefined && {command}),
		input,
		flags: whole as Flags,
		given: wantsHelp || wantsVersion ? new Set() : givenFlags(flags, command),
		wantsHelp,
		wantsVersion,
	};
};
