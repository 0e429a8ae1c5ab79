import path from 'node:path';
import process from 'node:process';
import {type Flags} from '../../flags.js';
import {sessionRow, type SessionRow} from '../../journal/read/session-rows.js';
import {textTable} from '../../format/text-table.js';
import {listJournals} from '../../journal/retention.js';
import {journalsFolder} from '../../system/paths.js';
import {parseWhole} from '../../text/parse-values.js';
import {sanitize} from '../../text/sanitize.js';
import {jsonText} from '../../text/json-text.js';

const shownByDefault = 20;

const clock = (seconds: number): string =>
	[seconds / 3600, (seconds / 60) % 60, seconds % 60]
		.map(part => String(Math.floor(part)).padStart(2, '0'))
		.join(':');

const cells = (row: SessionRow): string[] => {
	const name = sanitize(path.basename(row.file), 80);
	if ('trouble' in row) {
		return ['', 'unreadable', '', sanitize(row.trouble, 80), '', '', name];
	}

	const last = row.segments.at(-1);
	const more = row.segments.length > 1 ? ` (+${row.segments.length - 1})` : '';
	return [
		row.startedAt.slice(0, 19).replace('T', ' '),
		row.state,
		clock(row.elapsedSeconds),
		last ? `${last.model} on ${last.backend}${more}` : 'nothing counted',
		last?.fps === undefined ? 'n/a' : last.fps.toFixed(1),
		row.verdicts.at(-1) ?? 'none',
		name,
	];
};

/** `edgetop sessions`: the runs that this machine keeps a journal of, newest first. */
export const runSessions = async (flags: Flags): Promise<number> => {
	const limit =
		flags.limit === undefined ? shownByDefault : parseWhole('limit', flags.limit, {least: 1});
	const journals = listJournals();
	const rows = journals.slice(0, limit).map(journal => sessionRow(journal));
	if (flags.json) {
		process.stdout.write(
			`${jsonText({kind: 'edgetop-sessions', schemaVersion: 1, sessions: rows}, 2)}\n`,
		);
		return 0;
	}

	if (rows.length === 0) {
		process.stdout.write(`no sessions in ${sanitize(journalsFolder())}\n`);
		return 0;
	}

	const head = ['STARTED (UTC)', 'STATE', 'TIME', 'LAST SEGMENT', 'FPS', 'SLOWED BY', 'JOURNAL'];
	const lines = textTable(
		[head, ...rows.map(row => cells(row))],
		[0, 1, 3, 5, 6],
		process.stdout.columns,
	);
	const rest = journals.length - rows.length;
	if (rest > 0) {
		lines.push('', `${rest} older: --limit N shows more`);
	}

	const isOneRunning = rows.some(row => 'state' in row && row.state === 'running');
	lines.push(
		'',
		`in ${sanitize(journalsFolder())}; edgetop report JOURNAL rebuilds the summary`,
		...(isOneRunning ? ['edgetop attach shows a running one on this screen'] : []),
	);
	process.stdout.write(`${lines.join('\n')}\n`);
	return 0;
};
