/*
`npm run soak [-- --hours N] [--only WORD] [--trials N] [--resume]`: runs of the built program on their worst day. Each kind of trial has its share of the time, and is tried once at least; or each is tried a number of times. Writes the table of docs/reliability.md, a row after every trial: a kind that was not tried now keeps its row. Linux only. Exits with 1 where anything was wrong.
*/
import {readFileSync} from 'node:fs';
import process from 'node:process';
import meow from 'meow';
import {withoutProc} from '../../test/unit/engine/processes.js';
import {replaceFile} from '../../source/system/replace-file.js';
import {countsIn, withRows} from './table.js';
import {runKind, type KindResult} from './trial.js';
import {kinds} from './trials/index.js';

const {flags} = meow(
	`
	Usage
	  $ npm run soak -- [--hours N] [--only WORD …] [--trials N] [--resume] [--seed N] [--no-save]

	  --hours N    time for all kinds together (0.5); with --trials only of those that can be as long as one likes
	  --only WORD  only kinds with this in their name; more than once: with one of these
	  --trials N   as many trials of each kind
	  --resume     count on from the rows that are there: a kind that has its trials is passed over
	  --seed N     of the random moments (1)
	  --no-save    leave docs/reliability.md as it is
	  --list       the names of the kinds

	SOAK_PATIENCE=N  seconds that a start or an end may take on this machine (60)
`,
	{
		importMeta: import.meta,
		allowUnknownFlags: false,
		flags: {
			hours: {type: 'number', default: 0.5},
			only: {type: 'string', isMultiple: true, default: []},
			trials: {type: 'number'},
			resume: {type: 'boolean', default: false},
			seed: {type: 'number', default: 1},
			save: {type: 'boolean', default: true},
			list: {type: 'boolean', default: false},
		},
	},
);
if (withoutProc !== undefined) {
	throw new Error(withoutProc);
}

const page = new URL('../../docs/reliability.md', import.meta.url);
const order = kinds.map(({name}) => name);
const {only, trials, seed} = flags;
const chosen = kinds.filter(
	({name}) => only.length === 0 || only.some(word => name.includes(word)),
);
if (chosen.length === 0) {
	throw new Error(`--only: no kind has ${only.join(' or ')} in its name: --list`);
}

const say = (text: string): void => {
	process.stderr.write(`${text}\n`);
};

let hasFaults = false;
for (const kind of flags.list ? [] : chosen) {
	const seconds = (flags.hours * 3600) / chosen.length;
	const before = flags.resume ? countsIn(readFileSync(page, 'utf8'), kind.name) : undefined;
	if (before && trials !== undefined && before.trials >= trials) {
		say(`${kind.name}: has its ${before.trials} trials`);
		continue;
	}

	say(`${kind.name}: ${trials === undefined ? `${seconds.toFixed(0)} s` : `${trials} trials`}`);
	let told = 0;
	const onTrial = (result: KindResult): void => {
		for (const fault of result.tally.faults.slice(told, 10)) {
			say(`  ${fault}`);
		}

		told = result.tally.faults.length;
		if (flags.save) {
			replaceFile(page.pathname, withRows(readFileSync(page, 'utf8'), {result, order}));
		}
	};

	const result = await runKind(kind, {seconds, seed, trials, before, onTrial});
	const {tally, remark = ''} = result;
	if (tally.trials === 0 && countsIn(readFileSync(page, 'utf8'), kind.name) === undefined) {
		// Its row says why.
		onTrial(result);
	}

	say(`  ${tally.trials} trials, ${tally.wrong} faults  ${remark}`);
	hasFaults ||= tally.faults.length > 0;
}

if (flags.list) {
	process.stdout.write(`${order.join('\n')}\n`);
}

process.exitCode = hasFaults ? 1 : 0;
