import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import * as pty from '@lydell/node-pty';
import {afterEach, describe, expect, it} from 'vitest';
import {cli, makeHome, shortWarmup} from '../cli/run-cli.js';
import {childrenOf, isAlive, waitFor, withoutProc} from '../../unit/engine/processes.js';
import {killSession} from '../terminal/process-tree.js';

const home = makeHome();
const leaders: number[] = [];
afterEach(() => {
	for (const leader of leaders.splice(0)) {
		killSession(leader);
	}

	home.remove();
});

/** All that `parent` started, and what these started. */
const descendantsOf = (parent: number): number[] =>
	childrenOf(parent).flatMap(({pid}) => [pid, ...descendantsOf(pid)]);

/** A run with options in a terminal that is then closed; its exit code comes in a file. */
const runAndClose = async (options: readonly string[]) => {
	const codeFile = path.join(home.folder, 'code');
	const terminal = pty.spawn(
		'bash',
		[
			'-c',
			`trap '' HUP; "$0" "$2" "\${@:3}"; echo $? > "$1"`,
			process.execPath,
			codeFile,
			cli,
			...options,
		],
		{
			cols: 80,
			rows: 24,
			env: {
				PATH: process.env['PATH'],
				LANG: 'C.UTF-8',
				XDG_STATE_HOME: home.folder,
				...shortWarmup,
			},
		},
	) as pty.IPty & {destroy: () => void};
	leaders.push(terminal.pid);
	let output = '';
	terminal.onData(text => {
		output += text;
	});
	await waitFor('counted frames on the screen', () =>
		/all +\d/.test(output.replaceAll(/\u001B\[[^A-Za-z]*[A-Za-z]/g, '')),
	);
	const started = descendantsOf(terminal.pid);
	expect(started.length).toBeGreaterThanOrEqual(2);
	terminal.destroy();
	const code = await waitFor(
		'the exit code',
		() => existsSync(codeFile) && readFileSync(codeFile, 'utf8').trim(),
	);
	return {code, started};
};

describe('a terminal that is closed', () => {
	it('ends and saves the run, also where the shell keeps SIGHUP to itself', async context => {
		if (withoutProc) {
			context.skip(withoutProc);
		}

		const {code, started} = await runAndClose([]);
		// Not 134: Node aborts where it cannot set the terminal's modes back.
		expect(code).toBe('129');
		const [saved] = home.saved();
		expect(saved!.end).toEqual({reason: 'signal', detail: 'connection lost (SIGHUP)'});
		expect(saved!.segments[0]!.frames).toBeGreaterThan(0);
		expect(home.leftovers()).toEqual([]);
		await waitFor('its processes to end', () => started.every(pid => !isAlive(pid)));
	});

	it('is no end with --on-hangup continue: the run goes on for its time, and is saved', async context => {
		if (withoutProc) {
			context.skip(withoutProc);
		}

		const {code, started} = await runAndClose(['--on-hangup', 'continue', '--duration', '8s']);
		expect(code).toBe('0');
		const [saved] = home.saved();
		expect(saved!.end.reason).toBe('completed');
		const lost = saved!.events.find(({kind}) => kind === 'terminalLost')!;
		expect(lost.text).toMatch(/goes on without a screen/);
		expect(saved!.events.filter(({kind}) => kind === 'terminalLost')).toHaveLength(1);
		// It measured on after the terminal was gone.
		expect(saved!.elapsedSeconds * 1000).toBeGreaterThan(lost.atMs + 2000);
		await waitFor('its processes to end', () => started.every(pid => !isAlive(pid)));
	});
});
