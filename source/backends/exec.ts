import {splitCommand} from '../text/split-command.js';
import {formatsOf} from '../models/formats.js';
import {type Backend} from './backend.js';
import {workerBackend} from './worker-backend.js';

/**
The backend of `exec:COMMAND`: any program that speaks docs/worker-protocol.md.

@throws UserError
*/
export const execBackend = (id: string): Backend => {
	const text = id.replace(/^exec:/, '');
	const [file, ...args] = splitCommand(text) as [string, ...string[]];
	return workerBackend({
		id,
		title: text.length > 40 ? `${text.slice(0, 39)}…` : text,
		formats: formatsOf(id),
		// All are handed to the program.
		options: [],
		isOnCpu: false,
		isRemote: true,
		hasNamedModels: true,
		command: () => ({name: `the program ${file}`, file, args}),
	});
};
