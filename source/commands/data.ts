import {type Flags} from '../flags.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {knownSet, knownSets, placesOf} from '../datasets/known-sets.js';
import {type PulledSet, pullSet, recordOf, removeSet, verifySet} from '../datasets/pull-set.js';
import {formatBytes} from '../models/model-text.js';
import {cancellable} from './run/cancellable.js';
import {print, printJson, say} from './models-output.js';
import {makeProgress} from './models-pull.js';

const usage = 'edgetop data list | pull NAME… | verify [NAME…] | rm NAME…';

const demandSets = (names: readonly string[], verb: string) => {
	if (names.length === 0) {
		throw new UserError(`edgetop data ${verb} NAME: name at least one; usage: ${usage}`);
	}

	return names.map(name => knownSet(name));
};

const list = async (flags: Flags): Promise<number> => {
	const rows = await Promise.all(
		knownSets.map(async set => ({...set, ...placesOf(set), present: await recordOf(set)})),
	);
	if (flags.json) {
		printJson(rows);
		return 0;
	}

	for (const {name, title, present, folder} of rows) {
		const state = present ? `${formatBytes(present.content.bytes)} in ${folder}` : 'absent';
		print(sanitize(`${name}  ${state}  ${title}`, 600));
	}

	return 0;
};

const tell = (name: string, {folder, content, proof, archiveSha256}: PulledSet): void => {
	const how = {
		'was here': 'was here already',
		sha256: 'verified by its checksum',
		pin: 'the same as at the first fetch',
		'pinned at first use': 'not verified',
	}[proof];
	say(`${name}: ${content.files} images (${formatBytes(content.bytes)}) in ${folder}, ${how}`);
	if (proof === 'pinned at first use') {
		say(
			`${name}: no checksum of its archive is known, so this first fetch could not be verified; ${archiveSha256} is remembered, and later ones must have it`,
		);
	}
};

const pull = async (names: readonly string[], flags: Flags): Promise<number> =>
	cancellable(async signal => {
		const pulled: PulledSet[] = [];
		for (const set of demandSets(names, 'pull')) {
			const result = await pullSet(set, {
				onProgress: makeProgress(set.name),
				onNote(text) {
					say(`${set.name}: ${text}`);
				},
				signal,
			});
			tell(set.name, result);
			pulled.push(result);
		}

		if (flags.json) {
			printJson(pulled);
		}

		return 0;
	});

const verify = async (names: readonly string[], flags: Flags): Promise<number> => {
	const sets = names.length === 0 ? knownSets : demandSets(names, 'verify');
	const verdicts = [];
	for (const set of sets) {
		verdicts.push(await verifySet(set));
	}

	if (flags.json) {
		printJson(verdicts);
	} else {
		for (const {name, state, detail} of verdicts) {
			print(`${name}: ${state}: ${detail}`);
		}
	}

	return verdicts.some(({state}) => state === 'wrong') ? 1 : 0;
};

const remove = async (names: readonly string[]): Promise<number> => {
	for (const set of demandSets(names, 'rm')) {
		print(`${set.name}: ${(await removeSet(set)) ? 'removed' : 'was not here'}`);
	}

	return 0;
};

/**
`edgetop data …`: sets of labelled images by name.

@returns The exit code: 1 where a set is not what was unpacked.
@throws UserError
*/
export const runData = async (input: readonly string[], flags: Flags): Promise<number> => {
	const [verb = 'list', ...names] = input;
	switch (verb) {
		case 'list': {
			return list(flags);
		}

		case 'pull': {
			return pull(names, flags);
		}

		case 'verify': {
			return verify(names, flags);
		}

		case 'rm': {
			return remove(names);
		}

		default: {
			throw new UserError(`edgetop data ${sanitize(verb, 40)}: unknown; usage: ${usage}`);
		}
	}
};
