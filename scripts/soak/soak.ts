/*
`npm run soak [-- --hours N] [--only WORD] [--seed N]`: runs of the built program on their worst day. Each kind of trial has its share of the time, and is tried once at least. Writes the table of docs/reliability.md: a kind that was not tried now keeps its row. Linux only. Exits with 1 where anything was wrong.
*/
import {readFileSync} from 'node:fs';
import process from 'node:process';
import meow from 'meow';
import {withoutProc} from '../../test/unit/engine/processes.js';
import {replaceFile} from '../../source/system/replace-file.js';
import {withRows, type Row} from './table.js';
import {runKind} from './trial.js';
import {kinds} from './trials/index.js';

const {flags} = meow(
	`
	Usage
	  $ npm run soak -- [--hours N] [--only WORD] [--seed N] [--no-save]

	  --hours N    time for all kinds together (0.5)
	  --only WORD  only kinds with this in their name
	  --seed N     of the random moments (1)
	  --no-save    leave docs/reliability.md as it is
`,
	{
		importMeta: import.meta,
		allowUnknownFlags: false,
		flags: {
			hours: {type: 'number', default: 0.5},
			only: {type: 'string', default: ''},
			seed: {type: 'number', default: 1},
			save: {type: 'boolean', default: true},
		},
	},
);
if (withoutProc !== undefined) {
	throw new Error(withoutProc);
}

const page = new URL('../../docs/reliability.md', import.meta.url);
const chosen = kinds.filter(({name}) => name.includes(flags.only));
let hasFaults = false;
for (const kind of chosen) {
	const seconds = (flags.hours * 3600) / chosen.length;
	process.stderr.write(`${kind.name}: ${seconds.toFixed(0)} s\n`);
	const result = await runKind(kind, {seconds, seed: flags.seed});
	const {trials, faults} = result.tally;
	process.stderr.write(`  ${trials} trials, ${faults.length} faults  ${result.remark ?? ''}\n`);
	for (const fault of faults.slice(0, 10)) {
		process.stderr.write(`  ${fault}\n`);
	}

	hasFaults ||= faults.length > 0;
	if (flags.save && trials > 0) {
		const row: Row = {result, order: kinds.map(({name}) => name)};
		replaceFile(page.pathname, withRows(readFileSync(page, 'utf8'), row));
	}
}

process.exitCode = hasFaults ? 1 : 0;
