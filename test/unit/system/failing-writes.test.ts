import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {failWrites, restore, type Failure} from '../../../scripts/soak/failing-disk.mjs';
import {BenchFolder} from '../../../source/bench/bench-state.js';
import {openNativeLog} from '../../../source/commands/run/native-log.js';
import {bringResults} from '../../../source/commands/on/results.js';
import {runDoctor} from '../../../source/commands/doctor.js';
import {pullSet} from '../../../source/datasets/pull-set.js';
import {rememberedSha256, sha256OfFile} from '../../../source/downloads/hash-file.js';
import {type Flags} from '../../../source/flags.js';
import {pullModel} from '../../../source/models/pull.js';
import {type ZooModel} from '../../../source/models/zoo-model.js';
import {RunningRegistration} from '../../../source/run/instances/registry.js';
import {type Link} from '../../../source/ssh/link.js';
import {errnoText} from '../../../source/system/errno-text.js';
import {SaveFile} from '../../../source/system/save-file.js';
import {UserError} from '../../../source/text/user-error.js';
import {archiveOf, tinySet} from '../datasets/data-archive.js';
import {removeTrees, writeTree} from '../sensors/board-tree.js';
import {serve, startServer, type FlakyServer} from '../downloads/flaky-server.js';

/*
Everything that the program writes, on a disk that refuses: the errors are injected at node:fs, where each can be had, whoever runs the tests. `npm run soak` has a really full and a really read-only disk.
*/

const codes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO'] as const;
const calls = ['open', 'write', 'sync', 'truncate', 'rename', 'mkdir'] as const;

let folder: string;
const at = (...names: readonly string[]): string => path.join(folder, ...names);

const content = Buffer.from('a model '.repeat(5000));
const archive = archiveOf({'0/0.jpeg': content, '1/1.jpeg': Buffer.from('picture')});
let server: FlakyServer;

beforeEach(async () => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-refusing-'));
	for (const name of ['XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_CACHE_HOME']) {
		vi.stubEnv(name, folder);
	}

	for (const name of ['EDGETOP_MIRROR', 'http_proxy', 'HTTP_PROXY']) {
		vi.stubEnv(name, undefined);
	}

	server = await startServer((request, response) => {
		serve(request.url?.endsWith('.gz') ? archive : content)(request, response);
	});
});

afterEach(async () => {
	restore();
	vi.unstubAllEnvs();
	vi.restoreAllMocks();
	await server.close();
	rmSync(folder, {recursive: true, force: true});
	removeTrees();
});

const model = (): ZooModel =>
	({
		manifest: {
			name: 'tiny',
			formats: {tflite: {file: 'tiny.tflite', urls: [`${server.url}tiny.tflite`]}},
		},
		files: {tflite: {state: 'absent'}},
	}) as unknown as ZooModel;

/** A board that has one summary to hand over. */
const board = {
	board: 'board',
	run: async (script: string) => ({
		code: 0,
		stdout: script.includes('find') ? 'sessions/run.json\n' : content.toString(),
		stderr: '',
	}),
} as unknown as Link;

const boardTree = (): string =>
	writeTree({
		'sys/class/thermal/thermal_zone0/temp': '41000',
		'sys/class/thermal/thermal_zone0/type': 'cpu-thermal',
	});

const state = {
	kind: 'edgetop-bench-state',
	schemaVersion: 1,
	key: 'key',
	startedAt: '2026-01-01T00:00:00Z',
} as const;

type Writer = {
	readonly name: string;
	/** Writes once. */
	readonly act: () => unknown;
	/** Nothing but a convenience: what was asked for is done without it. */
	readonly isSpare?: boolean;
	/** What may lie there after a failure: a beginning that the next call goes on from. */
	readonly mayLeave?: RegExp;
	/** A file that was there before and must stay as it was until it is replaced whole. */
	readonly earlier?: () => string;
};

const writers: readonly Writer[] = [
	{
		name: 'a summary, a report to a file, a table to hand on',
		act() {
			const save = new SaveFile(at('run.json'));
			try {
				save.save(content.toString());
			} finally {
				save.close();
			}
		},
		earlier: () => at('run.json'),
	},
	{
		name: 'the entry of a running session',
		act() {
			new RunningRegistration(at('edgetop', 'running')).write({
				id: 'one',
				startedAt: '2026-01-01T00:00:00Z',
				modelName: 'tiny',
				backendId: 'null',
			});
		},
		isSpare: true,
	},
	{
		name: 'the cache of checksums',
		async act() {
			expect(await rememberedSha256('package.json')).toBe(await sha256OfFile('package.json'));
		},
		isSpare: true,
	},
	{
		name: 'the log of the runtimes',
		act() {
			const log = openNativeLog();
			log.write('a line');
			expect(log.lastLines(1)).toEqual(['a line']);
			log.close();
		},
		isSpare: true,
		mayLeave: /engine\.log$/,
	},
	{
		name: 'a model that is fetched',
		act: async () => pullModel(model(), {attempts: 2, pauseMs: 0}),
		mayLeave: /tiny\.tflite\.part(?:\.json)?$/,
	},
	{
		name: 'a set of images that is fetched and unpacked',
		act: async () => pullSet(tinySet([`${server.url}tiny.tar.gz`], 2), {attempts: 2, pauseMs: 0}),
		mayLeave: /tiny\.tar\.gz(?:\.part(?:\.json)?|\.sha256)?$/,
	},
	{
		name: 'the state of a bench',
		act() {
			const bench = new BenchFolder(at('bench'));
			bench.clear();
			bench.save(state);
		},
	},
	{
		name: 'a recorded board',
		// Another folder each time: it must be empty.
		act: async () =>
			runDoctor({
				record: at(`board-${performance.now()}`),
				sensorRoot: boardTree(),
			} as unknown as Flags),
	},
	{
		name: 'results that are brought from a board',
		act: async () => bringResults(board, 'key'),
	},
];

const filesIn = (place: string): string[] =>
	readdirSync(place, {recursive: true, withFileTypes: true})
		.filter(entry => !entry.isDirectory())
		.map(entry => path.join(entry.parentPath, entry.name))
		.toSorted();

const refusalOf = async (act: () => unknown): Promise<unknown> => {
	try {
		await act();
		return undefined;
	} catch (error) {
		return error;
	}
};

const cases: ReadonlyArray<Pick<Failure, 'calls' | 'code'> & {readonly what: string}> =
	codes.flatMap(code => [
		...calls.map(call => ({calls: [call], code, what: `${call}: ${code}`})),
		...(code === 'EROFS'
			? [
					{
						calls: ['open', 'mkdir', 'rename', 'unlink', 'chmod'] as const,
						code,
						what: 'a read-only file system',
					},
				]
			: []),
	]);

describe.each(writers)('$name', ({act, isSpare, mayLeave, earlier}) => {
	test('each call with each error: one line that says why, nothing half, and well the next time', async () => {
		vi.spyOn(process.stdout, 'write').mockReturnValue(true);
		vi.spyOn(process.stderr, 'write').mockReturnValue(true);
		let failed = 0;
		for (const {calls: refused, code, what} of cases) {
			rmSync(folder, {recursive: true, force: true});
			mkdirSync(folder);
			const kept = earlier?.();
			if (kept !== undefined) {
				writeFileSync(kept, 'earlier');
			}

			failWrites({under: folder, calls: refused, code});
			const error = await refusalOf(act);
			const hits = restore();
			failed += hits;
			if (error === undefined) {
				expect(hits === 0 || isSpare, `${what} is said`).toBe(true);
			} else {
				expect(hits, what).toBeGreaterThan(0);
				expect(error, what).toBeInstanceOf(UserError);
				const {message, exitCode} = error as UserError;
				expect(message, what).toContain(errnoText({code}));
				expect(message, what).not.toMatch(/\n|injected/);
				expect(exitCode, what).toBeGreaterThan(0);
				if (kept !== undefined) {
					expect(readFileSync(kept, 'utf8'), what).toBe('earlier');
				}

				const left = filesIn(folder).filter(file => file !== kept && !mayLeave?.test(file));
				expect(left, what).toEqual([]);
			}

			await act();
			const rest = filesIn(folder).filter(file => /\.(?:tmp|lock|part|json\.part)$/.test(file));
			expect(rest, `after ${what}`).toEqual([]);
			expect(existsSync(folder)).toBe(true);
		}

		expect(failed).toBeGreaterThan(codes.length);
	});
});
