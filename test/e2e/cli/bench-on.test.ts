/*
The whole of `edgetop bench --on`: two boards behind real sshd, on which the built program really measures.
*/
import process from 'node:process';
import {afterAll, beforeAll, beforeEach, expect, it} from 'vitest';
import {
	canBuild,
	cannotServe,
	makeBuild,
	serveBoards,
} from '../../unit/commands/on/board-server.js';
import {cli, makeHome} from './run-cli.js';

const home = makeHome();
let boards: Awaited<ReturnType<typeof serveBoards>>;
let builds: string;

beforeAll(async () => {
	if (canBuild) {
		boards = await serveBoards(['pi', 'nuc']);
		builds = makeBuild(home.folder, `exec '${process.execPath}' '${cli}' "$@"\n`);
	}
});

beforeEach(context => {
	context.skip(!canBuild, cannotServe);
});

afterAll(() => {
	boards?.stop();
	home.remove();
});

it('measures on both boards and prints one table', async () => {
	const words =
		'bench --on pi,nuc --models efficientnet-b0 --backends onnxruntime:cpu --frames 8 --slices 1 --cool-down off --warmup 100ms --json';
	const env = {EDGETOP_SSH: boards.ssh, EDGETOP_BUILDS: builds};
	const first = await home.start(words.split(' '), env).ended;
	expect(first.stderr).toMatch(/^pi: done$/m);
	expect(first.code).toBe(0);
	const {rows, references} = JSON.parse(first.stdout) as {
		rows: Array<{board: string; backendId: string; frames: number; inferMs?: number}>;
		references: unknown[];
	};
	expect(rows.map(({board, backendId, frames}) => [board, backendId, frames])).toEqual([
		['pi', 'onnxruntime:cpu', 8],
		['nuc', 'onnxruntime:cpu', 8],
	]);
	expect(rows[1]!.inferMs).toBeGreaterThan(0);
	expect(references.length).toBeGreaterThan(0);
}, 60_000);
