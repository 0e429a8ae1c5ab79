import {type FlipNote, type Snapshot} from '../../record/snapshot.js';
import {percent} from '../../format/numbers.js';

/** One of what a picker offers. */
export type Choice = {
	/** What the session is asked for. */
	readonly id: string;
	readonly isAvailable: boolean;
	/** Texts by the name of their column. */
	readonly cells: Readonly<Record<string, string>>;
	/** The whole of what is to be said of it. */
	readonly detail: string;
	/** What would make it available, to be typed in a shell. */
	readonly command?: string;
	/** Enter fetches it. */
	readonly isPullable?: boolean;
};

/** Below this width the tables keep the columns that a choice needs. */
const roomyWidth = 120;

export const modelChoices = ({models, segment}: Snapshot, width = roomyWidth): Choice[] =>
	models.map(({name, title, precision, state, isAvailable, published, measuredTop1}) => ({
		id: name,
		isAvailable,
		isPullable: !isAvailable,
		detail: `${name}: ${title}${precision === undefined ? '' : `, ${precision}`}, ${state}`,
		...(!isAvailable && {command: `edgetop models pull ${name}`}),
		cells: {
			model: `${name}${name === segment.modelName ? ' (running)' : ''}`,
			...(width >= roomyWidth && {title, precision: precision ?? ''}),
			published: percent(published?.top1),
			measured: percent(measuredTop1),
			state,
		},
	}));

/** What a flip to a backend would do first; undefined where it begins at once. */
const flipNote = (
	{flipNotes = {}}: Snapshot,
	{formats}: NonNullable<Snapshot['backends']>[number],
): FlipNote | undefined => {
	const notes = formats.map(format => flipNotes[format]);
	return notes.every(note => note !== undefined)
		? (notes.find(({isPossible}) => isPossible) ?? notes[0])
		: undefined;
};

export const backendChoices = (snapshot: Snapshot, width = roomyWidth): Choice[] => {
	const {backends = [], segment} = snapshot;
	return backends.map(backend => {
		const {id, title, availability} = backend;
		const isHere = availability.status === 'available';
		const mend = isHere ? undefined : availability.mend;
		const note = isHere && id !== segment.backendId ? flipNote(snapshot, backend) : undefined;
		const told = note === undefined ? '' : `; ${segment.modelName} ${note.text}`;
		const isAvailable = isHere && (note?.isPossible ?? true);
		return {
			id,
			isAvailable,
			detail: `${id}: ${title}, ${isHere ? `runs on ${availability.device}${told}` : availability.reason}`,
			...(mend !== undefined && {command: mend}),
			cells: {
				backend: `${id}${id === segment.backendId ? ' (running)' : ''}`,
				...(width >= roomyWidth && {runtime: title}),
				state: isHere
					? note?.isPossible === false
						? `no: ${note.text}`
						: (note?.text ?? availability.device)
					: `no: ${availability.mend ?? availability.reason}`,
			},
		};
	});
};

/** The next available choice after the one that runs, round the end; undefined where there is no other. */
export const nextChoice = (choices: readonly Choice[], runningId: string): string | undefined => {
	const available = choices.filter(({isAvailable}) => isAvailable);
	const at = available.findIndex(({id}) => id === runningId);
	const next = available[(at + 1) % Math.max(1, available.length)];
	return next && next.id !== runningId ? next.id : undefined;
};

/** Rows around the selected one that fit a height. */
export const windowAround = (count: number, selected: number, height: number): [number, number] => {
	const from = Math.max(0, Math.min(selected - Math.floor(height / 2), count - height));
	return [from, Math.min(count, from + height)];
};

/** By name and title; states and reasons would find almost everything. */
const matches = ({detail}: Choice, query: string): boolean =>
	detail.split(',', 1)[0]!.toLowerCase().includes(query.toLowerCase());

/** Choices that lack the same thing, as one. */
const merged = (choices: readonly Choice[]): Choice[] => {
	const groups = new Map<string, Choice[]>();
	for (const choice of choices) {
		const key = choice.isPullable ? choice.id : choice.cells['state']!;
		groups.set(key, [...(groups.get(key) ?? []), choice]);
	}

	return Array.from(groups.values(), group => {
		const [first] = group;
		if (group.length === 1) {
			return first!;
		}

		const names = group.map(({id}) => id).join(', ');
		const [column] = Object.keys(first!.cells);
		return {
			...first!,
			cells: {...first!.cells, [column!]: names},
			detail: `${names}: ${first!.detail.slice(first!.id.length + 2)}`,
		};
	});
};

/** What a picker lists: what can run first, then the rest; what lacks the same thing in one row. */
export const listed = (choices: readonly Choice[], query = ''): Choice[] => {
	const found = choices.filter(choice => query === '' || matches(choice, query));
	return [
		...found.filter(({isAvailable}) => isAvailable),
		...merged(found.filter(({isAvailable}) => !isAvailable)),
	];
};
