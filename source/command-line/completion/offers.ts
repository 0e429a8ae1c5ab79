import {commandTable, mainCommand} from '../commands.js';
import {type CommandDefinition, dashed, type Offered} from '../definition.js';
import {commonFlags, flagOf} from '../flags.js';

/* What the completions of all shells are made from. */

/** A flag as it is typed. */
export type OfferedFlag = {
	/** `no-color` for a switch that is on. */
	readonly name: string;
	readonly about: string;
	readonly takesValue: boolean;
	readonly offers?: Offered;
};

export type OfferedCommand = {
	/** Empty: the run itself. */
	readonly name: string;
	readonly about: string;
	readonly verbs: ReadonlyArray<{readonly name: string; readonly about: string}>;
	/** What the words after it are, by verb; `''` where it has none. */
	readonly words: Readonly<Record<string, Offered>>;
	readonly flags: readonly OfferedFlag[];
};

export const offeredFlag = (name: string): OfferedFlag => {
	const flag = flagOf(name)!;
	return {
		name: `${flag.default ? 'no-' : ''}${dashed(name)}`,
		about: flag.about,
		takesValue: flag.type === 'string',
		...(flag.offers && {offers: flag.offers}),
	};
};

const offeredCommand = (
	name: string,
	{about, usage, flags}: CommandDefinition,
): OfferedCommand => ({
	name,
	about,
	verbs: usage.flatMap(form =>
		form.verb === undefined ? [] : [{name: form.verb, about: form.about}],
	),
	words: Object.fromEntries(
		usage.flatMap(({verb = '', offers}) => (offers === undefined ? [] : [[verb, offers]])),
	),
	flags: [...flags, ...commonFlags].map(flag => offeredFlag(flag)),
});

/** The run itself first, then every command. */
export const offeredCommands = (): readonly OfferedCommand[] => [
	offeredCommand('', mainCommand),
	...Object.entries(commandTable).map(([name, command]) => offeredCommand(name, command)),
];

/** Every flag once. */
export const offeredFlags = (): readonly OfferedFlag[] => {
	const byName = new Map<string, OfferedFlag>();
	for (const flag of offeredCommands().flatMap(({flags}) => flags)) {
		byName.set(flag.name, flag);
	}

	return [...byName.values()];
};

/** Kinds whose names the program lists: `edgetop completion names KIND`. */
export const listedKinds = ['model', 'backend', 'journal', 'set', 'run'] as const;
export type ListedKind = (typeof listedKinds)[number];

export const isListed = (offers: Offered): offers is ListedKind =>
	(listedKinds as readonly unknown[]).includes(offers);
