import {readdirSync, statSync} from 'node:fs';
import path from 'node:path';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';

const isFolder = (place: string): boolean =>
	statSync(place, {throwIfNoEntry: false})?.isDirectory() ?? false;

/**
Saved sessions as they are named: files, and folders, which stand for the summaries in them, the oldest first.

@throws UserError where a folder has none, or cannot be read.
*/
export const namedSessions = (named: readonly string[]): readonly string[] =>
	named.flatMap(place => {
		if (!isFolder(place)) {
			return [place];
		}

		let names: string[];
		try {
			names = readdirSync(place);
		} catch (error) {
			throw new UserError(`${sanitize(place)}: its files cannot be listed`, {cause: error});
		}

		// Their names begin with the time of their start.
		const files = names.filter(name => name.endsWith('.json') && !name.startsWith('.')).sort();
		if (files.length === 0) {
			throw new UserError(`${sanitize(place)}: no summary (.json) in this folder`);
		}

		return files.map(name => path.join(place, name));
	});
