import {type Offered} from '../definition.js';
import {isListed, offeredCommands} from './offers.js';

const quoted = (text: string): string =>
	`'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;

/** Options of `complete` for a value. */
const offerOptions = (offers: Offered | undefined): string => {
	if (offers === undefined) {
		return ' -x';
	}

	if (offers === 'file') {
		return ' -r -F';
	}

	if (offers === 'folder') {
		return " -x -a '(__fish_complete_directories)'";
	}

	if (isListed(offers)) {
		const isFileToo = offers === 'model' || offers === 'journal';
		return ` ${isFileToo ? '-r -F' : '-x'} -a '(edgetop completion names ${offers} 2>/dev/null)'`;
	}

	return ` -x -a ${quoted(offers.join(' '))}`;
};

/** The completion for fish, 3.0 and newer. */
export const fishCompletion = (): string => {
	const all = offeredCommands();
	const commands = all.filter(({name}) => name !== '');
	const names = [...commands.map(({name}) => name), 'help'].join(' ');
	const noCommand = `not __fish_seen_subcommand_from ${names}`;
	const lines = [
		'# fish completion for edgetop, made by: edgetop completion fish',
		'# To have it: edgetop completion fish > ~/.config/fish/completions/edgetop.fish',
		'complete -c edgetop -f',
		...commands.map(
			({name, about}) =>
				`complete -c edgetop -n ${quoted(noCommand)} -a ${name} -d ${quoted(about)}`,
		),
		`complete -c edgetop -n ${quoted(noCommand)} -a help -d 'the help of a command'`,
		`complete -c edgetop -n '__fish_seen_subcommand_from help' -a ${quoted(commands.map(({name}) => name).join(' '))}`,
		...all.flatMap(({name, verbs, words, flags}) => {
			const here = name === '' ? noCommand : `__fish_seen_subcommand_from ${name}`;
			const verbNames = verbs.map(verb => verb.name).join(' ');
			return [
				...verbs.map(
					verb =>
						`complete -c edgetop -n ${quoted(`${here}; and not __fish_seen_subcommand_from ${verbNames}`)} -a ${verb.name} -d ${quoted(verb.about)}`,
				),
				...Object.entries(words).map(([verb, offers]) => {
					const condition = verb === '' ? here : `${here}; and __fish_seen_subcommand_from ${verb}`;
					return `complete -c edgetop -n ${quoted(condition)}${offerOptions(offers).replace(/ -[xr]/, '')}`;
				}),
				...flags.map(
					flag =>
						`complete -c edgetop -n ${quoted(here)} -l ${flag.name} -d ${quoted(flag.about)}${flag.takesValue ? offerOptions(flag.offers) : ''}`,
				),
			];
		}),
	];
	return `${lines.join('\n')}\n`;
};
