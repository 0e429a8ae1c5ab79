import {
	chmodCommand,
	readNumber,
	readOptionalNumber,
	readOptionalText,
	toReading,
} from '../parse.js';
import {isFailure, type Root} from '../roots/root.js';
import {type Limits, type Reading, type ReadingFacts} from '../sensor.js';

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

type Changing = {readonly maxPath?: string; readonly ceilingPath?: string};

/** Limits that somebody may change in the run: read each time; 0 is none. */
const changingLimits = async (
	root: Root,
	{maxPath, ceilingPath}: Changing,
	scale: number,
): Promise<Limits> => {
	const max = maxPath && (await readOptionalNumber(root, maxPath));
	const ceiling = ceilingPath && (await readOptionalNumber(root, ceilingPath));
	const scaled = (value: number): number => Number((value * scale).toPrecision(12));
	return {
		...(typeof max === 'number' && max > 0 && {max: scaled(max)}),
		...(typeof ceiling === 'number' && ceiling > 0 && {ceiling: scaled(ceiling)}),
	};
};

/**
A file, if it is there, as a reading.

@param how Units of the reading in one of the file's; with files of limits that may change in the run, in the file's unit.
*/
export const probeFile = async (
	root: Root,
	path: string,
	facts: Facts,
	how: number | (Changing & {readonly scale: number}) = 1,
): Promise<Probe[]> => {
	const {scale, ...changing} = typeof how === 'number' ? {scale: how} : how;
	const first = await root.readText(path);
	return isFailure(first) && first.kind === 'missing'
		? []
		: [
				{
					async read() {
						const limits = {...facts.limits, ...(await changingLimits(root, changing, scale))};
						return toReading(
							{
								...facts,
								...(Object.keys(limits).length > 0 && {limits}),
								source: `/${path}`,
								atMs: root.now(),
							},
							await readNumber(root, path),
							{scale, mend: chmodCommand(path)},
						);
					},
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
