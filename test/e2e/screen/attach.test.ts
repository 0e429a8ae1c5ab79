import {spawnSync} from 'node:child_process';
import process from 'node:process';
import {afterEach, expect, it} from 'vitest';
import {cli, makeHome, onlyLine} from '../cli/run-cli.js';
import {waitFor} from '../../unit/engine/processes.js';
import {pageMs, runsOfFile, startMs, waitForWhole} from './screen-run.js';

const runs = runsOfFile();
const homes: Array<ReturnType<typeof makeHome>> = [];
const newHome = () => {
	const home = makeHome();
	homes.push(home);
	return home;
};

afterEach(() => {
	for (const home of homes.splice(0)) {
		home.remove();
	}
});

/** `edgetop attach …` without a terminal, as in a script. */
const attach = (folder: string, ...args: readonly string[]) =>
	spawnSync(process.execPath, [cli, 'attach', ...args], {
		env: {...process.env, XDG_STATE_HOME: folder},
		encoding: 'utf8',
	});

it(
	'a run on another screen: looked at, left, looked at again, ended from there',
	{timeout: 4 * startMs},
	async () => {
		const home = newHome();
		const none = attach(home.folder);
		expect(none.status).toBe(2);
		expect(onlyLine(none.stderr)).toMatch(/nothing of edgetop runs here/);

		const {child, ended} = home.start(['--headless', '--loop']);
		const running = await waitFor('the run to be listed', () => {
			const {stderr} = attach(home.folder);
			return stderr.includes('edgetop report') && stderr;
		});
		expect(running).toMatch(/no terminal .*journals\/.*\.ndjson/);
		expect(onlyLine(attach(home.folder, 'mine').stderr)).toContain(
			`no run "mine" here; there is ${child.pid} (efficientnet-b0 on onnxruntime:cpu since `,
		);

		const env = {XDG_STATE_HOME: home.folder};
		const first = runs.start(['attach'], {columns: 120, rows: 40, env}).terminal;
		const screen = await waitForWhole(
			first,
			text => text.includes('ATTACHED ×1') && /all +\d/.test(text),
			startMs,
		);
		expect(screen.at(-2)).toContain('X end the run');
		first.write('q');
		expect(await first.exit).toEqual({code: 0, signal: undefined});
		expect(first.history().join('\n')).toContain(`the run goes on: edgetop attach ${child.pid}`);
		expect(child.exitCode).toBeNull();

		const second = runs.start(['attach', String(child.pid)], {columns: 80, rows: 24, env}).terminal;
		await waitForWhole(second, text => text.includes('ATTACHED ×1'), startMs);
		second.write('X');
		const {code} = await ended;
		expect(code).toBe(143);
		await waitForWhole(second, text => text.includes('terminated'), pageMs);
		second.write('q');
		expect(await second.exit).toEqual({code: 0, signal: undefined});
		expect(second.history().join('\n')).toContain('the run has ended: edgetop report ');
		const [saved] = home.saved();
		expect(saved!.end.reason).toBe('signal');
		expect(saved!.segments[0]!.frames).toBeGreaterThan(0);
		expect(attach(home.folder).stderr).toMatch(/nothing of edgetop runs here/);
	},
);

it(
	'two on one processor are told of each other, and which of them is meant is asked',
	{timeout: 2 * startMs},
	async () => {
		const home = newHome();
		const long = home.start(['--headless', '--loop']);
		await waitFor('the first to be listed', () =>
			attach(home.folder).stderr.includes('edgetop report'),
		);
		const other = home.start(['--headless', '--loop', '--backend', 'wasm', '--journal', 'off']);
		const both = await waitFor('the second to be listed', () => {
			const {stderr} = attach(home.folder);
			return stderr.includes('several run') && stderr;
		});
		expect(both).toContain(`${long.child.pid} (efficientnet-b0 on onnxruntime:cpu`);
		expect(both).toContain(`${other.child.pid} (efficientnet-b0 on wasm`);
		expect(onlyLine(attach(home.folder, String(other.child.pid)).stderr)).toContain(
			'keeps no journal (--journal off)',
		);
		// Both look once in two seconds.
		await new Promise(resolve => {
			setTimeout(resolve, 5000);
		});
		other.child.kill('SIGTERM');
		await other.ended;
		await new Promise(resolve => {
			setTimeout(resolve, 5000);
		});
		long.child.kill('SIGTERM');
		await long.ended;
		const texts = home.saved().map(({events}) => events.map(({text}) => text).join('\n'));
		for (const {child, modelAndBackend} of [
			{child: other.child, modelAndBackend: 'efficientnet-b0 on wasm'},
			{child: long.child, modelAndBackend: 'efficientnet-b0 on onnxruntime:cpu'},
		]) {
			const wanted = `another edgetop runs on the same CPU (process ${child.pid}: ${modelAndBackend}): each slows the other down`;
			expect(texts.filter(text => text.includes(wanted))).toHaveLength(1);
		}

		expect(texts.join('\n')).toContain(`the other edgetop (process ${other.child.pid}) is gone`);
	},
);
