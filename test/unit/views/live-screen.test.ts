import process from 'node:process';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {keys, open, type Terminal, type TerminalOptions} from '../../e2e/terminal/terminal.js';
import {bundleScreen, removeScreen, screenProgram} from './bundled-screen.js';

beforeAll(bundleScreen);
afterAll(removeScreen);

const opened: Terminal[] = [];

afterEach(async () => {
	await Promise.all(opened.splice(0).map(async terminal => terminal.close()));
});

type Look = {readonly colour?: string; readonly characters?: string};

/** The screen, once it is drawn. */
const start = async (options: TerminalOptions = {}, look: Look = {}): Promise<Terminal> => {
	const {colour = '256', characters = 'utf8'} = look;
	const terminal = open(process.execPath, [screenProgram, colour, characters], {
		...options,
		env: {NODE_ENV: 'production', ...options.env},
	});
	opened.push(terminal);
	// The key line is the last row of a paint.
	await terminal.waitFor(/Throughput[^]*q quit|This terminal is/, 30_000);
	return terminal;
};

/** What the keys asked for, from the line after the end. */
const askedBy = async (terminal: Terminal): Promise<unknown> => {
	await terminal.exit;
	const found = /asked (.*)/.exec(terminal.output);
	return JSON.parse(found?.[1] ?? 'null');
};

describe('the terminal is given back', () => {
	it('after q, with nothing of the screen left', async () => {
		const terminal = await start();
		expect(terminal.isAlternateScreen()).toBe(true);
		expect(terminal.cursorVisible()).toBe(false);
		terminal.write('q');
		expect(await askedBy(terminal)).toEqual(['quit']);
		expect(terminal.isAlternateScreen()).toBe(false);
		expect(terminal.cursorVisible()).toBe(true);
		expect(terminal.history().join('\n')).not.toContain('Throughput');
	});

	it('after Ctrl-C', async () => {
		const terminal = await start();
		terminal.write(keys.ctrlC);
		expect(await askedBy(terminal)).toEqual(['interrupt']);
		expect(terminal.isAlternateScreen()).toBe(false);
	});

	it('when the process ends by process.exit', async () => {
		const terminal = await start();
		terminal.kill('SIGTERM');
		expect(await terminal.exit).toMatchObject({code: 143});
		expect(terminal.isAlternateScreen()).toBe(false);
		expect(terminal.cursorVisible()).toBe(true);
	});
});

describe('keys', () => {
	it('ask the session', async () => {
		const terminal = await start();
		for (const key of ['s', 'M', '+', '-']) {
			terminal.write(key);
		}

		terminal.write(' ');
		await terminal.waitFor(/SCREEN FROZEN/);
		terminal.write(' ');
		await terminal.waitFor(rows => !rows.join('\n').includes('SCREEN FROZEN'));
		terminal.write('q');
		expect(await askedBy(terminal)).toEqual([
			'save',
			['model', 'mobilenet-v2'],
			['refresh', 200],
			['refresh', 500],
			['frozen', true],
			['frozen', false],
			'quit',
		]);
	});

	it('choose a model: arrows move, Enter fetches what is not there and takes what is', async () => {
		const terminal = await start();
		terminal.write('m');
		await terminal.waitFor(/arrows choose/);
		terminal.write('jj');
		terminal.write(keys.down);
		await terminal.waitFor(/▶ .*resnet50/);
		terminal.write(keys.enter);
		await terminal.waitFor(/pulling resnet50: the run goes on meanwhile/);
		expect(terminal.screen().join('\n')).toMatch(/\$ edgetop models pull resnet50/);
		await terminal.waitFor(/Models {2}3 of 3/);
		terminal.write(keys.up);
		await terminal.waitFor(/▶ .*mobilenet-v2/);
		terminal.write(keys.enter);
		await terminal.waitFor(/Throughput/);
		terminal.write('q');
		expect(await askedBy(terminal)).toEqual([
			['pull', 'resnet50'],
			['model', 'mobilenet-v2'],
			'quit',
		]);
	});

	it('a search narrows the list, Esc ends it, y copies the command', async () => {
		const terminal = await start();
		terminal.write('m');
		await terminal.waitFor(/Models {2}1 of 3/);
		terminal.write('/res');
		await terminal.waitFor(/Models {2}1 of 1 .*search: res_/);
		terminal.write(keys.escape);
		await terminal.waitFor(/Models {2}1 of 3/);
		terminal.write(keys.down);
		terminal.write(keys.down);
		await terminal.waitFor(/▶ .*resnet50/);
		terminal.write('y');
		await terminal.waitFor(/copied, if the terminal allows it/);
		expect(terminal.output).toContain(
			`\u001B]52;c;${Buffer.from('edgetop models pull resnet50').toString('base64')}\u0007`,
		);
	});

	it('Tab goes from panel to panel, Enter makes a page of one, Esc goes back', async () => {
		const terminal = await start();
		terminal.write('\t');
		terminal.write('\t');
		terminal.write(keys.enter);
		await terminal.waitFor(/Inference latency, whole[^]*preprocess/);
		terminal.write(keys.escape);
		await terminal.waitFor(/Throughput/);
		terminal.write('E');
		await terminal.waitFor(/Events: all, 4/);
		terminal.write('f');
		await terminal.waitFor(/Events: warnings and errors, 2/);
		terminal.write('/skip');
		await terminal.waitFor(/Events: warnings and errors, 1 \(.*filter: skip_\)/);
		terminal.write('?');
		terminal.write(keys.escape);
		await terminal.waitFor(/Events: warnings and errors, 2 .*\/: filter/);
		terminal.write('?');
		await terminal.waitFor(/Help: events[^]*Figures: events[^]*Colours/);
		terminal.write('x');
		await terminal.waitFor(/Events: warnings and errors, 2/);
		terminal.write('E');
		await terminal.waitFor(/Throughput/);
	});

	it('the mouse: a click chooses, the next one opens, the wheel moves, the upper border closes', async () => {
		const terminal = await start();
		expect(terminal.output).toContain('\u001B[?1000h\u001B[?1006h');
		const click = (column: number, row: number): void => {
			terminal.write(`\u001B[<0;${column};${row}M\u001B[<0;${column};${row}m`);
		};

		// The panel of latency.
		click(5, 18);
		click(5, 18);
		await terminal.waitFor(/Inference latency, whole/);
		click(5, 3);
		await terminal.waitFor(/Throughput/);
		terminal.write('m');
		await terminal.waitFor(/▶ efficientnet-b0/);
		click(5, 6);
		await terminal.waitFor(/▶ mobilenet-v2/);
		terminal.write('\u001B[<64;5;6M');
		await terminal.waitFor(/▶ efficientnet-b0/);
		terminal.write('\u001B[<65;5;6M');
		await terminal.waitFor(/▶ mobilenet-v2/);
		click(5, 6);
		await terminal.waitFor(/Throughput/);
		terminal.write('q');
		expect(await askedBy(terminal)).toEqual([['model', 'mobilenet-v2'], 'quit']);
		expect(terminal.output).toContain('\u001B[?1006l\u001B[?1000l');
	});

	it('Ctrl-Z leaves the terminal as it was, and what goes on draws it again', async () => {
		const terminal = await start();
		terminal.write('\u001A');
		// No shell waits for it, so that the system stops nothing and it goes on at once.
		await terminal.waitFor(
			() => terminal.output.split('\u001B[?1049h').length === 3 && terminal.isAlternateScreen(),
		);
		expect(terminal.output).toMatch(/\u001B\[\?1000l[^]*\u001B\[\?1049l[^]*\u001B\[\?1000h/);
		await terminal.waitFor(/Throughput[^]*q quit/);
		terminal.write('q');
		expect(await askedBy(terminal)).toEqual(['quit']);
	});

	it('open and close pages', async () => {
		const terminal = await start({columns: 120, rows: 40});
		terminal.write('?');
		await terminal.waitFor(/any key closes/);
		terminal.write('x');
		await terminal.waitFor(/Throughput/);
		terminal.write('b');
		await terminal.waitFor(/tflite-edgetpu.*no: plug it in/);
		terminal.write(keys.escape);
		await terminal.waitFor(/Throughput/);
		terminal.write('c');
		await terminal.waitFor(/Segments of this run/);
		terminal.write('c');
		await terminal.waitFor(/Throughput/);
	});
});

describe('looks', () => {
	it('ASCII means no byte above 0x7E, in the pickers too', async () => {
		const terminal = await start({}, {characters: 'ascii'});
		terminal.write('b');
		await terminal.waitFor(/arrows choose/);
		terminal.write('q');
		await terminal.waitFor(/Throughput/);
		expect(terminal.output).toMatch(/^[\u0000-\u007E]*$/);
	});

	it('no colour means no colour code, in the pickers too', async () => {
		const terminal = await start({}, {colour: 'none'});
		terminal.write('m');
		await terminal.waitFor(/arrows choose/);
		terminal.write('q');
		await terminal.waitFor(/Throughput/);
		expect(terminal.output).not.toMatch(/\u001B\[[\d;]*m/);
	});

	it('what something else writes does not break the screen, and is shown after it', async () => {
		const terminal = await start();
		const before = terminal.screen().map(row => row.trimEnd());
		terminal.write('r');
		terminal.write('?');
		await terminal.waitFor(/any key closes/);
		terminal.write('x');
		await terminal.waitFor(rows => rows.every((row, index) => row.trimEnd() === before[index]));
		terminal.write('q');
		expect(await askedBy(terminal)).toEqual(['reset', 'quit']);
		const after = terminal.history().join('\n');
		expect(after).toContain('STRAY by console.log');
		expect(after).toContain('STRAY warning');
	});
});

describe('resize', () => {
	it('draws the screen anew in the new size', async () => {
		const terminal = await start();
		terminal.resize(120, 40);
		await terminal.waitFor(rows => rows.length === 40 && rows[38]!.includes('s save'));
		expect(terminal.screen()[3]).toMatch(/^╭─ Throughput.*╮$/);
		terminal.resize(80, 24);
		await terminal.waitFor(rows => rows.length === 24 && rows[22]!.startsWith('q quit'));
		expect(terminal.screen().filter(row => row.includes('Throughput'))).toHaveLength(1);
	});

	it('a picker gives way to the note that the terminal is too small, and q quits there', async () => {
		const terminal = await start();
		terminal.write('m');
		await terminal.waitFor(/arrows choose/);
		terminal.resize(60, 20);
		await terminal.waitFor(/This terminal is 60×20/);
		terminal.write('m');
		terminal.resize(61, 20);
		await terminal.waitFor(/This terminal is 61×20/);
		terminal.write('q');
		expect(await askedBy(terminal)).toEqual(['quit']);
	});

	it('a picker is drawn anew in the new size', async () => {
		const terminal = await start({columns: 120, rows: 40});
		terminal.write('m');
		await terminal.waitFor(/MobileNetV2 1\.0/);
		terminal.resize(90, 30);
		await terminal.waitFor(
			rows =>
				rows.length === 30 && rows[28]!.startsWith('q quit') && rows.join('\n').includes('Models'),
		);
		expect(terminal.screen().filter(row => row.startsWith('╭'))).toHaveLength(1);
	});
});
