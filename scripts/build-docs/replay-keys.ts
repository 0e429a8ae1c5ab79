import {keyName} from '../../source/views/keys.js';
import {replayBindings} from '../../source/views/replay-keys.js';
import {between} from './between.js';

/** docs/journal.md with the keys of a replay as the program has them. */
export const withReplayKeys = (page: string): string =>
	between(
		page,
		'replay-keys',
		[
			'| key | does |',
			'| --- | --- |',
			...replayBindings.map(
				({keys, text}) => `| ${keys.map(key => `\`${keyName(key)}\``).join(' ')} | ${text} |`,
			),
		].join('\n'),
	);
