import {help} from '../../source/help.js';
import {keyBindings, keyName} from '../../source/views/keys.js';

const between = (text: string, name: string, content: string): string => {
	const begin = `<!-- ${name} -->`;
	const end = `<!-- /${name} -->`;
	const from = text.indexOf(begin);
	const to = text.indexOf(end);
	if (from === -1 || to < from) {
		throw new Error(`README.md has no place for ${name}: ${begin} … ${end}`);
	}

	return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
};

const keyTable = (): string =>
	[
		'| key | does |',
		'| --- | --- |',
		...keyBindings.map(
			({keys, text}) => `| ${keys.map(key => `\`${keyName(key)}\``).join(' ')} | ${text} |`,
		),
	].join('\n');

/** The README with the help text and the keys as the program has them. */
export const withHelp = (readme: string): string =>
	between(
		between(readme, 'help', `\`\`\`text\n${help.replace(/^\n/, '').trimEnd()}\n\`\`\``),
		'keys',
		keyTable(),
	);
