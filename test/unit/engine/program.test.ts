import {readFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {afterAll, describe, expect, it} from 'vitest';
import {summarySchema} from '../../../source/record/summary.js';
import {makeHome, onlyLine} from '../../e2e/cli/run-cli.js';
import {childrenOf, enginesOf, isAlive, waitFor, withoutProc} from './processes.js';

const home = makeHome();
afterAll(() => {
	home.remove();
});

type Row = {type: string; frames?: number; segment?: number; kind?: string; summary?: unknown};

/** @throws SyntaxError for a line that is not JSON. */
const rowsOf = (stdout: string): readonly Row[] =>
	stdout
		.trim()
		.split('\n')
		.map(line => JSON.parse(line) as Row);

/** What the run has said so far, whole lines alone. */
const follow = (child: ReturnType<typeof home.start>['child']) => {
	let text = '';
	child.stdout.on('data', chunk => {
		text += String(chunk);
	});
	return () => rowsOf(text.slice(0, text.lastIndexOf('\n') + 1).trim() || '{"type":"none"}');
};

describe('the program and its engine', () => {
	it('goes on in the same segment when its engine is killed, and loses no frame that was counted', async context => {
		if (withoutProc !== undefined) {
			context.skip(withoutProc);
		}

		const {child, ended} = home.start(['--format', 'ndjson', '--duration', '7s']);
		const rows = follow(child);
		const before = await waitFor('counted frames', () =>
			rows().find(({frames = 0}) => frames > 10),
		);
		const [engine] = enginesOf(child.pid!);
		process.kill(engine!, 'SIGKILL');
		const {code, stdout} = await ended;

		expect(code).toBe(0);
		const all = rowsOf(stdout);
		const restarts = all.filter(({kind}) => kind === 'engineRestarted');
		expect(restarts).toHaveLength(1);
		const counts = all.filter(({type}) => type === 'second').map(({frames}) => frames!);
		expect(counts).toEqual(counts.toSorted((a, b) => a - b));
		const summary = summarySchema.parse(all.at(-1)!.summary);
		expect(summary.end.reason).toBe('completed');
		expect(summary.segments).toHaveLength(1);
		const [segment] = summary.segments;
		expect(segment!.restarts).toBe(1);
		expect(segment!.stages.infer!.count).toBe(segment!.frames);
		const kinds = summary.events.map(({kind}) => kind);
		expect(kinds.indexOf('engineRecovered')).toBeGreaterThan(kinds.indexOf('engineRestarted'));
		expect(segment!.frames).toBeGreaterThan(before.frames!);
		// No position is run twice and none is passed over: the last one tells the count.
		const {complete, partial} = segment!.passes!;
		expect(Math.round((complete + partial) * summary.context.frames.count!)).toBe(segment!.frames);
		expect(isAlive(engine!)).toBe(false);
	});

	it('leaves no process behind when it is killed itself', async context => {
		if (withoutProc !== undefined) {
			context.skip(withoutProc);
		}

		const {child, ended} = home.start(['--format', 'ndjson', '--duration', '60s']);
		const rows = follow(child);
		await waitFor('counted frames', () => rows().some(({frames = 0}) => frames > 0));
		const children = childrenOf(child.pid!);
		expect(children.some(({commandLine}) => commandLine.includes('engine.js'))).toBe(true);
		expect(children.length).toBeGreaterThanOrEqual(2);
		child.kill('SIGKILL');
		await waitFor('the end of its children', () => children.every(({pid}) => !isAlive(pid)), 5000);
		const {signal} = await ended;
		expect(signal).toBe('SIGKILL');
	});

	it('keeps what native code writes off both outputs, and in engine.log', async context => {
		if (process.platform !== 'linux' || process.arch !== 'x64') {
			context.skip('only this build of onnxruntime asks for the CUDA library at run time');
		}

		const {code, stdout, stderr} = await home.run('--json', '--backend', 'onnxruntime:cuda');
		const log = readFileSync(path.join(home.folder, 'edgetop', 'engine.log'), 'utf8');
		if (code !== 1) {
			context.skip('CUDA works here: there is no native error to provoke');
		}

		expect(log).toMatch(/\[E:onnxruntime/);
		expect(stderr).not.toMatch(/\[E:onnxruntime|\u001B/);
		expect(onlyLine(stderr)).toMatch(/^edgetop: .*cuda.* did not start: /i);
		// A run that never started leaves no session.
		expect(stdout).toBe('');
		expect(home.saved().filter(({end}) => end.reason === 'failed')).toEqual([]);
	});
});
