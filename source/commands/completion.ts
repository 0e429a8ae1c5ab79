import process from 'node:process';
import {isListed, type ListedKind, listedKinds} from '../command-line/completion/offers.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';

/* Modules are loaded for what is asked alone: a shell waits for the answer. */

const shells: Readonly<Record<string, () => Promise<string>>> = {
	async bash() {
		const {bashCompletion} = await import('../command-line/completion/bash.js');
		return bashCompletion();
	},
	async zsh() {
		const {zshCompletion} = await import('../command-line/completion/zsh.js');
		return zshCompletion();
	},
	async fish() {
		const {fishCompletion} = await import('../command-line/completion/fish.js');
		return fishCompletion();
	},
};

const namesOf: Readonly<Record<ListedKind, () => Promise<readonly string[]>>> = {
	async model() {
		const {readLibrary} = await import('../models/library.js');
		const {models} = await readLibrary();
		return models.map(({manifest}) => manifest.name);
	},
	async backend() {
		const {backends} = await import('../backends/index.js');
		return backends.filter(({isHidden}) => !isHidden).map(({id}) => id);
	},
	async journal() {
		const {listJournals} = await import('../journal/retention.js');
		return listJournals().map(({file}) => file.replace(/^.*[/\\]/, ''));
	},
	async set() {
		const {knownSets} = await import('../datasets/known-sets.js');
		return knownSets.map(({name}) => name);
	},
	async run() {
		const {listRunning} = await import('../run/instances/registry.js');
		return listRunning().map(({pid}) => String(pid));
	},
};

/** Names that a shell offers: one a line, none that would need quotes. */
const listNames = async (asked: string): Promise<string> => {
	if (!isListed(asked as ListedKind)) {
		throw new UserError(
			`completion names ${sanitize(asked, 40)}: expected one of ${listedKinds.join(', ')}`,
		);
	}

	const names = await namesOf[asked as ListedKind]();
	return names
		.filter(name => /^[\w.:@+/-]+$/.test(name))
		.map(name => `${name}\n`)
		.join('');
};

/**
`edgetop completion bash|zsh|fish`: a script that lets the shell complete what edgetop takes.

@throws UserError for another shell.
*/
export const runCompletion = async ([
	shell = '',
	kind = '',
]: readonly string[]): Promise<number> => {
	if (shell === 'names') {
		process.stdout.write(await listNames(kind));
		return 0;
	}

	const script = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
	if (!script) {
		throw new UserError(
			`completion: which shell? edgetop completion ${Object.keys(shells).join('|')}`,
		);
	}

	process.stdout.write(await script());
	return 0;
};
