import {mainHelp} from '../../source/command-line/help-text.js';
import {keyBindings, keyName} from '../../source/views/keys.js';
import {between} from './between.js';

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
		between(readme, 'help', `\`\`\`text\n${mainHelp().replace(/^\n/, '').trimEnd()}\n\`\`\``),
		'keys',
		keyTable(),
	);
