import {chmodCommand, readNumber, readOptionalText, toReading} from '../parse.js';
import {isFailure, type Root} from '../roots/root.js';
import {type Reading, type ReadingFacts} from '../sensor.js';

/* Cards of the kernel's graphics drivers, and files of theirs as readings. */

const folder = 'sys/class/drm';

export type Card = {readonly name: string; readonly path: string; readonly vendor: string};

export const findCards = async (root: Root): Promise<Card[]> => {
	const cards: Card[] = [];
	for (const name of await root.list(folder)) {
		if (/^card\d+$/.test(name)) {
			const path = `${folder}/${name}`;
			cards.push({
				name,
				path,
				vendor: (await readOptionalText(root, `${path}/device/vendor`)) ?? '',
			});
		}
	}

	return cards;
};

export type Probe = {
	read(): Promise<Reading>;
};

export type Facts = Omit<ReadingFacts, 'source' | 'atMs'>;

/** A file, if it is there, as a reading. */
export const probeFile = async (
	root: Root,
	path: string,
	facts: Facts,
	scale = 1,
): Promise<Probe[]> => {
	const first = await root.readText(path);
	return isFailure(first) && first.kind === 'missing'
		? []
		: [
				{
					read: async () =>
						toReading(
							{...facts, source: `/${path}`, atMs: root.now()},
							await readNumber(root, path),
							{scale, mend: chmodCommand(path)},
						),
				},
			];
};

export const readerOf = (probes: readonly Probe[]) => ({
	read: async () => Promise.all(probes.map(async probe => probe.read())),
});

/** Folders of the card's own hwmon chips. */
export const chips = async (root: Root, card: Card): Promise<string[]> => {
	const names = await root.list(`${card.path}/device/hwmon`);
	return names.map(name => `${card.path}/device/hwmon/${name}`);
};
