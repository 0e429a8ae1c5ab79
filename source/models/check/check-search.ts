import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {type Doubt, doubtOf, hopeless, isWorse, type Row, verdictOf} from './check-doubt.js';
import {compareOutcomes, type Outcome} from './check-statistics.js';
import {
	type Axes,
	type Axis,
	beginning,
	type Choice,
	combinations,
	keyOf,
	neighbours,
} from './check-variants.js';

/**
Runs a choice over entries `from` (included) to `to` (excluded). The same entries every time, in a class-balanced order.

@returns Outcomes of those entries, or a reason why the choice cannot be run.
*/
export type Evaluate = (
	choice: Choice,
	from: number,
	to: number,
) => Promise<Outcome | {readonly missing: string}>;

export type SearchOptions = {
	readonly axes: Axes;
	readonly evaluate: Evaluate;
	/** Labelled frames at hand. */
	readonly entryCount: number;
	/** Most inferences of the search; the table of mistakes comes after it and takes what is left. @default 40 × entryCount */
	readonly budget?: number;
	/** Frames of the first round. @default 32 */
	readonly firstRound?: number;
	/** Two-sided error probability at which a variant is dropped. @default 0.002 */
	readonly alpha?: number;
	readonly onRound?: (text: string) => void;
};

export type SearchResult = {
	readonly best: Choice;
	/** True where the manifest's own way is the best, or the frames cannot tell it from the best. */
	readonly isDeclaredRight: boolean;
	/** Why the verdict is not proven; absent: it is. */
	readonly doubt?: Doubt;
	/** The best first, then what cannot be told from it, then the rest by hits. */
	readonly rows: readonly Row[];
	/** Choices that could not be run, with the reason. */
	readonly missing: ReadonlyArray<{readonly choice: Choice; readonly reason: string}>;
	readonly inferences: number;
};

type Seen = {readonly choice: Choice; readonly hits: number[]; readonly losses: number[]};

const sum = (values: readonly number[]): number =>
	values.reduce((total, value) => total + value, 0);

const changedAxes = (from: Choice, to: Choice): readonly Axis[] =>
	(Object.keys(from) as Axis[]).filter(axis => from[axis] !== to[axis]);

class Search {
	readonly seen = new Map<string, Seen>();
	readonly missing = new Map<string, {choice: Choice; reason: string}>();
	inferences = 0;
	readonly #options: SearchOptions;
	readonly #budget: number;
	readonly #alpha: number;

	constructor(options: SearchOptions) {
		this.#options = options;
		this.#budget = options.budget ?? 40 * options.entryCount;
		this.#alpha = options.alpha ?? 0.002;
	}

	get entryCount(): number {
		return this.#options.entryCount;
	}

	get alpha(): number {
		return this.#alpha;
	}

	get left(): number {
		return this.#budget - this.inferences;
	}

	/** Runs a choice up to `n` frames. Returns undefined where it cannot be run. */
	async extend(choice: Choice, n: number): Promise<Seen | undefined> {
		const key = keyOf(choice);
		const known = this.seen.get(key) ?? {choice, hits: [], losses: []};
		const from = known.hits.length;
		if (this.missing.has(key)) {
			return undefined;
		}

		if (from < n) {
			const outcome = await this.#options.evaluate(choice, from, n);
			if ('missing' in outcome) {
				this.missing.set(key, {choice, reason: outcome.missing});
				this.seen.delete(key);
				return undefined;
			}

			known.hits.push(...outcome.hits);
			known.losses.push(...outcome.losses);
			this.inferences += n - from;
		}

		this.seen.set(key, known);
		return known;
	}

	/** Successive halving: all on few frames, the survivors on twice as many, until one is left or the frames are used up. */
	async race(choices: readonly Choice[], what: string): Promise<Choice> {
		const {entryCount, firstRound = 32, onRound} = this.#options;
		let alive = [...new Map(choices.map(choice => [keyOf(choice), choice])).values()];
		let n = Math.min(firstRound, entryCount);
		for (;;) {
			const runs: Seen[] = [];
			for (const choice of alive) {
				const run = await this.extend(choice, n);
				if (run) {
					runs.push(run);
				}
			}

			const best = this.leader(runs);
			if (!best) {
				return choices[0]!;
			}

			alive = runs
				.filter(run => run === best || !isWorse(compareOutcomes(best, run), this.#alpha))
				.map(({choice}) => choice);
			onRound?.(`${what}: ${alive.length} of ${choices.length} left after ${n} frames`);
			const next = Math.min(2 * n, entryCount);
			const isHopeless = n >= 2 * firstRound && sum(best.hits) < hopeless * n;
			const isOver = alive.length === 1 || n === entryCount || isHopeless;
			if (isOver || alive.length * (next - n) > this.left) {
				// The leader never falls behind itself: it is among those alive.
				return best.choice;
			}

			n = next;
		}
	}

	/** The one with the most hits; the earlier of equals, unless the losses tell a later one better. */
	leader(runs: readonly Seen[]): Seen | undefined {
		let best: Seen | undefined;
		for (const run of runs) {
			const difference = best && compareOutcomes(best, run);
			if (
				!difference ||
				difference.value > 0 ||
				(difference.value === 0 &&
					difference.lossDifference < 0 &&
					difference.pLosses < this.#alpha)
			) {
				best = run;
			}
		}

		return best;
	}
}

const numberAxes: readonly Axis[] = ['normalisation', 'channelOrder'];
const orderAxes: readonly Axis[] = ['normalisation', 'channelOrder', 'labelOffset', 'layout'];
const geometryAxes: readonly Axis[] = ['resize', 'interpolation'];

const makeRows = (search: Search, best: Choice): readonly Row[] => {
	const winner = search.seen.get(keyOf(best))!;
	const rows = [...search.seen.values()].map((run): Row => {
		const {choice, hits} = run;
		const figures = {choice, changed: changedAxes(best, choice), n: hits.length, hits: sum(hits)};
		if (run === winner) {
			return {...figures, verdict: 'best'};
		}

		const difference = compareOutcomes(winner, run);
		return {...figures, difference, verdict: verdictOf(difference, search.alpha)};
	});
	const rank = {best: 0, 'not proven': 1, 'no worse': 1, worse: 2};
	return rows.sort(
		(left, right) =>
			rank[left.verdict] - rank[right.verdict] || right.hits / right.n - left.hits / left.n,
	);
};

/**
What frames cannot tell apart is settled by what the manifest says: of the choices that are no worse than the leader, the one that changes least of it. Only a significant difference overrules the manifest.
*/
const conclude = (search: Search, leader: Choice, declared: Choice): Choice => {
	const rows = makeRows(search, leader).filter(
		({verdict, n}) => verdict !== 'worse' && n === search.entryCount,
	);
	const distance = ({choice}: Row): number => changedAxes(declared, choice).length;
	return rows.sort((left, right) => distance(left) - distance(right))[0]?.choice ?? leader;
};

/**
Finds the way of feeding a model that it was made for, and what single mistakes cost. Numbers first (normalisation, channel order; label offset and layout where nothing works without them), then the picture (resize, kernel), then the arithmetic; at last every single change of the best is measured, and if one is better the search goes on from there.

@throws UserError where no variant can be run at all.
*/
export const searchPreprocessing = async (options: SearchOptions): Promise<SearchResult> => {
	const {axes, entryCount} = options;
	const search = new Search(options);
	const declared = beginning(axes);
	let best = await search.race(combinations(declared, axes, numberAxes), 'numbers');
	const [reason] = [...search.missing.values()].map(item => item.reason);
	if (search.seen.size === 0) {
		throw new UserError(`the model cannot be run: ${sanitize(reason ?? 'there are no frames')}`, {
			exitCode: 1,
		});
	}

	const first = search.seen.get(keyOf(best));
	if (!first || sum(first.hits) < hopeless * first.hits.length) {
		best = await search.race(combinations(declared, axes, orderAxes), 'numbers and order');
	}

	for (let lap = 0; lap < 3; lap++) {
		const before = keyOf(best);
		best = await search.race(combinations(best, axes, geometryAxes), 'picture');
		best = await search.race(combinations(best, axes, ['kernels']), 'kernels');
		best = await search.race([best, ...neighbours(best, axes)], 'single changes');
		if (keyOf(best) === before) {
			break;
		}
	}

	let rows: readonly Row[] = [];
	for (let lap = 0; lap < 3; lap++) {
		await search.extend(best, entryCount);
		best = conclude(search, best, declared);
		for (const choice of [declared, ...neighbours(best, axes)]) {
			const have = search.seen.get(keyOf(choice))?.hits.length ?? 0;
			await search.extend(choice, Math.min(entryCount, have + Math.max(0, search.left)));
		}

		rows = makeRows(search, best);
		// The table may show what the race did not: then it goes on from there.
		const better = rows.find(
			({difference}) => difference && difference.value > 0 && difference.pHits < search.alpha,
		);
		if (!better) {
			break;
		}

		best = better.choice;
	}

	rows = makeRows(search, best);
	const doubt = doubtOf(rows, search);
	return {
		best,
		isDeclaredRight: keyOf(best) === keyOf(declared),
		...(doubt && {doubt}),
		rows,
		missing: [...search.missing.values()],
		inferences: search.inferences,
	};
};
