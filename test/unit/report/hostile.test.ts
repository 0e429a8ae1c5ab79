import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {runReport} from '../../../source/commands/report.js';
import {type Flags} from '../../../source/flags.js';
import {type Summary} from '../../../source/record/summary.js';
import {csvLine, parseCsv} from '../../../source/text/csv.js';
import {openBrowser, sessions} from './pages.js';

/* Sessions whose every text is of somebody who wants to run something in the reader's program. */

/** What runs sets this. */
const mark = 'edgetopRan';
const hostile = [
	`<script>window.${mark}=1</script>`,
	`<img src=x onerror=window.${mark}=2>`,
	`"><svg onload=window.${mark}=3>`,
	`' onmouseover='window.${mark}=4' x='`,
	`</style></title></select><script>window.${mark}=5</script>`,
	`]}</script><script>window.${mark}=6</script>`,
	`[x](javascript:window.${mark}=7)`,
	'```',
	'`|`|\\',
	'=cmd|/c calc!A1',
	'&#60;script&#62;',
	'{{constructor}}',
] as const;

/** Keys whose texts a schema knows or reads; all others become hostile. */
const own = new Set([
	'kind',
	'id',
	'startedAt',
	'savedAt',
	'hash',
	'modelSha256',
	'buckets',
	'layout',
	'reason',
	'dropState',
	'verdict',
	'framesMode',
	'backendId',
	'seed',
	'preset',
	'v',
	'level',
	'at',
]);

const poison = (value: unknown, text: string, key = ''): unknown => {
	if (typeof value === 'string') {
		return own.has(key) ? value : text;
	}

	if (Array.isArray(value)) {
		return value.map(one => poison(one, text, key));
	}

	return value !== null && typeof value === 'object'
		? Object.fromEntries(
				Object.entries(value).map(([name, one]) => [name, poison(one, text, name)]),
			)
		: value;
};

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-hostile-'));
const files: string[] = [];

beforeAll(() => {
	for (const [place, text] of hostile.entries()) {
		const summary = poison(sessions()[place % 2]!.summary, text) as Summary;
		const file = path.join(folder, `${place} ${text.replaceAll('/', ':')}.json`);
		writeFileSync(file, JSON.stringify(summary));
		files.push(file);
	}
});

afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

const report = async (format: string): Promise<string> => {
	let text = '';
	const write = vi.spyOn(process.stdout, 'write').mockImplementation(piece => {
		text += String(piece);
		return true;
	});
	try {
		expect(await runReport(files, {format, averages: true} as unknown as Flags)).toBe(0);
	} finally {
		write.mockRestore();
	}

	return text;
};

test('the page shows them, and the browser runs nothing', async context => {
	const file = path.join(folder, 'report.html');
	writeFileSync(file, await report('html'));
	const browser = await openBrowser();
	context.skip(browser === undefined, 'no Chromium was found (Debian: apt install chromium)');
	try {
		const page = await browser!.newPage();
		const heard: string[] = [];
		page.on('request', request => heard.push(request.url()));
		page.on('dialog', dialog => heard.push(dialog.message()));
		page.on('pageerror', error => heard.push(String(error)));
		// Nothing is even refused: what the page's own policy stops is said on the console.
		page.on('console', message => heard.push(message.text()));
		await page.goto(pathToFileURL(file).href);
		expect(heard).toEqual([pathToFileURL(file).href]);
		const found = await page.evaluate(
			name => ({
				ran: String((globalThis as unknown as Record<string, unknown>)[name]),
				elements: document.querySelectorAll('script, img, iframe, object, embed, link, base')
					.length,
				handlers: [...document.querySelectorAll('*')].flatMap(({attributes}) =>
					Array.from(attributes, ({name: attribute}) => attribute).filter(one =>
						one.startsWith('on'),
					),
				),
				links: Array.from(document.querySelectorAll('a'), ({href}) => new URL(href).protocol),
				text: document.body.textContent,
			}),
			mark,
		);
		expect(found).toMatchObject({ran: 'undefined', elements: 0, handlers: []});
		expect([...new Set(found.links)]).toEqual(['file:']);
		for (const text of hostile) {
			expect(found.text).toContain(text);
		}

		// And where something did get in, the policy of the page would stop it.
		const isStopped = await page.evaluate(name => {
			const script = document.createElement('script');
			script.textContent = `window.${name} = 8`;
			document.body.append(script);
			return (globalThis as unknown as Record<string, unknown>)[name] === undefined;
		}, mark);
		expect(isStopped).toBe(true);
	} finally {
		await browser?.close();
	}
});

test('Markdown has them as letters, in cells and outside, and no name ends the block of charts', async () => {
	const text = await report('md');
	const lines = text.split('\n');
	const fences = lines.flatMap((line, place) => (/^ {0,3}`{3,}/.test(line) ? [place] : []));
	const [from, to] = [fences[0]!, fences.at(-1)!];
	const fence = /^`+/.exec(lines[from]!)![0];
	const closing = lines.findIndex(
		(line, place) => place > from && new RegExp(`^ {0,3}${fence}\`*\\s*$`).test(line),
	);
	expect(closing).toBe(to);
	const cells = lines[0]!.split(' | ').length;
	for (const [place, line] of lines.entries()) {
		if (place >= from && place <= to) {
			continue;
		}

		const bare = line.replaceAll(/\\[!-/:-@[-`{-~]/g, '');
		expect(bare, line).not.toMatch(/[<>`[\]]/);
		if (line.startsWith('|')) {
			expect(bare.split(' | ').length, line).toBe(cells);
		}
	}
});

test('no cell of the CSV is a formula, whatever a spreadsheet cuts cells at', async () => {
	const text = await report('csv');
	for (const delimiter of [',', ';', '\t'] as const) {
		for (const {cells} of parseCsv(text, 'report.csv', delimiter)) {
			for (const cell of cells) {
				expect(cell).not.toMatch(/^[=+@＝＋－＠]|^-(?!\d)/);
			}
		}
	}

	expect(csvLine(['a;=cmd', '＝cmd', ' =cmd', '-1+cmd', 'x\t@cmd', 'a-b', -2.5])).toBe(
		"a;'=cmd,'＝cmd,' =cmd,'-1+cmd,x·@cmd,a-b,-2.5",
	);
});
