import {type Snapshot} from '../../record/snapshot.js';
import {percent} from '../../format/numbers.js';

/** One row of a picker. */
export type Choice = {
	/** What the session is asked for. */
	readonly id: string;
	readonly isAvailable: boolean;
	/** Texts by the name of their column. */
	readonly cells: Readonly<Record<string, string>>;
};

/** Below this width the tables keep the columns that a choice needs. */
const roomyWidth = 120;

export const modelChoices = ({models, segment}: Snapshot, width = roomyWidth): Choice[] =>
	models.map(({name, title, precision, state, isAvailable, published, measuredTop1}) => ({
		id: name,
		isAvailable,
		cells: {
			model: `${name}${name === segment.modelName ? ' (running)' : ''}`,
			...(width >= roomyWidth && {title, precision: precision ?? ''}),
			published: percent(published?.top1),
			measured: percent(measuredTop1),
			state,
		},
	}));

export const backendChoices = ({backends = [], segment}: Snapshot, width = roomyWidth): Choice[] =>
	backends.map(({id, title, availability}) => {
		const isAvailable = availability.status === 'available';
		return {
			id,
			isAvailable,
			cells: {
				backend: `${id}${id === segment.backendId ? ' (running)' : ''}`,
				...(width >= roomyWidth && {runtime: title}),
				state: isAvailable
					? availability.device
					: `no: ${availability.mend ?? availability.reason}`,
			},
		};
	});

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
