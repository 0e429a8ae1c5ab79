import {type Choice} from '../views/pages/choices.js';
import {type PickerContent} from '../views/pages/picker-page.js';
import {type WallSnapshot} from './wall.js';

/** What a number of boards can be changed to: what all of them have first. */
export const choiceContent = (
	page: 'models' | 'backends',
	names: ReadonlySet<string>,
	{boards}: WallSnapshot,
): PickerContent => {
	const targets = boards.filter(({name}) => names.has(name));
	const runningOf = (board: (typeof targets)[number]): string | undefined =>
		page === 'models' ? board.word?.run?.modelName : board.word?.run?.backendId;
	const ids = [...new Set(targets.flatMap(({choices}) => choices?.[page] ?? []))];
	const choices = ids.map((id): Choice & {readonly count: number} => {
		const able = targets.filter(board => board.choices?.[page].includes(id));
		const unable = targets.filter(board => !able.includes(board));
		const running = targets.filter(board => runningOf(board) === id).length;
		return {
			id,
			count: able.length,
			isAvailable: true,
			detail: `${id}: on ${able.map(({name}) => name).join(', ')}${unable.length > 0 ? `; not on ${unable.map(({name}) => name).join(', ')}` : ''}`,
			cells: {
				[page === 'models' ? 'model' : 'backend']: id,
				'can run on': `${able.length} of ${targets.length}`,
				'runs on': `${running}`,
			},
		};
	});
	const isOpen = targets.some(({phase}) => phase === 'open');
	return {
		title: `${page === 'models' ? 'Model' : 'Backend'} of ${targets.length} ${targets.length === 1 ? 'board' : 'boards'}`,
		choices: choices.toSorted((a, b) => b.count - a.count),
		emptyText: isOpen
			? 'asking the boards what they have (it takes some seconds)'
			: 'none of these boards is connected',
		restTitle: '',
		runningId: (targets[0] && runningOf(targets[0])) ?? '',
	};
};
