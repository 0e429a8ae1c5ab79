import {expect, it} from 'vitest';
import {BoardLink} from '../../../source/wall/board-link.js';
import {fakeChannel, writtenRun} from './boards.js';

/** A link whose time is told by the test. */
const open = () => {
	const channels: Array<ReturnType<typeof fakeChannel>> = [];
	let nowMs = 1000;
	const link = new BoardLink(
		'pi',
		() => {
			const fake = fakeChannel();
			channels.push(fake);
			return fake.channel;
		},
		() => nowMs,
	);
	link.look();
	return {
		link,
		channels,
		newest: () => channels.at(-1)!,
		wait(ms: number) {
			for (const untilMs = nowMs + ms; nowMs < untilMs;) {
				nowMs = Math.min(untilMs, nowMs + 1000);
				link.look();
			}
		},
	};
};

it('a login that talks, a greeting, a word, a newer field', () => {
	const {link, newest} = open();
	newest().say('Welcome to Raspbian\n{"kind":1}\n');
	expect(link.state).toMatchObject({phase: 'connecting', strangeLines: 0});
	newest().greet({later: true});
	newest().say(`${JSON.stringify({runs: 1, run: {...writtenRun, later: [1]}})}\n`);
	expect(link.state).toMatchObject({phase: 'open', word: {run: {modelName: 'efficientnet-b0'}}});
	expect(link.state.word!.run).not.toHaveProperty('later');
});

it('what a board says never steers the terminal, and no number is anything else', () => {
	const {link, newest} = open();
	newest().greet({host: '\u001B[2Jpi\u0007'});
	newest().say({runs: 1, run: {...writtenRun, modelName: 'a\u001B]0;b\u0007\u202Ec'}});
	expect(link.state.greeting!.host).toBe('pi·');
	expect(link.state.word!.run!.modelName).toBe('a·c');
	newest().say({runs: 1, run: {...writtenRun, fps: {last1s: '31'}}});
	newest().say('{"runs":1e999}\n');
	newest().say('no JSON\n');
	newest().say([1]);
	expect(link.state.strangeLines).toBe(4);
	expect(link.state.word!.run!.fps.last1s).toBe(31.24);
});

it('lines in pieces, and one without an end', () => {
	const {link, newest} = open();
	const text = `${JSON.stringify({kind: 'edgetop-wall', v: 1, edgetop: '0.1.0'})}\n`;
	newest().say(text.slice(0, 20));
	newest().say(text.slice(20));
	expect(link.state.phase).toBe('open');
	for (let count = 0; count < 8; count++) {
		newest().say('x'.repeat(100_000));
	}

	newest().say('\n');
	newest().word();
	expect(link.state.word!.runs).toBe(1);
});

it('a flood is cut off, and tried again later', () => {
	const {link, newest, channels, wait} = open();
	newest().greet();
	newest().say('x'.repeat(2 ** 20 + 1));
	expect(newest().isKilled).toBe(true);
	expect(link.state).toMatchObject({
		phase: 'lost',
		reason: 'says more than a board should: cut off',
	});
	wait(2000);
	expect(channels).toHaveLength(2);
});

it('a link that is lost is opened again after 1, 2, 4 … s, and comes back', () => {
	const {link, newest, channels, wait} = open();
	newest().greet();
	newest().word();
	newest().end(255, 'client_loop: send disconnect: Broken pipe\n');
	expect(link.state).toMatchObject({
		phase: 'lost',
		reason: 'client_loop: send disconnect: Broken pipe',
	});
	expect(link.state.word!.run!.modelName).toBe('efficientnet-b0');
	const opened = [1000, 2000, 4000, 8000].map(ms => {
		const before = channels.length;
		wait(ms - 1000);
		expect(channels).toHaveLength(before);
		wait(1000);
		newest().end(255, 'ssh: connect to host pi port 22: No route to host\n');
		return channels.length - before;
	});
	expect(opened).toEqual([1, 1, 1, 1]);
	expect(link.state.reason).toBe('connect to host pi port 22: No route to host');
	wait(16_000);
	newest().greet();
	newest().word();
	expect(link.state).toMatchObject({phase: 'open', reason: undefined});
});

it('a board that keeps the line and says nothing is given up after half a minute', () => {
	const {link, newest, wait} = open();
	newest().greet();
	newest().word();
	const first = newest();
	wait(29_000);
	expect(first.isKilled).toBe(false);
	wait(2000);
	expect(first.isKilled).toBe(true);
	expect(link.state.reason).toMatch(/^said nothing for 30 s/);
	first.word();
	expect(link.state.phase).not.toBe('open');
});

it.each([
	[255, 'Permission denied (publickey,password).', /does not let this user in/, 'refused'],
	[
		255,
		'WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nHost key verification failed.',
		/ssh-keygen -R pi/,
		'refused',
	],
	[255, 'Host key verification failed.', /connect once with ssh pi/, 'refused'],
	[255, '', /ssh lost the connection/, 'lost'],
	[127, '', /no edgetop there: edgetop on pi doctor brings/, 'lost'],
	[
		2,
		'edgetop: unknown command "wall"; commands are models, data',
		/older and knows no wall/,
		'lost',
	],
	[2, 'edgetop: unknown flag --agent', /older and knows no wall/, 'lost'],
	[1, 'edgetop needs Node 20.19 or newer\u001B[2J', /needs Node 20\.19 or newer$/, 'lost'],
	[1, '', /no edgetop answers there \(exit code 1\)/, 'lost'],
	[undefined, 'ssh is not installed here', /ssh is not installed here/, 'refused'],
] as const)('exit code %s, "%s": one line', (code, stderr, reason, phase) => {
	const {link, newest, channels, wait} = open();
	newest().end(code, stderr);
	expect(link.state.reason).toMatch(reason);
	expect(link.state.reason).not.toMatch(/\n|^pi: /);
	expect(link.state.phase).toBe(phase);
	wait(5000);
	// What a key or a password is wanted for is not tried again: the user might be locked out.
	expect(channels.length > 1).toBe(phase === 'lost');
	const before = channels.length;
	newest().end(255);
	link.retry();
	expect(channels).toHaveLength(before + 1);
});

it('a form of the future is refused by its name', () => {
	const {link, newest} = open();
	newest().greet({v: 2, edgetop: '9.0.0'});
	expect(newest().isKilled).toBe(true);
	expect(link.state.reason).toBe('the edgetop there is newer (9.0.0): update the one here');
});

it('questions and answers have numbers; without a connection the answer is at once', () => {
	const {link, newest} = open();
	link.ask({kind: 'stop'});
	expect(link.state.answer).toMatchObject({isDone: false, text: 'it is not connected'});
	newest().greet();
	link.ask({kind: 'flip', backend: 'wasm'});
	expect(JSON.parse(String(newest().stdin.read()))).toEqual({
		id: 2,
		ask: {kind: 'flip', backend: 'wasm'},
	});
	newest().say({
		answer: {id: 2, isDone: true, text: 'asked\u0007'},
		choices: {models: ['a'], backends: []},
	});
	expect(link.state).toMatchObject({
		answer: {id: 2, isDone: true, text: 'asked·'},
		choices: {models: ['a'], backends: []},
	});
});

it('words with numbers are receipted; the board’s confirmation tells how late the link is', () => {
	const {link, newest, wait} = open();
	newest().greet();
	newest().say({runs: 0, missing: 'nothing runs', n: 1});
	expect(JSON.parse(String(newest().stdin.read()))).toEqual({id: 1, ask: {kind: 'heard'}});
	expect(link.state.roundTripMs).toBeUndefined();
	wait(10_000);
	newest().say({runs: 0, missing: 'nothing runs', n: 2, heard: {n: 1, heldMs: 400}});
	expect(link.state.roundTripMs).toBe(9600);
	// A confirmation of what was never sent, and one that comes twice, say nothing.
	newest().say({runs: 0, n: 3, heard: {n: 77, heldMs: 0}});
	newest().say({runs: 0, n: 4, heard: {n: 1, heldMs: 0}});
	expect(link.state.roundTripMs).toBe(9600);
	newest().end(255, '');
	wait(2000);
	expect(link.state.roundTripMs).toBeUndefined();
});

it('FPS are kept in steps of 5 s; a gap stays a gap', () => {
	const {link, newest, wait} = open();
	newest().greet();
	for (let second = 0; second < 15; second++) {
		newest().word();
		wait(1000);
	}

	wait(15_000);
	expect(link.state.fps.slice(0, 2)).toEqual([31.24, 31.24]);
	expect(link.state.fps.at(-1)).toBeUndefined();
});
