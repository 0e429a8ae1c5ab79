import process from 'node:process';
import {type Flags} from '../flags.js';
import {textTable} from '../format/text-table.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {findModel, readLibrary} from '../models/library.js';
import {formatBytes, libraryCells} from '../models/model-text.js';
import {removeModel, verifyModels} from '../models/verify-models.js';
import {check} from './models-check.js';
import {convert} from './models-convert.js';
import {inspect} from './models-inspect.js';
import {demandNames, print, printJson, say, usage} from './models-output.js';
import {pull} from './models-pull.js';

const list = async (flags: Flags): Promise<number> => {
	const {models, problems} = await readLibrary();
	if (flags.json) {
		printJson({models, problems});
		return 0;
	}

	// All columns are words: a narrow terminal may wrap any of them.
	const columns = [0, 1, 2, 3, 4, 5, 6, 7];
	print(textTable(libraryCells(models), columns, process.stdout.columns).join('\n'));
	for (const problem of problems) {
		say(`left out: ${problem}`);
	}

	return 0;
};

const verify = async (names: readonly string[], flags: Flags): Promise<number> => {
	const {models} = await readLibrary();
	const chosen =
		names.length === 0 ? models : await Promise.all(names.map(async name => findModel(name)));
	const verdicts = await verifyModels(chosen);
	if (flags.json) {
		printJson(verdicts);
	} else {
		for (const {name, state, path, sha256, expected, reason} of verdicts) {
			const detail =
				state === 'wrong'
					? `has ${sha256}, ${expected} is wanted; \`edgetop models pull ${name}\` fetches it anew`
					: state === 'unknown'
						? `has ${sha256}, no checksum is known`
						: (reason ?? sha256 ?? '');
			print(sanitize(`${name}: ${state}: ${path}: ${detail}`, 600));
		}

		if (verdicts.length === 0) {
			say('no model files are on this machine');
		}
	}

	return verdicts.some(({state}) => state === 'wrong' || state === 'unreadable') ? 1 : 0;
};

const remove = async (names: readonly string[], flags: Flags): Promise<number> => {
	const removed: Record<string, number> = {};
	for (const name of demandNames(names, 'rm')) {
		Object.assign(removed, await removeModel(await findModel(name)));
	}

	if (flags.json) {
		printJson(removed);
	} else {
		for (const [file, bytes] of Object.entries(removed)) {
			print(`removed ${sanitize(file)} (${formatBytes(bytes)})`);
		}
	}

	return 0;
};

/**
`edgetop models …`: the library, its files, and a look into a model.

@returns The exit code: 1 where a file has a wrong checksum, or a manifest is significantly wrong.
@throws UserError
*/
export const runModels = async (input: string[], flags: Flags): Promise<number> => {
	const [verb = 'list', ...names] = input;
	switch (verb) {
		case 'list': {
			return list(flags);
		}

		case 'pull': {
			return pull(names, flags);
		}

		case 'inspect': {
			return inspect(names, flags);
		}

		case 'verify': {
			return verify(names, flags);
		}

		case 'check': {
			return check(names, flags);
		}

		case 'convert': {
			return convert(names, flags);
		}

		case 'rm': {
			return remove(names, flags);
		}

		default: {
			throw new UserError(`edgetop models ${sanitize(verb, 40)}: unknown; usage: ${usage}`);
		}
	}
};
