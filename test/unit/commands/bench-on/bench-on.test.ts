/*
`edgetop bench --on` over three real sshd, with a build whose bench only does what a file of its home says.
*/
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {benchAsCsv, benchAsMarkdown} from '../../../../source/bench/report/bench-formats.js';
import {unmeasuredRow, type PairRow} from '../../../../source/bench/report/pair-row.js';
import {runBenchOn} from '../../../../source/commands/bench-on/bench-on.js';
import {type Flags} from '../../../../source/flags.js';
import {edgetopVersion} from '../../../../source/system/version.js';
import {canBuild, cannotServe, makeBuild, serveBoards} from '../on/board-server.js';

let boards: Awaited<ReturnType<typeof serveBoards>>;

beforeAll(async () => {
	if (!canBuild) {
		return;
	}

	boards = await serveBoards(['pi', 'jetson', 'nuc']);
	const {folder} = boards.servers[0]!;
	vi.stubEnv('EDGETOP_SSH', boards.ssh);
	vi.stubEnv('EDGETOP_BUILDS', makeBuild(folder, 'echo "$@" > "$HOME/words"; . "$HOME/bench"\n'));
	vi.stubEnv('XDG_STATE_HOME', path.join(folder, 'state'));
	vi.stubEnv('XDG_CACHE_HOME', path.join(folder, 'cache'));
});

beforeEach(context => {
	context.skip(!canBuild, cannotServe);
});

afterAll(() => {
	vi.unstubAllEnvs();
	boards?.stop();
});

const homeOf = (place: number, ...names: string[]) =>
	path.join(boards.servers[place]!.home, ...names);

const rowOf = (device: string, more: Partial<PairRow> = {}): PairRow => ({
	...unmeasuredRow({model: 'efficientnet-b0', backendId: 'onnxruntime:cpu'}, 'none'),
	device,
	framework: 'onnxruntime 1.30.0',
	title: 'efficientnet-b0 float32',
	inferMs: 12.5,
	fps: 70,
	frames: 40,
	slices: 2,
	verdict: 'VALID',
	failure: undefined,
	...more,
});

/** What a board does when its bench is run: these lines of shell, with this as its table. */
const behave = (
	place: number,
	shell: string,
	rows: readonly PairRow[],
	isComplete = true,
): void => {
	const document = {
		kind: 'edgetop-bench',
		schemaVersion: 1,
		edgetop: edgetopVersion,
		startedAt: '2026-11-01T10:00:00.000Z',
		isComplete,
		rows,
	};
	writeFileSync(homeOf(place, 'table'), JSON.stringify(document));
	writeFileSync(homeOf(place, 'bench'), shell);
};

const run = async (on: string, flags: Partial<Flags> = {}) => {
	let stdout = '';
	let stderr = '';
	const out = vi.spyOn(process.stdout, 'write').mockImplementation(text => {
		stdout += String(text);
		return true;
	});
	const error = vi.spyOn(process.stderr, 'write').mockImplementation(text => {
		stderr += String(text);
		return true;
	});
	try {
		const all = {color: true, models: 'efficientnet-b0', ...flags, on} as unknown as Flags;
		const given = new Set(['models', 'on', ...Object.keys(flags)]);
		const code = await runBenchOn(all, given, [200, 200, 200]);
		return {code, stdout, stderr};
	} finally {
		out.mockRestore();
		error.mockRestore();
	}
};

type Joined = {
	isComplete: boolean;
	boards: Array<{board: string; isComplete: boolean; reason?: string; rowsFrom?: string}>;
	rows: Array<PairRow & {board: string}>;
	references: Array<{rows: unknown[]}>;
};
const parse = (stdout: string) => JSON.parse(stdout) as Joined;

const done = 'echo "[1/2] slice 1 of 2" >&2; cat "$HOME/table"';
const untilEnded = `trap 'cat "$HOME/table"; exit 143' TERM
echo "[1/2] slice 1 of 2" >&2
while :; do sleep 0.1; done`;

test('boards are measured at once and joined, with those of 2019 beside them; one that is not reached is a row', async () => {
	behave(0, done, [rowOf('Raspberry Pi 5')]);
	behave(1, done, [rowOf('Jetson Orin Nano', {inferMs: 4.25})]);
	const json = await run('pi,jetson,nowhere', {json: true, slices: '2'});
	expect(json.code).toBe(1);
	const joined = parse(json.stdout);
	expect(joined).toMatchObject({kind: 'edgetop-bench-boards', isComplete: false});
	expect(joined.rows.map(({board, device, inferMs}) => [board, device, inferMs])).toEqual([
		['pi', 'Raspberry Pi 5', 12.5],
		['jetson', 'Jetson Orin Nano', 4.25],
		['nowhere', undefined, undefined],
	]);
	expect(joined.rows[2]!.verdict).toMatch(/^not run: .*refused/i);
	expect(joined.references[0]!.rows.length).toBeGreaterThan(0);
	expect(readFileSync(homeOf(0, 'words'), 'utf8')).toBe(
		'bench --models efficientnet-b0 --slices 2 --json --no-reference\n',
	);
	// Nothing of it stays but what was measured, and the program.
	expect(readdirSync(homeOf(0, '.cache/edgetop/bench'))).toEqual([]);
	// A line a board, whatever it does.
	expect(json.stderr).toMatch(/^pi: done$/m);
	expect(json.stderr).toMatch(/^nowhere: no result: .*refused/im);

	const text = await run('pi,jetson');
	expect(text.code).toBe(0);
	expect(text.stdout).toMatch(/^Board +Device +Framework/);
	expect(text.stdout).toMatch(/^jetson +Jetson Orin Nano .* 4\.250 /m);
	expect(text.stdout).toMatch(/ .*reference: /);
	expect(benchAsMarkdown(joined.rows)[0]).toMatch(/^\| Board +\| Device/);
	const [head, first] = benchAsCsv(joined.rows);
	expect(head).toMatch(/^board,device,/);
	expect(first).toMatch(/^pi,Raspberry Pi 5,/);
});

test('a lost connection is opened again and finds the bench that went on', async () => {
	behave(
		0,
		`echo run >> "$HOME/runs"; ${untilEnded.replace('while :', 'while [ ! -f "$HOME/go" ]')}; cat "$HOME/table"`,
		[rowOf('Raspberry Pi 5')],
	);
	behave(1, done, [rowOf('Jetson Orin Nano')]);
	const ended = run('pi,jetson', {json: true});
	while (!existsSync(homeOf(0, 'runs'))) {
		await sleep(50);
	}

	boards.servers[0]!.cut();
	await sleep(600);
	writeFileSync(homeOf(0, 'go'), '');
	const {code, stdout} = await ended;
	expect(code).toBe(0);
	expect(parse(stdout).rows.map(({board}) => board)).toEqual(['pi', 'jetson']);
	expect(readFileSync(homeOf(0, 'runs'), 'utf8')).toBe('run\n');
});

test('Ctrl-C ends all and keeps what was measured; the same command goes on', async () => {
	behave(
		0,
		`touch "$HOME/begun"; ${untilEnded}`,
		[rowOf('Raspberry Pi 5', {slices: 1, verdict: '1 of 2 slices'})],
		false,
	);
	behave(1, done, [rowOf('Jetson Orin Nano')]);
	const ended = run('pi,jetson', {json: true, fresh: true});
	while (!existsSync(homeOf(0, 'begun'))) {
		await sleep(50);
	}

	process.emit('SIGINT', 'SIGINT');
	const {code, stdout, stderr} = await ended;
	expect(code).toBe(130);
	const {isComplete, rows, boards: told} = parse(stdout);
	expect(isComplete).toBe(false);
	expect(rows.map(({board, verdict}) => [board, verdict])).toEqual([
		['pi', '1 of 2 slices'],
		['jetson', 'VALID'],
	]);
	expect(told[0]).toMatchObject({board: 'pi', isComplete: false, reason: 'not finished'});
	expect(stderr).toMatch(/the same command goes on with what is missing/);
	expect(readFileSync(homeOf(0, 'words'), 'utf8')).toMatch(/ --fresh$/m);

	// Not reached the next time: what was measured is shown, with its date.
	behave(0, 'echo "edgetop: another one is measuring this bench" >&2; exit 1', []);
	const again = await run('pi,jetson');
	expect(again.code).toBe(1);
	expect(again.stdout).toMatch(/^pi +Raspberry Pi 5 .*1 of 2 slices/m);
	expect(again.stdout).toMatch(
		/^pi: another one is measuring this bench; its rows are of \d{4}-\d\d-\d\d \d\d:\d\d UTC$/m,
	);
});

test('what a board says cannot steer the terminal, and is no table unless it is one', async () => {
	behave(0, String.raw`printf 'a\033[2Jb\n' >&2; cat "$HOME/table"`, [
		rowOf('evil\u001B[31m\nboard'),
	]);
	behave(1, 'echo "{}"; exit 0', []);
	behave(2, 'kill -9 $$', []);
	const {code, stdout, stderr} = await run('pi,jetson,nuc', {output: homeOf(0, 'kept')});
	expect(code).toBe(1);
	expect(stdout + stderr).not.toContain('\u001B');
	expect(stdout).toMatch(/^pi +evil/m);
	expect(stdout).toMatch(/^jetson .*not run: it ended without a word/m);
	expect(stdout).toMatch(/^nuc .*not run: (?:Killed|it ended without a word)/m);
});

test('bad names and flags are refused before any board is asked', async () => {
	await expect(run('pi,,nuc')).rejects.toThrow(/which board\?/);
	await expect(run('-oProxyCommand=x')).rejects.toThrow(/no name of a board: edgetop bench --on/);
	await expect(run('./no-such-list')).rejects.toThrow(/bench --on: cannot read/);
	await expect(run('pi', {slices: 'x'})).rejects.toThrow(/--slices x/);
	await expect(run('pi', {format: 'html'})).rejects.toThrow(/--format html/);
});
