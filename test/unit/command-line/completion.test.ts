import {execFileSync, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {bashCompletion} from '../../../source/command-line/completion/bash.js';
import {fishCompletion} from '../../../source/command-line/completion/fish.js';
import {zshCompletion} from '../../../source/command-line/completion/zsh.js';
import {manPage} from '../../../source/command-line/man-page.js';
import {edgetopVersion} from '../../../source/system/version.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-completion-'));
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

const file = (name: string, text: string, mode = 0o644): string => {
	const whole = path.join(folder, name);
	writeFileSync(whole, text, {mode});
	return whole;
};

beforeAll(() => {
	// In place of the program, which the scripts ask for names.
	file(
		'edgetop',
		String.raw`#!/bin/sh
case "$*" in
'completion names model') printf 'efficientnet-b0\nmobilenet-v2\n' ;;
'completion names backend') printf 'onnxruntime:cpu\nonnxruntime:cuda\nwasm\n' ;;
esac
`,
		0o755,
	);
	file('edgetop.bash', bashCompletion());
	file('edgetop.zsh', zshCompletion());
	file('edgetop.fish', fishCompletion());
	mkdirSync(path.join(folder, 'place'));
	file('place/pictures.csv', '');
});

/** A line as typed, and all that the shell offers for its last word. */
const lines: ReadonlyArray<readonly [string, readonly string[]]> = [
	['edgetop mo', ['models']],
	['edgetop help be', ['bench']],
	['edgetop models ve', ['verify']],
	['edgetop models pull mob', ['mobilenet-v2']],
	['edgetop --preset q', ['quick']],
	['edgetop --frames 3 --headl', ['--headless']],
	['edgetop doctor --js', ['--json']],
	['edgetop doctor --frames', []],
	['edgetop bench --sl', ['--slices']],
	['edgetop report pic', ['pictures.csv']],
];

const run = (shell: string, script: string): string[] =>
	execFileSync(
		shell,
		shell === 'bash'
			? ['--norc', script]
			: shell === 'zsh'
				? ['-f', script]
				: ['--no-config', script],
		{
			cwd: path.join(folder, 'place'),
			encoding: 'utf8',
			env: {...process.env, HOME: folder, PATH: `${folder}:${process.env['PATH']}`},
		},
	)
		.split('\n')
		.slice(0, -1);

const isHere = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

describe('completion in a real shell', () => {
	it('bash', context => {
		context.skip(!isHere('bash'), 'skipped: there is no bash here');
		const all = [
			...lines,
			// Bash itself splits words at these.
			['edgetop --backend onnxruntime:cu', ['cuda']],
			['edgetop --backend=wa', ['wasm']],
		] as const;
		const script = [
			`source '${folder}/edgetop.bash'`,
			String.raw`COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'`,
			`ask() { COMP_LINE=$1; COMP_POINT=\${#1}; COMPREPLY=(); _edgetop; echo "\${COMPREPLY[*]}"; }`,
			...all.map(([line]) => `ask '${line}'`),
		];
		expect(run('bash', file('ask.bash', `${script.join('\n')}\n`))).toEqual(
			all.map(([, words]) => words.join(' ')),
		);
	});

	it('fish', context => {
		context.skip(!isHere('fish'), 'skipped: there is no fish here');
		const script = [
			`source '${folder}/edgetop.fish'`,
			...lines.map(([line]) => `echo (complete -C '${line}' | cut -f1)`),
		];
		expect(run('fish', file('ask.fish', `${script.join('\n')}\n`))).toEqual(
			lines.map(([, words]) => words.join(' ')),
		);
	});

	it('zsh', context => {
		context.skip(!isHere('zsh'), 'skipped: there is no zsh here');
		// Its own functions offer words for the line editor alone; these print what is offered before it is matched.
		const script = [
			`compadd() { if [[ $1 == -a ]]; then print -- \${(P)2}; else shift; print -- $@; fi }`,
			`_describe() { local list=$@[-1]; print -- \${(P)list%%:*}; }`,
			'_files() { print -- files $@ }',
			`compset() { PREFIX=\${PREFIX#*=} }`,
			'compdef() { : }',
			`source '${folder}/edgetop.zsh'`,
			`ask() { words=(\${(s: :)1}); CURRENT=$#words; PREFIX=$words[-1]; print -- $(_edgetop) }`,
			...lines.map(([line]) => `ask '${line}'`),
			"ask 'edgetop --backend=onnxruntime:cu'",
			"ask 'edgetop --sensor-root p'",
		];
		const told = run('zsh', file('ask.zsh', `${script.join('\n')}\n`));
		const candidates = told.map(line => line.split(' '));
		for (const [place, [line, words]] of lines.entries()) {
			const expected = line.startsWith('edgetop report') ? ['files'] : words;
			expect(candidates[place], line).toEqual(expect.arrayContaining([...expected]));
		}

		expect(candidates[7]).not.toContain('--frames');
		expect(told.slice(-2)).toEqual(['onnxruntime:cpu onnxruntime:cuda wasm', 'files -/']);
	});
});

describe('the manual page', () => {
	it('is that of the definition', () => {
		const page = readFileSync(new URL('../../../docs/edgetop.1', import.meta.url), 'utf8');
		expect(page, 'npm run build:docs').toBe(manPage(edgetopVersion));
	});

	it('is roff without a fault', context => {
		context.skip(!isHere('groff'), 'skipped: there is no groff here');
		const {stdout, stderr} = spawnSync('groff', ['-man', '-Tascii', '-ww', '-P-cbou'], {
			encoding: 'utf8',
			input: manPage('1.2.3'),
		});
		expect(stderr).toBe('');
		expect(stdout).toContain('--frames-cache');
	});
});
