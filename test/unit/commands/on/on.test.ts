/*
`edgetop on` over a real sshd, with a build that only tells how it was called.
*/
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {copyBuild, findBuild, type BuildFile} from '../../../../source/commands/on/copy.js';
import {lookScript, parseBoard, targetOf} from '../../../../source/commands/on/board.js';
import {Link} from '../../../../source/ssh/link.js';
import {runOn} from '../../../../source/commands/on/on.js';
import {type Flags} from '../../../../source/flags.js';
import {edgetopVersion} from '../../../../source/system/version.js';
import {canBuild, cannotServe, makeBuild, serveBoard, type BoardServer} from './board-server.js';

const target = `linux-${process.arch}`;

const program = `state="$HOME/.local/state/edgetop"
mkdir -p "$state/sessions"
for word in "$@"; do echo "$word"; done > "$state/sessions/run.json"
exit 3
`;

const noFlags = {color: true} as unknown as Flags;

let server: BoardServer;

beforeAll(async () => {
	if (!canBuild) {
		return;
	}

	server = await serveBoard();
	const at = (...names: string[]) => path.join(server.folder, ...names);
	vi.stubEnv('EDGETOP_SSH', server.ssh);
	vi.stubEnv('EDGETOP_BUILDS', makeBuild(server.folder, program));
	vi.stubEnv('XDG_STATE_HOME', at('state'));
	vi.stubEnv('XDG_CACHE_HOME', at('cache'));
});

beforeEach(context => {
	context.skip(!canBuild, cannotServe);
});

afterAll(() => {
	vi.unstubAllEnvs();
	server?.stop();
});

const buildsThere = (): string[] =>
	readdirSync(path.join(server.home, '.cache/edgetop/builds')).filter(
		name => !name.endsWith('.lock'),
	);

test('the build is copied once, runs with the words as written, and its files come back', async () => {
	const words = ['--headless', '--source', "it's a folder/*", '--labels', '$HOME "x"'];
	const flags: Flags = {...noFlags, headless: true};
	expect(await runOn(['board', ...words], flags)).toBe(3);
	const [name, ...others] = buildsThere();
	expect(others).toEqual([]);
	expect(name).toMatch(new RegExp(String.raw`^edgetop-${edgetopVersion}-${target}-[\da-f]{12}$`));
	const brought = path.join(server.folder, 'state/edgetop/boards/board/sessions/run.json');
	expect(readFileSync(brought, 'utf8').trim().split('\n')).toEqual([
		...words,
		'--on-hangup',
		'continue',
	]);

	// The second time it is there already: the file here is not needed.
	writeFileSync(path.join(server.home, '.cache/edgetop/builds', name!, 'mark'), '');
	expect(await runOn(['board', 'doctor'], flags)).toBe(3);
	expect(readFileSync(brought, 'utf8')).toBe('doctor\n');
	expect(existsSync(path.join(server.home, '.cache/edgetop/builds', name!, 'mark'))).toBe(true);
});

const copyAgain = async (half: (build: BuildFile) => Buffer): Promise<void> => {
	const link = new Link('board', {isBatch: true});
	const seen = await link.run(lookScript);
	const board = parseBoard(seen.stdout);
	const build = {...(await findBuild(targetOf('board', board))), name: 'half-copied'};
	writeFileSync(
		path.join(server.home, '.cache/edgetop/builds', 'half-copied.partial'),
		half(build),
	);
	const seenAgain = await link.run(lookScript);
	const again = parseBoard(seenAgain.stdout);
	expect(again.partial.get('half-copied')).toBe(half(build).length);
	await copyBuild(link, again, build, () => undefined);
};

test('a build that is taken away before it is sent is said, and leaves nothing there', async () => {
	const link = new Link('board', {isBatch: true});
	const seen = await link.run(lookScript);
	const board = parseBoard(seen.stdout);
	const build = {
		...(await findBuild(targetOf('board', board))),
		name: 'taken-away',
		file: path.join(server.home, 'none.tar.xz'),
	};
	await expect(copyBuild(link, board, build, () => undefined)).rejects.toThrow(
		/cannot read .*none\.tar\.xz: no such file or folder/,
	);
	expect(buildsThere().filter(name => !name.includes('partial') && name.includes('taken'))).toEqual(
		[],
	);
});

test('a copy goes on where it stopped; one that is damaged is removed and said', async () => {
	mkdirSync(path.join(server.home, '.cache/edgetop/builds'), {recursive: true});
	await expect(copyAgain(() => Buffer.from('not this file'))).rejects.toThrow(
		/board: what arrived is damaged and was removed/,
	);
	expect(buildsThere().filter(name => name.includes('half'))).toEqual([]);
	await copyAgain(({file}) => readFileSync(file).subarray(0, 100));
	expect(buildsThere().filter(name => name.includes('half'))).toEqual(['half-copied']);
});

test('a board that does not answer is one line', async () => {
	await expect(runOn(['nowhere'], noFlags)).rejects.toThrow(/^nowhere: .*refused/i);
});
