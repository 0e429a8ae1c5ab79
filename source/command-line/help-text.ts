import path from 'node:path';
import {packageFolder} from '../system/folders.js';
import {type CommandName, commandTable, mainCommand} from './commands.js';
import {type CommandDefinition, dashed, type FlagDefinition} from './definition.js';
import {commonFlags, flagSections} from './flags.js';
import {entryLines, wrapWords} from './layout.js';

/** Of the README, and of a terminal that is not narrower. */
export const usualWidth = 80;
const flagColumn = 29;

/** `--model NAME|FILE`. */
export const flagTerm = (name: string, {takes, default: isOn}: FlagDefinition): string =>
	`--${isOn ? 'no-' : ''}${dashed(name)}${takes === undefined ? '' : ` ${takes}`}`;

/** Flags under their headings, those alone that `isWanted`. */
const flagLines = (width: number, isWanted: (name: string) => boolean): string[] =>
	flagSections.flatMap(({title, flags}) => {
		const entries = Object.entries(flags).filter(([name]) => isWanted(name));
		return entries.length === 0
			? []
			: [
					`  ${title}`,
					...entries.flatMap(([name, flag]) => [
						...entryLines(flagTerm(name, flag), flag.about, {
							width,
							column: flagColumn,
							usually: [flag.variable, flag.usually].filter(Boolean).join('; ') || undefined,
						}),
						...(flag.opposite === undefined
							? []
							: entryLines(`--no-${dashed(name)}`, flag.opposite, {width, column: flagColumn})),
					]),
					'',
				];
	});

const exampleLines = ({examples}: CommandDefinition): string[] => [
	'  Examples',
	...examples.map(example => `    $ ${example}`),
];

const exitCodes =
	'0 done, 1 failed while running, 2 bad usage or input, 3 a limit was missed, 130 Ctrl-C, 143 terminated, 129 connection lost';

const outro = (width: number): string[] => [
	'  Exit codes',
	...wrapWords(exitCodes, width - 4).map(line => `    ${line}`),
	'',
];

/**
What `edgetop --help` prints; the README shows it verbatim (a test compares).

@param width Cells of a line.
*/
export const mainHelp = (width = usualWidth): string => {
	const lines = [
		'',
		'  Usage',
		`    $ edgetop [options]                 ${mainCommand.about}`,
		'    $ edgetop COMMAND [options]         edgetop COMMAND --help tells its own',
		'',
		'  Commands',
		...Object.entries(commandTable).flatMap(([name, {about}]) =>
			entryLines(name, about, {width, column: 15}),
		),
		'',
		...flagLines(width, () => true),
		...outro(width),
		...exampleLines(mainCommand),
	];
	return `${lines.join('\n')}\n`;
};

/** What `edgetop COMMAND --help` prints. */
export const commandHelp = (command: CommandDefinition, width = usualWidth): string => {
	const wanted = new Set<string>([...command.flags, ...commonFlags]);
	const lines = [
		'',
		'  Usage',
		...command.usage.flatMap(({text, about}) =>
			entryLines(`$ edgetop ${text}`, about, {width, column: 41}),
		),
		'',
		...flagLines(width, name => wanted.has(name)),
		...outro(width),
		...exampleLines(command),
		...(command.page === undefined
			? []
			: ['', `  More: ${path.join(packageFolder, command.page)}`]),
	];
	return `${lines.join('\n')}\n`;
};

/**
The help of a command, or the whole.

@param columns Cells of the terminal; undefined where the reader is none. Lines are at most as long, and never longer than 80.
*/
export const helpOf = (name: CommandName | undefined, columns = usualWidth): string => {
	const width = Math.max(40, Math.min(usualWidth, columns));
	return name === undefined ? mainHelp(width) : commandHelp(commandTable[name], width);
};
