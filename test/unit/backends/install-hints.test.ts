import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {findPython} from '../../../source/backends/find-python.js';
import {installScript, npmInstall} from '../../../source/backends/npm-install.js';
import {mendOf} from '../../../source/backends/tensorflow.js';
import {projectRoot} from './forms.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-hints-'));
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

describe('npm packages', () => {
	it.each([
		['/usr/lib/node_modules/edgetop', 'npm install -g onnxruntime-web'],
		['/home/a/app/node_modules/edgetop', 'npm install --prefix /home/a/app onnxruntime-web'],
		['/home/a b/edgetop', "npm install --no-save --prefix '/home/a b/edgetop' onnxruntime-web"],
	])('%s: %s', (root, command) => {
		expect(npmInstall('onnxruntime-web', root)).toBe(command);
	});

	it('a script of a package is named by its whole path', () => {
		const modules = path.join(folder, 'node_modules');
		mkdirSync(path.join(modules, 'edgetop'), {recursive: true});
		mkdirSync(path.join(modules, 'ort'));
		writeFileSync(path.join(modules, 'ort', 'a.js'), '');
		expect(installScript('ort', 'a.js', path.join(modules, 'edgetop'))).toBe(
			`node ${path.join(modules, 'ort', 'a.js')}`,
		);
	});
});

describe('TensorFlow', () => {
	const mend = '/usr/bin/python3 -m pip install tensorflow-cpu';
	it('for a GPU is not the package without one', () => {
		expect(mendOf('cpu', mend, 'x64')).toBe(mend);
		expect(mendOf('gpu', mend, 'x64')).toMatch(/pip install 'tensorflow\[and-cuda\]'$/);
		expect(mendOf('tensorrt', mend, 'x64')).toMatch(/pip install 'tensorflow\[and-cuda\]==2\.17/);
		expect(mendOf('gpu', mend.replace('-cpu', ''), 'arm64')).toMatch(/^install NVIDIA/);
	});
});

describe('a Python of the system that takes no packages', () => {
	const python = findPython();
	const hint = (setup: string, data: string): string =>
		execFileSync(
			python,
			[
				'-c',
				`import sys, sysconfig; sys.path.insert(0, ${JSON.stringify(path.join(projectRoot, 'source/backends/python'))})
import edgetop_worker as worker
${setup}
print(worker.install_command('torch'))`,
			],
			{encoding: 'utf8', env: {...process.env, XDG_DATA_HOME: data}},
		).trim();

	it('is given an environment that edgetop finds', context => {
		context.skip(spawnSync(python, ['--version']).status !== 0, 'skipped: there is no Python');
		const stdlib = path.join(folder, 'stdlib');
		mkdirSync(stdlib);
		const setup = `sys.executable = '/usr/bin/python3'\nsysconfig.get_path = lambda name: ${JSON.stringify(stdlib)}`;
		expect(hint(setup, folder)).toBe('/usr/bin/python3 -m pip install torch');
		writeFileSync(path.join(stdlib, 'EXTERNALLY-MANAGED'), '');
		const own = path.join(folder, 'edgetop', 'python');
		expect(hint(setup, folder)).toContain(
			`/usr/bin/python3 -m venv --system-site-packages ${own} && ${own}/bin/python -m pip install torch`,
		);
		mkdirSync(path.join(own, 'bin'), {recursive: true});
		writeFileSync(path.join(own, 'bin', 'python'), '#!/bin/sh\n');
		chmodSync(path.join(own, 'bin', 'python'), 0o755);
		const before = process.env['XDG_DATA_HOME'];
		process.env['XDG_DATA_HOME'] = folder;
		expect(findPython(undefined, {})).toBe(path.join(own, 'bin', 'python'));
		if (before === undefined) {
			delete process.env['XDG_DATA_HOME'];
		} else {
			process.env['XDG_DATA_HOME'] = before;
		}
	});
});
