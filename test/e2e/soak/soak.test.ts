import {execFileSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {beforeAll, describe, expect, it} from 'vitest';
import {countsIn, withRows} from '../../../scripts/soak/table.js';
import {type KindResult, runKind, Tally, type TrialKind} from '../../../scripts/soak/trial.js';
import {clock} from '../../../scripts/soak/trials/clock.js';
import {disk} from '../../../scripts/soak/trials/disk.js';
import {kills} from '../../../scripts/soak/trials/kills.js';
import {withoutProc} from '../../unit/engine/processes.js';

beforeAll(() => {
	execFileSync(process.execPath, [
		fileURLToPath(new URL('../../../scripts/setup.mjs', import.meta.url)),
	]);
});

describe('a slice of npm run soak', () => {
	it.concurrent.each([kills[0]!, disk[0]!, clock[0]!].map(kind => [kind.name, kind] as const))(
		'%s',
		{timeout: 300_000},
		async (_name, kind) => {
			if (withoutProc !== undefined) {
				console.log(`not tried: ${withoutProc}`);
				return;
			}

			const {tally, remark} = await runKind(kind, {seconds: 0, seed: 3});
			if (tally.trials === 0) {
				console.log(`${kind.name}: ${remark}`);
			}

			// How much of a run is missing depends on the machine: the tool judges that, on a quiet one.
			const {crashed, leaked} = tally;
			expect({crashed, leaked, faults: crashed + leaked > 0 ? tally.faults : []}).toEqual({
				crashed: 0,
				leaked: 0,
				faults: [],
			});
		},
	);
});

it('the table of docs/reliability.md: a row is replaced, the others and the text stay, in order', () => {
	const tally = new Tally();
	tally.trials = 3;
	tally.lose(1234, 2000, 'x');
	tally.leak(2, 'two processes');
	const order = ['one', 'two'];
	const page = 'before\n<!-- soak: begin -->\n\n<!-- soak: end -->\nafter\n';
	const second = withRows(page, {result: {name: 'two', tally, remark: 'a | b'}, order});
	const both = withRows(second, {
		result: {name: 'one', tally: new Tally(), remark: undefined},
		order,
	});
	expect(
		both
			.split('\n')
			.filter(line => line.startsWith('| '))
			.slice(2),
	).toEqual(['| one | 0 | 0 | 0 | 0 | 0 |  |', '| two | 3 | 1.23 | 0 | 2 | 1 | a / b |']);
	expect(both).toMatch(/^before\n[^]*\nafter\n$/);
});

it('the trials of a kind are counted on from its row, with a row after each', async () => {
	const order = ['a | b'];
	let page = '<!-- soak: begin -->\n\n<!-- soak: end -->';
	expect(countsIn(page, 'a | b')).toBeUndefined();
	const places: number[] = [];
	const rows: number[] = [];
	const kind: TrialKind = {
		name: 'a | b',
		sideBySide: 2,
		async trial({tally, place}) {
			places.push(place);
			tally.lose(100 * place, 250, 'here');
			if (place === 4) {
				throw new Error('broken');
			}
		},
	};
	const onTrial = (result: KindResult): void => {
		page = withRows(page, {result, order});
		rows.push(countsIn(page, 'a | b')!.trials);
	};

	await runKind(kind, {seconds: 0, seed: 1, trials: 3, onTrial});
	const before = countsIn(page, 'a | b');
	expect(before).toEqual({trials: 3, lostMs: 200, crashed: 0, leaked: 0, wrong: 0});
	await runKind(kind, {seconds: 0, seed: 1, trials: 5, before, onTrial});
	expect(countsIn(page, 'a | b')).toEqual({
		trials: 5,
		lostMs: 400,
		crashed: 1,
		leaked: 0,
		wrong: 3,
	});
	expect(places).toEqual([0, 1, 2, 3, 4]);
	expect(rows).toEqual([1, 2, 3, 4, 5]);
	await runKind(kind, {seconds: 0, seed: 1, trials: 5, before: countsIn(page, 'a | b'), onTrial});
	expect(places).toHaveLength(5);
});
