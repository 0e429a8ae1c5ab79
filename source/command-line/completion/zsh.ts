import {type Offered} from '../definition.js';
import {isListed, offeredCommands, offeredFlags} from './offers.js';

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** `name:about` for _describe, whose names may hold a colon. */
const described = (name: string, about: string): string =>
	quoted(`${name.replaceAll(':', String.raw`\:`)}:${about}`);

const offerCode = (offers: Offered): string => {
	if (offers === 'file') {
		return '_files';
	}

	if (offers === 'folder') {
		return '_files -/';
	}

	if (isListed(offers)) {
		return `_edgetop_names ${offers}`;
	}

	return `compadd -- ${offers.join(' ')}`;
};

const wordCases = (): string[] =>
	offeredCommands().flatMap(({name, verbs, words}) => [
		...(verbs.length > 0
			? [
					`\t\t('${name}:')\n\t\t\toffered=(${verbs.map(verb => described(verb.name, verb.about)).join(' ')})\n\t\t\t_describe verb offered\n\t\t\t;;`,
				]
			: []),
		...Object.entries(words).map(([verb, offers]) =>
			verb === ''
				? `\t\t('${name}:'*) ${offerCode(offers)} ;;`
				: `\t\t('${name}:${verb}') ${offerCode(offers)} ;;`,
		),
	]);

/** The completion for zsh, 5.0 and newer. */
export const zshCompletion = (): string => {
	const all = offeredCommands();
	const commands = all.filter(({name}) => name !== '');
	const valueFlags = offeredFlags().filter(({takesValue}) => takesValue);
	return `#compdef edgetop
# zsh completion for edgetop, made by: edgetop completion zsh
# To have it: edgetop completion zsh > "\${fpath[1]}/_edgetop", then start zsh anew

_edgetop_names() {
	local -a names
	names=("\${(@f)$(edgetop completion names $1 2>/dev/null)}")
	compadd -a names
	# A model or journal may be a file as well.
	[[ $1 == (model|journal) ]] && _files
}

_edgetop() {
	local word flag= command= verb=
	local -a offered
	local i
	for ((i = 2; i < CURRENT; i++)); do
		word=$words[i]
		if [[ -n $flag ]]; then
			flag=
			continue
		fi
		case $word in
			(${valueFlags.map(({name}) => `--${name}`).join('|')}) flag=$word ;;
			(-*) ;;
			(*) if [[ -z $command ]]; then command=$word; elif [[ -z $verb ]]; then verb=$word; fi ;;
		esac
	done
	if [[ -z $flag && $PREFIX == --*=* ]]; then
		flag=\${PREFIX%%=*}
		compset -P '*='
	fi
	if [[ -n $flag ]]; then
		case $flag in
${offeredFlags()
	.flatMap(({name, takesValue, offers}) =>
		takesValue && offers !== undefined ? [`\t\t(--${name}) ${offerCode(offers)} ;;`] : [],
	)
	.join('\n')}
		esac
	elif [[ $PREFIX == -* ]]; then
		case $command in
${all
	.map(
		({name, flags}) =>
			`\t\t('${name}')\n\t\t\toffered=(${flags.map(flag => described(`--${flag.name}`, flag.about)).join('\n\t\t\t\t')})\n\t\t\t;;`,
	)
	.join('\n')}
		esac
		_describe -o flag offered
	else
		case "$command:$verb" in
		(':'|'help:')
			offered=(${[...commands.map(({name, about}) => described(name, about)), described('help', 'the help of a command')].join('\n\t\t\t\t')})
			_describe command offered
			;;
${wordCases().join('\n')}
		esac
	fi
}

# Loaded as a file of $fpath it is the function's body; sourced it defines.
if [[ $funcstack[1] == _edgetop ]]; then
	_edgetop "$@"
else
	compdef _edgetop edgetop
fi
`;
};
