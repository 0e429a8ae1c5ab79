import {type Offered} from '../definition.js';
import {isListed, offeredCommands, offeredFlags} from './offers.js';

/** Shell code that sets `offered` to words, or `kind` to what else is offered. */
const offerCode = (offers: Offered): string => {
	if (offers === 'file' || offers === 'folder') {
		return `kind=${offers}`;
	}

	if (isListed(offers)) {
		// A model may be a file as well.
		return `offered=$(edgetop completion names ${offers} 2>/dev/null)${offers === 'model' || offers === 'journal' ? '; kind=file' : ''}`;
	}

	return `offered='${offers.join(' ')}'`;
};

const flagCases = (): string[] =>
	offeredFlags().flatMap(({name, takesValue, offers}) =>
		takesValue && offers !== undefined ? [`\t\t--${name}) ${offerCode(offers)} ;;`] : [],
	);

const wordCases = (): string[] =>
	offeredCommands().flatMap(({name, verbs, words}) => [
		...(verbs.length > 0
			? [`\t\t'${name}:') offered='${verbs.map(verb => verb.name).join(' ')}' ;;`]
			: []),
		...Object.entries(words).map(([verb, offers]) =>
			// A command without verbs takes as many words as there are.
			verb === ''
				? `\t\t'${name}:'*) ${offerCode(offers)} ;;`
				: `\t\t'${name}:${verb}') ${offerCode(offers)} ;;`,
		),
	]);

/** The completion for bash, 3.2 and newer, without the bash-completion package. */
export const bashCompletion = (): string => {
	const commands = offeredCommands().filter(({name}) => name !== '');
	const names = [...commands.map(({name}) => name), 'help'].join(' ');
	const valueFlags = offeredFlags().filter(({takesValue}) => takesValue);
	return `# bash completion for edgetop, made by: edgetop completion bash
# To have it: edgetop completion bash > ~/.local/share/bash-completion/completions/edgetop

_edgetop() {
	# The words as they were typed: bash itself splits them at colons and equals signs.
	local line=\${COMP_LINE:0:COMP_POINT} word cur flag= command= verb= offered= kind= i
	local -a words
	read -ra words <<< "$line"
	case $line in *[[:space:]]) words+=('') ;; esac
	cur=\${words[\${#words[@]}-1]}
	for ((i = 1; i < \${#words[@]} - 1; i++)); do
		word=\${words[i]}
		if [[ -n $flag ]]; then
			flag=
			continue
		fi
		case $word in
			${valueFlags.map(({name}) => `--${name}`).join('|')}) flag=$word ;;
			-*) ;;
			*) if [[ -z $command ]]; then command=$word; elif [[ -z $verb ]]; then verb=$word; fi ;;
		esac
	done
	local typed=$cur
	if [[ -z $flag && $cur == --*=* ]]; then
		flag=\${cur%%=*}
		cur=\${cur#*=}
	fi
	if [[ -n $flag ]]; then
		case $flag in
${flagCases().join('\n')}
		esac
	elif [[ $cur == -* ]]; then
		case $command in
${offeredCommands()
	.map(
		({name, flags}) =>
			`\t\t'${name}') offered='${flags.map(flag => `--${flag.name}`).join(' ')}' ;;`,
	)
	.join('\n')}
		esac
	else
		case "$command:$verb" in
		':'|'help:') offered='${names}' ;;
${wordCases().join('\n')}
		esac
	fi
	local IFS=$'\\n'
	COMPREPLY=($(compgen -W "\${offered//[ ]/$'\\n'}" -- "$cur"))
	if [[ $kind == file ]]; then
		compopt -o filenames 2>/dev/null
		COMPREPLY+=($(compgen -f -- "$cur"))
	elif [[ $kind == folder ]]; then
		compopt -o filenames 2>/dev/null
		COMPREPLY+=($(compgen -d -- "$cur"))
	fi
	# What is before the last break of a word stands on the line already.
	local before=
	[[ $COMP_WORDBREAKS == *:* && $cur == *:* ]] && before=\${cur%:*}:
	if [[ -n $before ]]; then
		for ((i = 0; i < \${#COMPREPLY[@]}; i++)); do
			COMPREPLY[i]=\${COMPREPLY[i]#"$before"}
		done
	elif [[ $typed != "$cur" && $COMP_WORDBREAKS != *=* ]]; then
		for ((i = 0; i < \${#COMPREPLY[@]}; i++)); do
			COMPREPLY[i]=$flag=\${COMPREPLY[i]}
		done
	fi
}
complete -F _edgetop edgetop
`;
};
