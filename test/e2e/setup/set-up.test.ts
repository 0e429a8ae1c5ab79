import {
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {keys, open, type Terminal} from '../terminal/terminal.js';
import {distOf, makeCheckout, runIn, type Checkout} from './checkout.js';

const setUp = async (checkout: Checkout, env: Readonly<Record<string, string>> = {}) =>
	runIn(checkout.root, process.execPath, ['scripts/setup.mjs'], env);

const succeed = async (checkout: Checkout) => {
	const run = await setUp(checkout);
	expect(run, run.stderr).toMatchObject({code: 0, stdout: ''});
	return run.stderr;
};

const fullDist = ['cli.d.ts', 'cli.js', 'cli.js.map', 'workers/worker.py'];

let checkout: Checkout;

const newCheckout = () => {
	checkout = makeCheckout();
};

const removeCheckout = () => {
	rmSync(checkout.root, {recursive: true, force: true});
};

describe('set-up of a fresh checkout', () => {
	beforeAll(newCheckout);
	afterAll(removeCheckout);

	it('leaves exactly the program’s JSON on stdout, through npm and with everything still to do', async () => {
		const run = await runIn(checkout.root, 'npm', [
			'start',
			'--silent',
			'--',
			'--headless',
			'--json',
		]);
		expect(run.code, run.stderr).toBe(0);
		const program = path.join(checkout.root, 'dist/cli.js');
		expect(JSON.parse(run.stdout)).toEqual({script: program, args: ['--headless', '--json']});
		expect(run.stderr).toMatch(/Installing dependencies[^]*Compiling/);
		expect(distOf(checkout.root)).toEqual(fullDist);
		expect(statSync(program).mode & 0o111).not.toBe(0);
	});

	it('does and says nothing the second time', async () => {
		const before = statSync(path.join(checkout.root, 'dist/cli.js')).mtimeMs;
		expect(await setUp(checkout)).toEqual({code: 0, stdout: '', stderr: ''});
		expect(statSync(path.join(checkout.root, 'dist/cli.js')).mtimeMs).toBe(before);
	});

	it('compiles again, without installing, when a source file changes, comes or goes', async () => {
		checkout.write('source/deep/extra.ts', 'export const extra = 1;\n');
		checkout.write('source/workers/worker.py', 'print("changed")\n');
		const added = await setUp(checkout);
		expect(added).toMatchObject({code: 0, stdout: ''});
		expect(added.stderr).not.toContain('Installing');
		expect(distOf(checkout.root)).toContain('deep/extra.js');
		expect(readFileSync(path.join(checkout.root, 'dist/workers/worker.py'), 'utf8')).toContain(
			'changed',
		);

		rmSync(path.join(checkout.root, 'source/deep'), {recursive: true});
		await succeed(checkout);
		expect(distOf(checkout.root)).toEqual(fullDist);
		expect(existsSync(path.join(checkout.root, 'dist/deep'))).toBe(false);
	});

	it('compiles again when something in dist is lost', async () => {
		rmSync(path.join(checkout.root, 'dist/cli.js'));
		await succeed(checkout);
		expect(distOf(checkout.root)).toEqual(fullDist);
	});

	it('installs again when the lock file changes, not when npm ci was run by hand', async () => {
		const lock = path.join(checkout.root, 'package-lock.json');
		const {packages, ...rest} = JSON.parse(readFileSync(lock, 'utf8')) as {packages: object};
		writeFileSync(lock, JSON.stringify({...rest, packages}, undefined, 2));
		// The same packages in other words: nothing to install, only to note.
		expect(await succeed(checkout)).not.toContain('Installing');

		const byHand = await runIn(checkout.root, 'npm', ['ci']);
		expect(byHand.code, byHand.stderr).toBe(0);
		expect(await setUp(checkout)).toEqual({code: 0, stdout: '', stderr: ''});

		await runIn(checkout.root, 'npm', ['prune', '--omit=dev']);
		expect(existsSync(path.join(checkout.root, 'node_modules/typescript-7'))).toBe(false);
		expect(await succeed(checkout)).toContain('Installing');
		expect(existsSync(path.join(checkout.root, 'node_modules/typescript-7'))).toBe(true);
	});

	it('says in one line that the source does not compile, and tries again next time', async () => {
		checkout.write('source/wrong.ts', 'export const wrong: number = "text";\n');
		for (let attempt = 0; attempt < 2; attempt++) {
			const run = await setUp(checkout);
			expect(run).toMatchObject({code: 1, stdout: ''});
			expect(run.stderr).toContain('source/wrong.ts(1,14): error TS2322');
			expect(run.stderr.trim().split('\n').at(-1)).toMatch(/^edgetop set-up: Compiling failed/);
		}

		rmSync(path.join(checkout.root, 'source/wrong.ts'));
		await succeed(checkout);
	});
});

describe('a start of a fresh checkout whose program is a bundle', () => {
	beforeAll(() => {
		checkout = makeCheckout(true);
	});
	afterAll(removeCheckout);

	const installed = (name: string): boolean =>
		existsSync(path.join(checkout.root, 'node_modules', name));
	const start = async () => runIn(checkout.root, 'npm', ['start', '--silent', '--', '--json']);

	it('brings the bundler and no other tool of developers; the second time nothing', async () => {
		const first = await start();
		expect(first.code, first.stderr).toBe(0);
		const program = path.join(checkout.root, 'dist/bundle/cli.js');
		expect(JSON.parse(first.stdout)).toEqual({script: program, args: ['--json']});
		expect([installed('esbuild'), installed('typescript-7')]).toEqual([true, false]);
		expect(distOf(checkout.root)).toEqual(['bundle/cli.js']);
		expect(readFileSync(path.join(checkout.root, 'package.json'), 'utf8')).not.toMatch(
			/"dependencies"/,
		);
		const second = await start();
		expect(second).toMatchObject({code: 0, stderr: ''});
	});

	it('for developers all is set up, and a later start takes nothing of it away', async () => {
		expect(await succeed(checkout)).toMatch(/Installing dependencies[^]*Compiling/);
		expect(installed('typescript-7')).toBe(true);
		expect(distOf(checkout.root)).toEqual(['bundle/cli.js', ...fullDist]);
		checkout.write('source/extra.ts', 'export const extra = 1;\n');
		const again = await start();
		expect(again.code, again.stderr).toBe(0);
		expect(installed('typescript-7')).toBe(true);
		expect(distOf(checkout.root)).toContain('extra.js');
	});
});

describe('set-up under other circumstances', () => {
	let terminal: Terminal | undefined;

	beforeAll(newCheckout);
	afterEach(async () => {
		await terminal?.close();
	});
	afterAll(removeCheckout);

	it('installs the compiler where the environment leaves development packages out, silences npm, or only pretends', async () => {
		const run = await setUp(checkout, {
			NODE_ENV: 'production',
			npm_config_omit: 'dev',
			npm_config_loglevel: 'silent',
			npm_config_dry_run: 'true',
			npm_config_global: 'true',
		});
		expect(run.code, run.stderr).toBe(0);
		expect(distOf(checkout.root)).toEqual(fullDist);
	});

	it('runs once when two start at the same time', async () => {
		rmSync(path.join(checkout.root, 'dist'), {recursive: true});
		rmSync(path.join(checkout.root, 'node_modules'), {recursive: true});
		const runs = await Promise.all([setUp(checkout), setUp(checkout), setUp(checkout)]);
		expect(runs.map(run => run.code)).toEqual([0, 0, 0]);
		expect(runs.filter(run => run.stderr.includes('Installing'))).toHaveLength(1);
		expect(runs.filter(run => run.stderr.includes('Compiling'))).toHaveLength(1);
		expect(distOf(checkout.root)).toEqual(fullDist);
	});

	it('takes over from a set-up that died, on this machine at once, from elsewhere by the clock', async () => {
		const lock = path.join(checkout.root, '.cache/setup.lock');
		for (const owner of ['{"host":"elsewhere","pid":1}', undefined]) {
			rmSync(path.join(checkout.root, 'dist'), {recursive: true});
			mkdirSync(lock, {recursive: true});
			if (owner) {
				writeFileSync(path.join(lock, 'owner.json'), owner);
			}

			utimesSync(lock, new Date(0), new Date(0));
			await succeed(checkout);
			expect(existsSync(lock)).toBe(false);
		}

		rmSync(path.join(checkout.root, 'dist'), {recursive: true});
		const dead = await runIn(checkout.root, process.execPath, [
			'-e',
			`const {mkdirSync, writeFileSync} = require('node:fs'); mkdirSync(${JSON.stringify(lock)}); writeFileSync(${JSON.stringify(path.join(lock, 'owner.json'))}, JSON.stringify({host: require('node:os').hostname(), pid: process.pid}));`,
		]);
		expect(dead.code).toBe(0);
		await succeed(checkout);
		expect(existsSync(lock)).toBe(false);
	});

	it('does nothing in an installed package, which has no source', async () => {
		const installed = makeCheckout();
		try {
			rmSync(path.join(installed.root, 'source'), {recursive: true});
			rmSync(path.join(installed.root, 'tsconfig.json'));
			expect(await setUp(installed)).toEqual({code: 0, stdout: '', stderr: ''});
			expect(existsSync(path.join(installed.root, 'node_modules'))).toBe(false);
		} finally {
			rmSync(installed.root, {recursive: true});
		}
	});

	it('gives npm start’s terminal to the program: it is one, and Ctrl-C ends it with 130', async () => {
		terminal = open('npm', ['start'], {cwd: checkout.root});
		await terminal.waitFor(/terminal true/, 30_000);
		terminal.write(keys.ctrlC);
		// Npm may end itself by the signal instead: a shell calls both 130.
		const {code, signal} = await terminal.exit;
		expect(code ?? signal).toBe(code === undefined ? 'SIGINT' : 130);
	});
});
