import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {PassThrough} from 'node:stream';
import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import {askFlip, takeAsked, watchAsks} from '../../../source/run/instances/asks.js';
import {RunningRegistration} from '../../../source/run/instances/registry.js';
import {runAgent} from '../../../source/wall/agent/agent.js';
import {Answers, type AgentDeeds} from '../../../source/wall/agent/answer-asks.js';
import {WordFlow} from '../../../source/wall/agent/word-flow.js';
import {NewestRun} from '../../../source/wall/agent/follow-run.js';
import {boardNames} from '../../../source/wall/board-names.js';
import {understand, type Heard} from '../../../source/wall/board-talk.js';

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-wall-'));
});

afterEach(() => {
	rmSync(folder, {recursive: true, force: true});
});

const register = (more: {readonly journal?: string; readonly takesAsks?: boolean}) => {
	const registration = new RunningRegistration(path.join(folder, 'running'));
	registration.write({
		id: 'a-run',
		startedAt: '2026-11-26T01:00:00.000Z',
		modelName: 'efficientnet-b0',
		backendId: 'wasm',
		...more,
	});
	return registration;
};

const running = (): string => path.join(folder, 'running');
const deeds: AgentDeeds = {
	start: async args => ({isDone: true, text: `started ${args.join(' ')}`}),
	choices: async () => ({models: ['a'], backends: ['wasm']}),
};

/** The agent with its other ends in the test. */
const startAgent = () => {
	const [input, output] = [new PassThrough(), new PassThrough()];
	const heard: Heard[] = [];
	let rest = '';
	output.on('data', (chunk: Buffer) => {
		const lines = (rest + chunk.toString()).split('\n');
		rest = lines.pop()!;
		heard.push(...lines.map(line => understand(line)));
	});
	const ended = runAgent({input, output}, new NewestRun(running()), new Answers(deeds, running()));
	return {input, output, heard, ended};
};

const until = async (isTrue: () => boolean): Promise<void> => {
	await vi.waitFor(() => {
		expect(isTrue()).toBe(true);
	}, 20_000);
};

it('greets, says that nothing runs, answers, passes over what is no question, and ends with its input', async () => {
	const {input, heard, ended} = startAgent();
	input.write('no JSON\n{"id":1}\n{"id":2,"ask":{"kind":"reboot"}}\n');
	input.write('{"id":3,"ask":{"kind":"start","args":["--frames","8"]}}\n');
	input.write('{"id":4,"ask":{"kind":"stop"}}\n{"id":5,"ask":{"kind":"choices"}}\n');
	await until(() => heard.filter(({kind}) => kind === 'answer').length === 3);
	expect(heard[0]).toMatchObject({kind: 'greeting', greeting: {v: 1}});
	expect(heard.find(({kind}) => kind === 'word')).toMatchObject({
		word: {runs: 0, missing: 'nothing runs'},
	});
	expect(heard).toContainEqual({
		kind: 'answer',
		answer: {answer: {id: 3, isDone: true, text: 'started --frames 8'}},
	});
	expect(heard).toContainEqual({
		kind: 'answer',
		answer: {answer: {id: 4, isDone: false, text: 'nothing runs there'}},
	});
	expect(heard).toContainEqual({
		kind: 'answer',
		answer: {answer: {id: 5, isDone: true, text: ''}, choices: {models: ['a'], backends: ['wasm']}},
	});
	input.end();
	expect(await ended).toBe(0);
});

it('words whose receipts do not come are not sent beyond a few; an older wall, which sends none, gets all', () => {
	const flow = new WordFlow();
	const write = (): number => {
		let written = 0;
		for (; flow.isOpen && written < 20; written++) {
			flow.next(0);
		}

		return written;
	};

	expect(write()).toBe(20);
	flow.hear(20, 1000);
	expect(flow.next(1400)).toEqual({n: 21, heard: {n: 20, heldMs: 400}});
	expect(write()).toBe(7);
	for (const wrong of [3, 99, -1]) {
		flow.hear(wrong, 2000);
		expect(flow.isOpen).toBe(false);
	}

	flow.hear(22, 2000);
	expect(write()).toBe(2);
});

it('ends where nobody reads it any more', async () => {
	const {output, ended} = startAgent();
	output.destroy();
	expect(await ended).toBe(0);
});

it('a run without a journal, and one whose journal is none: said, not thrown', async () => {
	const registration = register({});
	const newest = new NewestRun(running());
	expect(await newest.word(0)).toEqual({
		runs: 1,
		missing: 'its run keeps no journal (--journal off)',
	});
	registration.remove();
	const journal = path.join(folder, 'a.ndjson');
	writeFileSync(journal, '{"kind":"something else"}\n{}\n');
	register({journal});
	const {runs, missing} = await newest.word(0);
	expect(runs).toBe(1);
	expect(missing).toMatch(/no journal of edgetop/);
});

it('a second run is not started beside one that goes on; an older run takes no flips', async () => {
	register({});
	const answers = new Answers(deeds, running());
	const {answer} = await answers.to({kind: 'start', args: []}, undefined);
	expect(answer.text).toBe(`a run goes on there already (process ${process.pid}): x ends it`);
	const entry = {
		pid: process.pid,
		id: 'a-run',
		startedAt: '',
		modelName: 'm',
		backendId: 'wasm',
	};
	const flip = {kind: 'flip', backend: 'wasm'} as const;
	const refused = await answers.to(flip, entry);
	expect(refused.answer.text).toContain('takes no flips from elsewhere');
	const taken = await answers.to(flip, {...entry, takesAsks: true});
	expect(taken.answer).toEqual({isDone: true, text: 'asked for wasm'});
	expect(takeAsked('a-run', running())).toEqual({backend: 'wasm'});
	expect(takeAsked('a-run', running())).toBeUndefined();
});

it('a run finds a wish, follows it once, and passes over what is none', async () => {
	register({});
	const asked: string[] = [];
	const session = {
		id: 'a-run',
		async selectModel(name: string) {
			asked.push(`model ${name}`);
		},
		async selectBackend(id: string) {
			asked.push(`backend ${id}`);
		},
	};
	const watch = watchAsks(session, running());
	writeFileSync(path.join(running(), 'a-run.ask'), 'no JSON');
	await until(() => takeAsked('a-run', running()) === undefined);
	askFlip('a-run', {model: 'm'}, running());
	await until(() => asked.length > 0);
	watch.close();
	expect(asked).toEqual(['model m']);
});

it('boards by name and by file, each once', () => {
	const file = path.join(folder, 'boards.txt');
	writeFileSync(file, '# ours\npi@one  # the first\r\n\ntwo\n');
	expect(boardNames([file, 'two', 'three'])).toEqual(['pi@one', 'two', 'three']);
	writeFileSync(file, '# none\n');
	expect(() => boardNames([file])).toThrow('names no board');
	writeFileSync(file, '-oProxyCommand=x\n');
	expect(() => boardNames([file])).toThrow('is no name of a board');
	expect(() => boardNames([path.join(folder, 'none')])).toThrow('cannot read');
	expect(() => boardNames([])).toThrow('which board?');
	expect(() => boardNames(['-l'])).toThrow('is no name of a board');
	expect(() => boardNames(Array.from({length: 251}, (_, place) => `b${place}`))).toThrow(
		'docs/fleet.md',
	);
});
