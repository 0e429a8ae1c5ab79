/*
The wall and twelve boards: twelve real sshd in twelve network namespaces, each with a run, at the ends of links that go down, swallow everything, delay or throttle, and come back. The program is the built one, on both sides.
*/
import {execFileSync, spawn, type ChildProcess} from 'node:child_process';
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {openNetLab, withoutNetLab, type NetLab} from '../../../scripts/soak/net-lab.js';
import {Home} from '../../../scripts/soak/home.js';
import {cli, light, startHeadless, type Run} from '../../../scripts/soak/run.js';
import {serveSsh, withoutSsh, type SshServer} from '../../../scripts/soak/ssh-server.js';
import {edgetopVersion} from '../../../source/system/version.js';
import {type BoardStatus} from '../../../source/wall/wall-document.js';

const count = 12;
const lack =
	process.env['EDGETOP_TEST_LINKS'] === '1'
		? (withoutSsh() ?? withoutNetLab())
		: 'skipped: takes a minute and more of both cores: set EDGETOP_TEST_LINKS=1';

type Board = {
	readonly name: string;
	readonly status: BoardStatus;
	readonly reason?: string;
	readonly wordAgeMs?: number;
	readonly roundTripMs?: number;
	readonly run?: {readonly elapsedMs: number; readonly frames: number};
};

const documentsMs = 250;
const names = Array.from({length: count}, (_, place) => `board-${place}`);
const boards: Array<{readonly home: Home; readonly server: SshServer; readonly run: Run}> = [];
const configuration = new Home();
let lab: NetLab | undefined;
let wall: ChildProcess | undefined;
/** What the wall has said since it was last emptied. */
const said: Board[][] = [];

const install = ({folder}: Home): void => {
	const bin = path.join(folder, `.cache/edgetop/builds/edgetop-${edgetopVersion}-linux-test/bin`);
	mkdirSync(bin, {recursive: true});
	writeFileSync(path.join(bin, 'edgetop'), `#!/bin/sh\nexec '${process.execPath}' '${cli}' "$@"\n`);
	chmodSync(path.join(bin, 'edgetop'), 0o755);
};

const hostEntry = ({port, clientOptions}: SshServer, place: number): string =>
	[
		`Host ${names[place]!}`,
		`HostName ${lab!.boards[place]!.address}`,
		`Port ${port}`,
		...clientOptions,
		'',
	].join('\n');

const startWall = (): void => {
	const config = path.join(configuration.folder, 'ssh_config');
	writeFileSync(config, boards.map(({server}, place) => hostEntry(server, place)).join('\n'));
	const words = [process.execPath, cli, 'wall', '--json', '--refresh', `${documentsMs}ms`];
	const [command, ...rest] = [...lab!.launcher, ...words, ...names];
	wall = spawn(command!, rest, {
		env: configuration.env({EDGETOP_SSH: `ssh -F ${config}`}),
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	createInterface({input: wall.stdout!}).on('line', line => {
		said.push((JSON.parse(line) as {boards: Board[]}).boards);
	});
};

/** Waits until the wall says so. */
const until = async (
	what: string,
	isSo: (boards: readonly Board[]) => boolean,
	limitMs: number,
) => {
	const endMs = performance.now() + limitMs;
	while (!(said.length > 0 && isSo(said.at(-1)!))) {
		if (performance.now() > endMs) {
			throw new Error(`${what}: not within ${limitMs} ms; last: ${JSON.stringify(said.at(-1))}`);
		}

		await sleep(100);
	}
};

const runs = ({status}: Board): boolean => status === 'running';

beforeAll(async () => {
	if (lack !== undefined) {
		return;
	}

	execFileSync(process.execPath, [
		fileURLToPath(new URL('../../../scripts/setup.mjs', import.meta.url)),
	]);
	lab = await openNetLab(count);
	for (const {address, launcher} of lab.boards) {
		const home = new Home();
		install(home);
		const env = {HOME: home.folder, XDG_STATE_HOME: home.folder, XDG_CACHE_HOME: home.folder};
		const server = await serveSsh({address, launcher, env});
		const run = startHeadless(home, light, {launcher});
		boards.push({home, server, run});
		await run.measures();
	}
}, 300_000);

beforeEach(context => {
	context.skip(lack !== undefined, lack);
});

afterAll(async () => {
	wall?.kill();
	for (const {run, server, home} of boards) {
		await run.kill();
		server.close();
		home.remove();
	}

	configuration.remove();
	await lab?.close();
}, 60_000);

test(
	'links that are down, a black hole, late, slow: each is told, the others do not wait, all come back',
	{timeout: 400_000},
	async () => {
		startWall();
		await until('all boards run', all => all.every(board => runs(board)), 90_000);
		const [down, hole, late, latish, slow, ...good] = names.map((_, place) => place);
		const link = (place: number | undefined) => lab!.boards[place!]!;
		link(down).set({isDown: true});
		link(hole).set({isBlackHole: true});
		link(late).set({delayMs: 5000});
		link(latish).set({delayMs: 500});
		link(slow).set({bytesPerSecond: 300});
		said.length = 0;
		await sleep(45_000);
		const course = [...said];
		const of = (place: number | undefined): Board[] => course.map(all => all[place!]!);
		const last = (place: number | undefined): Board => of(place).at(-1)!;
		const ages = good.flatMap(place => of(place).map(({wordAgeMs}) => wordAgeMs!));
		console.log(
			`${course.length} documents in 45 s; oldest word of a board with a good link ${Math.max(...ages)} ms; round trips ms: ${course
				.at(-1)!
				.map(({roundTripMs}) => roundTripMs)
				.join(
					' ',
				)}; slow: oldest word ${Math.max(...of(slow).map(({wordAgeMs}) => wordAgeMs!))} ms`,
		);

		for (const place of [down, hole]) {
			const statuses = new Set(of(place).map(({status}) => status));
			expect(statuses).toContain('silent');
			expect(statuses).toContain('lost');
			expect(of(place).find(({status}) => status === 'lost')!.reason).toMatch(
				/time|respond|nothing/i,
			);
			expect(runs(last(place))).toBe(false);
		}

		// Told as late, and shown all the same.
		expect(last(late)).toMatchObject({status: 'running'});
		expect(last(late).roundTripMs).toBeGreaterThan(9000);
		expect(last(latish)).toMatchObject({status: 'running'});
		expect(last(latish).roundTripMs).toBeGreaterThan(950);
		expect(last(latish).roundTripMs).toBeLessThan(5000);
		// Three hundred bytes a second carry words; however old they are, it is known.
		const slowRun = of(slow).map(({run}) => run!.elapsedMs);
		expect(new Set(slowRun).size).toBeGreaterThan(5);
		for (const place of good) {
			expect(of(place).every(board => runs(board))).toBe(true);
			// A word a second.
			expect(new Set(of(place).map(({run}) => run!.elapsedMs)).size).toBeGreaterThan(35);
		}

		// A machine with other work may be late once: not more than a document in a hundred.
		expect(ages.filter(age => age > 1500).length).toBeLessThan(ages.length / 100);

		for (const board of lab!.boards) {
			board.set();
		}

		await until(
			'all boards are back',
			all => all.every(board => runs(board) && (board.roundTripMs ?? 9999) < 800),
			120_000,
		);
		// None of the runs has noticed anything.
		for (const {run} of boards) {
			await run.goesOn('the run behind its link');
		}
	},
);
