import {commandTable, mainCommand} from './commands.js';
import {type CommandDefinition, type FlagDefinition} from './definition.js';
import {flagSections} from './flags.js';
import {flagTerm} from './help-text.js';

/** Text for roff: backslashes, hyphens, and a line that begins as a request would. */
const escaped = (text: string): string =>
	text
		.replaceAll('\\', String.raw`\e`)
		.replaceAll('-', String.raw`\-`)
		.replaceAll('…', '...')
		.replaceAll(/[‘’]/g, String.raw`\(aq`)
		.replaceAll("'", String.raw`\(aq`)
		.replace(/^\./, String.raw`\&.`);

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

const flagLines = ([name, flag]: readonly [string, FlagDefinition]): string[] => {
	const {takes, about, usually, variable} = flag;
	const [bare] = flagTerm(name, flag).split(' ', 1);
	return [
		'.TP',
		takes === undefined ? `.B ${escaped(bare!)}` : `.BI ${escaped(bare!)} " ${escaped(takes)}"`,
		escaped(sentence(about)),
		...(variable === undefined ? [] : [escaped(`Also ${variable}.`)]),
		...(usually === undefined ? [] : [escaped(`(${usually})`)]),
	];
};

const commandLines = ([name, command]: readonly [string, CommandDefinition]): string[] => [
	`.SS ${escaped(name)}`,
	escaped(sentence(command.about)),
	...command.usage.flatMap(({text, about}) => [
		'.TP',
		`.B edgetop ${escaped(text)}`,
		escaped(sentence(about)),
	]),
	...command.examples.flatMap(example => ['.PP', `Example: ${escaped(example)}`]),
];

const entries = (rows: ReadonlyArray<readonly [string, string]>): string[] =>
	rows.flatMap(([term, text]) => ['.TP', `.B ${escaped(term)}`, escaped(text)]);

const exitStatus = [
	['0', 'Done.'],
	['1', 'Failed while running.'],
	['2', 'Bad usage or input.'],
	['3', 'A limit was missed.'],
	['129, 130, 143', 'Connection lost, Ctrl-C, terminated.'],
] as const;

const environment = [
	['EDGETOP_PYTHON', 'Python, or its virtual environment, with the runtimes that speak it.'],
	['NO_COLOR', 'No colours where it is set and not empty.'],
	[
		'XDG_STATE_HOME, XDG_DATA_HOME, XDG_CACHE_HOME, XDG_CONFIG_HOME',
		'Where sessions, models, built engines and settings are kept.',
	],
] as const;

const files = [
	['~/.local/state/edgetop/sessions', 'A summary of each run.'],
	['~/.local/state/edgetop/journals', 'A record a second of each run.'],
	['~/.local/state/edgetop/engine.log', 'What the runtime of the last run wrote.'],
	['~/.local/share/edgetop/models', 'Models that were pulled.'],
	['~/.local/share/edgetop/python', 'A virtual environment with runtimes, where there is one.'],
] as const;

/**
The manual page edgetop(1), from the same definition as the help.

@param version Of edgetop.
*/
export const manPage = (version: string): string =>
	`${[
		String.raw`.\" Made by npm run build:docs; changes belong into source/command-line/.`,
		`.TH EDGETOP 1 "" "edgetop ${version}" "User Commands"`,
		'.SH NAME',
		String.raw`edgetop \- a top for neural networks on edge boards`,
		'.SH SYNOPSIS',
		'.B edgetop',
		String.raw`.RI [ options ]`,
		'.br',
		'.B edgetop',
		String.raw`.I COMMAND`,
		String.raw`.RI [ options ]`,
		'.SH DESCRIPTION',
		escaped(
			'Runs a classifier frame by frame on this machine and shows frames a second, latency, accuracy, heat, power and clocks; says when, how much and why the board throttled.',
		),
		'.SH COMMANDS',
		...Object.entries<CommandDefinition>(commandTable).flatMap(entry => commandLines(entry)),
		'.SH OPTIONS',
		escaped('edgetop COMMAND --help tells which of them a command takes.'),
		...flagSections.flatMap(({title, flags}) => [
			`.SS ${escaped(title)}`,
			...Object.entries(flags).flatMap(entry => flagLines(entry)),
		]),
		'.SH EXIT STATUS',
		...entries(exitStatus),
		'.SH ENVIRONMENT',
		...entries(environment),
		'.SH FILES',
		...entries(files),
		'.SH EXAMPLES',
		...mainCommand.examples.flatMap(example => ['.PP', '.nf', escaped(example), '.fi']),
	].join('\n')}\n`;
