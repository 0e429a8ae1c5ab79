import {hasValue, isMissing, type PresentReading, type Reading, type Scope} from '../sensor.js';
import {belongsTo, type Usage} from '../usage.js';

/*
Which figure stands for the board's power. Wider is better; a part is never added to what contains it: package domains of several sockets are added to each other and to their DRAM (which lies outside the package), but never psys, cores or uncore; child rails of a module only where the module's own input is not measured.
*/

export type ChosenPower = {
	readonly watts: number;
	readonly scope: Scope;
	/** For people: `VDD_IN`, `package-0 + dram`. */
	readonly label: string;
	readonly source: string;
	/** The readings that were added up. */
	readonly ids: readonly string[];
	/** The oldest of them. */
	readonly atMs: number;
};

/** What covers the whole machine covers every run. */
const wholes: readonly Scope[] = ['wall', 'board input', 'module'];

/** Scopes whose readings lie side by side and may be added. Of the others the first is taken. */
const additive: ReadonlySet<Scope> = new Set<Scope>(['package', 'rails (sum)']);

/** RAPL and a driver may both measure the same package: only readings of one kind of source are added. */
const kindOf = (id: string): string => id.split('/', 1)[0]!;

const isPower = (reading: Reading): boolean => reading.quantity === 'power';

const addUp = (scope: Scope, parts: readonly PresentReading[]): ChosenPower => ({
	watts: parts.reduce((sum, part) => sum + part.value, 0),
	scope,
	label: parts.map(part => part.label).join(' + '),
	source: [...new Set(parts.map(part => part.source))].join(', '),
	ids: parts.map(part => part.id),
	atMs: Math.min(...parts.map(part => part.atMs)),
});

const chooseScope = (scope: Scope, powers: readonly PresentReading[]): ChosenPower | undefined => {
	const all = powers.filter(power => power.scope === scope);
	const [first] = all;
	if (!first) {
		return undefined;
	}

	if (!additive.has(scope)) {
		return addUp(scope, [first]);
	}

	const kind = kindOf(first.id);
	const memory =
		scope === 'package'
			? powers.filter(power => power.scope === 'dram' && kindOf(power.id) === kind)
			: [];
	return addUp(scope, [...all.filter(power => kindOf(power.id) === kind), ...memory]);
};

/** Why no power is known: the first permission that lacks, else the first other reason. */
const whyMissing = (
	readings: readonly Reading[],
	usage: Usage | undefined,
): {missing: string; mend?: string} => {
	const absent = readings
		.filter(reading => isPower(reading) && covers(reading, usage))
		.filter(reading => isMissing(reading));
	const best = absent.find(reading => reading.mend) ?? absent[0];
	if (best) {
		return {missing: best.missing, mend: best.mend};
	}

	const rails = readings.filter(
		reading => isPower(reading) && reading.scope === 'rail' && hasValue(reading),
	);
	if (rails.length > 0 && !usage?.isApart) {
		const [first, second, ...rest] = rails.map(({label}) => label);
		const named = [first, second].filter(label => label !== undefined).join(', ');
		return {
			missing: `only rails are read, none is of the whole: ${named}${rest.length > 0 ? ` and ${rest.length} more` : ''}`,
		};
	}

	const others = readings.some(reading => isPower(reading) && hasValue(reading));
	return {
		missing:
			others && usage && usage.kind !== 'cpu'
				? `no meter covers the ${usage.kind.toUpperCase()} that the run uses`
				: 'no sensor',
	};
};

/** Scopes that cover what the run uses, widest first. */
const covering = (usage: Usage | undefined): readonly Scope[] => {
	if (usage?.isApart) {
		return [...wholes, 'gpu'];
	}

	return [...wholes, 'package', 'rails (sum)'];
};

/** A card's meter covers that card. */
const covers = ({scope, id}: Reading, usage: Usage | undefined): boolean =>
	scope !== undefined &&
	(scope === 'dram' || covering(usage).includes(scope)) &&
	(scope !== 'gpu' ||
		id.startsWith('power-input/') ||
		(usage?.device !== undefined && belongsTo(id, usage.device)));

/**
The widest power figure of a sample that covers what the run uses, with its scope. A card of its own is covered by its own meter only, the processor's package by none of a card's.

@param usage What the run uses. @default the CPU
*/
export const choosePower = (
	readings: readonly Reading[],
	usage?: Usage,
): ChosenPower | {readonly missing: string; readonly mend?: string} => {
	const powers = readings
		.filter(reading => isPower(reading) && covers(reading, usage))
		.filter(reading => hasValue(reading));
	for (const scope of covering(usage)) {
		const chosen = chooseScope(scope, powers);
		if (chosen) {
			return chosen;
		}
	}

	return whyMissing(readings, usage);
};
