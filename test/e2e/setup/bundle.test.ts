/*
The program as one bundle, as it is installed and released: all its processes start, and the answers are those of the modules.
*/
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import process from 'node:process';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {bundle, packagesOf} from '../../../scripts/bundle.mjs';
import {copyLicence} from '../../../scripts/release/licences.js';
import {lockedPackage, targets} from '../../../scripts/release/targets.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
mkdirSync(path.join(root, '.cache'), {recursive: true});
// Inside the checkout, whose node_modules it finds.
const folder = mkdtempSync(path.join(root, '.cache', 'bundle-test-'));
const program = path.join(folder, 'dist', 'bundle', 'cli.js');
let packages: string[] = [];

beforeAll(async () => {
	packages = packagesOf(await bundle(root, path.dirname(program)));
	for (const name of ['package.json', 'models', 'data']) {
		symlinkSync(path.join(root, name), path.join(folder, name));
	}
});

afterAll(() => {
	rmSync(folder, {recursive: true});
});

const run = (...args: string[]): string =>
	execFileSync(process.execPath, [program, ...args], {
		encoding: 'utf8',
		env: {...process.env, HOME: folder, XDG_STATE_HOME: '', XDG_CACHE_HOME: '', XDG_DATA_HOME: ''},
		stdio: ['ignore', 'pipe', 'ignore'],
	});

test('engine, decoder and sensors start from the bundle and count right answers', () => {
	const summary = JSON.parse(run('--headless', '--frames', '4', '--json')) as {
		segments: Array<{frames: number; accuracy: {cumulative: {n: number; top1: {value: number}}}}>;
	};
	expect(summary.segments).toHaveLength(1);
	expect(summary.segments[0]!.frames).toBe(4);
	expect(summary.segments[0]!.accuracy.cumulative).toMatchObject({n: 4, top1: {value: 1}});
	expect(existsSync(path.join(folder, '.local', 'state', 'edgetop'))).toBe(true);
});

test('commands find models and Python workers beside the bundle', () => {
	expect(run('models', 'list')).toContain('efficientnet-b0');
	const workers = readdirSync(path.join(root, 'source/backends/python')).filter(name =>
		name.endsWith('.py'),
	);
	expect(readdirSync(path.join(path.dirname(program), 'python')).sort()).toEqual(workers.sort());
});

test('each bundled package has a licence text, and each target its pinned parts', () => {
	expect(packages).toContain('node_modules/ink');
	for (const name of packages) {
		copyLicence(root, path.join(root, name), path.join(folder, 'licences'));
	}

	for (const {name, node} of targets) {
		expect(node.specifier).toMatch(new RegExp(String.raw`^node-${name}@20\.\d+\.\d+$`));
		expect(lockedPackage(root, `@img/sharp-${name}`).integrity).toMatch(/^sha512-/);
	}
});
