import {existsSync, rmSync} from 'node:fs';
import path from 'node:path';
import {z} from 'zod';
import {every} from '../../system/every.js';
import {readPlain} from '../../system/read-plain.js';
import {stateFolder} from '../../system/paths.js';
import {replaceFile} from '../../system/replace-file.js';

/*
What another process of this account asks of a run: one small file beside the list of running sessions, whose folder nobody else can write. A run looks for it; nothing listens.
*/

const askedSchema = z
	.object({model: z.string().optional(), backend: z.string().optional()})
	.describe('The model or the backend to change to');

export type AskedFlip = z.infer<typeof askedSchema>;

const lookPeriodMs = 500;

const defaultFolder = (): string => path.join(stateFolder(), 'running');

const fileOf = (id: string, folder: string): string =>
	path.join(folder, `${id.replaceAll(/[^\w-]/g, '_')}.ask`);

/**
Asks a run for another model or backend; a wish that it has not seen yet is replaced.

@param id Of the session.
@throws Error where the folder cannot be written.
*/
export const askFlip = (id: string, flip: AskedFlip, folder = defaultFolder()): void => {
	replaceFile(fileOf(id, folder), JSON.stringify(flip));
};

/** What was asked since the last look; undefined where nothing was. */
export const takeAsked = (id: string, folder = defaultFolder()): AskedFlip | undefined => {
	const file = fileOf(id, folder);
	// The usual case, twice a second: an error would cost more than all else here.
	if (!existsSync(file)) {
		return undefined;
	}

	try {
		const text = readPlain(file);
		rmSync(file, {force: true});
		return askedSchema.safeParse(JSON.parse(text)).data;
	} catch {
		return undefined;
	}
};

/** Looks for wishes as long as a session runs. */
export const watchAsks = (
	session: {
		readonly id: string;
		readonly selectModel: (name: string) => Promise<void>;
		readonly selectBackend: (id: string) => Promise<void>;
	},
	folder?: string,
): {close(): void} => {
	const looking = every(lookPeriodMs, () => {
		const asked = takeAsked(session.id, folder);
		if (asked?.model !== undefined) {
			void session.selectModel(asked.model);
		}

		if (asked?.backend !== undefined) {
			void session.selectBackend(asked.backend);
		}
	});
	return {
		close() {
			looking.stop();
			takeAsked(session.id, folder);
		},
	};
};
