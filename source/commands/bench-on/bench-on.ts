import {mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {benchFormat, benchOutput, referencesOf} from '../../bench/report/bench-output.js';
import {unmeasuredRow, type PairRow} from '../../bench/report/pair-row.js';
import {readSettings} from '../../bench/settings.js';
import {benchFlags} from '../../command-line/commands.js';
import {type FlagName} from '../../command-line/flags.js';
import {type Flags} from '../../flags.js';
import {readReferences} from '../../record/reference/read-reference.js';
import {stateFolder} from '../../system/paths.js';
import {edgetopVersion} from '../../system/version.js';
import {sanitize} from '../../text/sanitize.js';
import {boardNames} from '../../wall/board-names.js';
import {givenArguments} from '../given-arguments.js';
import {runKey} from '../on/run-key.js';
import {BoardLines} from './board-lines.js';
import {KeptResults} from './kept-results.js';
import {measureBoard, usualPausesMs, type BoardResult} from './measure-board.js';

const exitCodes = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const;

/** Of this machine: what is printed, and where. */
const ours: ReadonlySet<FlagName> = new Set(['json', 'format', 'output', 'reference', 'fresh']);

/** A board in the report: what it measured now, or earlier. */
type Told = BoardResult & {
	readonly rows: readonly PairRow[];
	/** When what is shown was brought here, where it was not now. */
	readonly rowsFrom?: Date;
};

const toldOf = (result: BoardResult, kept: KeptResults): Told => {
	const {board} = result;
	const earlier = result.document ? undefined : kept.load(board);
	const document = result.document ?? earlier?.document;
	return {
		...result,
		rows: document
			? document.rows.map(row => ({...row, board: sanitize(board, 80)}))
			: [
					{
						...unmeasuredRow({model: 'n/a', backendId: 'n/a'}, result.reason ?? 'no result'),
						board: sanitize(board, 80),
					},
				],
		...(earlier && {rowsFrom: earlier.savedAt}),
	};
};

const notesOf = (boards: readonly Told[]): string[] =>
	boards.flatMap(({board, reason, clock, document, rowsFrom}) => {
		const name = sanitize(board, 80);
		return [
			...(reason !== undefined && (document ?? rowsFrom) !== undefined
				? [
						`${name}: ${reason}${rowsFrom ? `; its rows are of ${rowsFrom.toISOString().slice(0, 16).replace('T', ' ')} UTC` : ''}`,
					]
				: []),
			...(clock === undefined ? [] : [`${name}: ${clock}`]),
		];
	});

const documentOf = (boards: readonly Told[], settings: Readonly<Record<string, unknown>>) => ({
	kind: 'edgetop-bench-boards',
	schemaVersion: 1,
	edgetop: edgetopVersion,
	isComplete: boards.every(({document}) => document?.isComplete),
	...settings,
	boards: boards.map(({board, document, reason, clock, rowsFrom, hasFailed}) => ({
		board: sanitize(board, 80),
		isComplete: document?.isComplete ?? false,
		hasFailed,
		startedAt: document?.startedAt,
		startTemperature: document?.startTemperature,
		reason,
		clock,
		rowsFrom: rowsFrom?.toISOString(),
	})),
});

/** The last line of a board. */
const lastLine = ({document, reason}: BoardResult): string =>
	document === undefined
		? `no result: ${reason}`
		: document.isComplete
			? 'done'
			: `not finished: ${document.rows.length} rows`;

/**
`edgetop bench --on BOARD,BOARD…`: the same bench on several boards at once, each at its own pace, as one table.

@param given Names of the flags on the command line: those of the bench go to the boards.
@param pausesMs Before a lost board is tried again.
@returns 0 where every board measured all of it; the code of the signal that ended it; else 1.
@throws UserError
*/
export const runBenchOn = async (
	flags: Flags,
	given: ReadonlySet<string>,
	pausesMs: readonly number[] = usualPausesMs,
): Promise<number> => {
	const format = benchFormat(flags);
	const boards = boardNames(
		flags.on!.split(',').map(name => name.trim()),
		{
			name: 'bench --on',
			usage: 'edgetop bench --on [USER@]BOARD,… or a FILE with one board a line',
		},
	);
	const {matrix, preset, streams} = readSettings(flags, {models: [], backends: []});
	const tables = readReferences(flags.reference ?? [], text => {
		process.stderr.write(`edgetop: ${text}\n`);
	});
	const args = [
		'bench',
		...givenArguments(
			[...benchFlags, 'python' as const].filter(name => !ours.has(name)),
			flags,
			given,
		),
		'--json',
		'--no-reference',
	];
	const key = runKey(args);
	const kept = new KeptResults(flags.output ?? path.join(stateFolder(), 'bench-on', key));
	const stop = new AbortController();
	let endedBy: keyof typeof exitCodes | undefined;
	const onSignal = (signal: NodeJS.Signals): void => {
		// A second wish does not wait for boards.
		if (endedBy !== undefined) {
			process.exit(exitCodes[endedBy]);
		}

		endedBy = signal as keyof typeof exitCodes;
		stop.abort();
	};

	for (const signal of Object.keys(exitCodes)) {
		process.on(signal, onSignal);
	}

	// Short: the name of a socket has about a hundred characters.
	const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-bn-'));
	const lines = new BoardLines(
		boards.map(board => sanitize(board, 80)),
		process.stderr,
	);
	try {
		const results = await Promise.all(
			boards.map(async (board, place) => {
				const result = await measureBoard(board, {
					key,
					args: flags.fresh ? [...args, '--fresh'] : args,
					isFresh: flags.fresh ?? false,
					folder,
					place,
					pausesMs,
					signal: stop.signal,
					say(text) {
						lines.say(place, text);
					},
				});
				if (result.document) {
					kept.save(board, result.document);
				}

				lines.say(place, lastLine(result), true);
				return toldOf(result, kept);
			}),
		);
		const rows = results.flatMap(result => result.rows);
		process.stdout.write(
			benchOutput(rows, format, {
				document: documentOf(results, {
					preset,
					streams,
					slices: matrix.slices,
					rule: matrix.rule,
					flags: matrix.flags,
				}),
				notes: notesOf(results),
				references: referencesOf(rows, tables),
				width: process.stdout.columns,
			}),
		);
		const isComplete = results.every(({document}) => document?.isComplete);
		process.stderr.write(
			isComplete
				? `kept in ${sanitize(kept.folder)}\n`
				: `the same command goes on with what is missing (${sanitize(kept.folder)})\n`,
		);
		return endedBy === undefined
			? results.some(({hasFailed}) => hasFailed)
				? 1
				: 0
			: exitCodes[endedBy];
	} finally {
		for (const signal of Object.keys(exitCodes)) {
			process.off(signal, onSignal);
		}

		rmSync(folder, {recursive: true, force: true});
	}
};
