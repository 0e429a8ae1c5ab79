import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {type Browser} from 'puppeteer-core';
import {afterAll, beforeAll, beforeEach, expect, it} from 'vitest';
import {readReference, shippedReference} from '../../../source/record/reference/read-reference.js';
import {reportPage} from '../../../source/report/html/page.js';
import {longSession, openBrowser, sessions} from './pages.js';

/* How the page is laid out on a laptop, a phone and paper, with long texts and the 31 references. */

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-html-layout-'));
const file = path.join(folder, 'report.html');
let browser: Browser | undefined;

beforeAll(async () => {
	writeFileSync(
		file,
		reportPage([...sessions(), longSession()], [readReference(shippedReference)]).pieces.join(''),
	);
	browser = await openBrowser();
}, 60_000);
afterAll(async () => {
	await browser?.close();
	rmSync(folder, {recursive: true, force: true});
});
beforeEach(context => {
	if (!browser) {
		context.skip('no Chromium was found (Debian: apt install chromium)');
	}
});

const open = async (width: number) => {
	const page = await browser!.newPage();
	await page.setViewport({width, height: 900});
	await page.goto(pathToFileURL(file).href);
	return {page};
};

it('prints on two pages, with all columns', async () => {
	const {page} = await open(1200);
	const pdf = Buffer.from(await page.pdf({preferCSSPageSize: true})).toString('latin1');
	expect(pdf.match(/\/Type\s*\/Page[^s]/g)).toHaveLength(2);
	await page.emulateMediaType('print');
	// A4 landscape without its margins.
	await page.setViewport({width: 1054, height: 726});
	const heads = await page.$$eval('.rows thead th', found =>
		found.map(head => ({
			text: head.textContent.trim(),
			right: head.getBoundingClientRect().right,
		})),
	);
	expect(heads.map(({text}) => text)).toEqual(
		expect.arrayContaining(['Top-5 %', 'Images', 'Backend', 'Threads', 'Verdict']),
	);
	expect(heads.filter(({right}) => right > 1055)).toEqual([]);
	await page.close();
});

it('on a laptop no text is cut, and no row is four lines high', async () => {
	const {page} = await open(1280);
	const seen = await page.evaluate(() => ({
		verdicts: Array.from(
			document.querySelectorAll('.rows tr > :last-child'),
			cell => cell.getBoundingClientRect().right,
		),
		lines: Array.from(document.querySelectorAll('.rows tbody td'), cell => {
			const range = document.createRange();
			range.selectNodeContents(cell);
			return new Set(Array.from(range.getClientRects(), ({top}) => Math.round(top))).size;
		}),
		names: Array.from(
			document.querySelectorAll('.chart text.name'),
			name =>
				name.closest('.chart')!.getBoundingClientRect().left - name.getBoundingClientRect().left,
		),
		labels: Array.from(
			document.querySelectorAll('.number'),
			label => label.getBoundingClientRect().toJSON() as DOMRect,
		),
	}));
	expect(seen.verdicts.filter(right => right > 1280)).toEqual([]);
	expect(Math.max(...seen.lines)).toBeLessThan(4);
	expect(seen.names.filter(outside => outside > 0)).toEqual([]);
	// The box of a text is higher than its letters.
	const overlapping = seen.labels.filter((one, place) =>
		seen.labels.some(
			(other, otherPlace) =>
				otherPlace > place &&
				one.left < other.right - 1 &&
				other.left < one.right - 1 &&
				one.top < other.bottom - 5 &&
				other.top < one.bottom - 5,
		),
	);
	expect(overlapping).toEqual([]);
	await page.close();
});

it('on a phone each row is a card with all that is known of it', async () => {
	const {page} = await open(390);
	const cards = await page.$$eval('.rows tbody tr', rows =>
		rows.map(row =>
			Array.from(row.querySelectorAll('td'), cell => ({
				text: cell.textContent,
				right: cell.getBoundingClientRect().right,
				label: getComputedStyle(cell, '::before').content,
			})).filter(({right}) => right > 0),
		),
	);
	expect(cards).toHaveLength(4 + 31);
	expect(cards.flat().filter(({right}) => right > 390)).toEqual([]);
	expect(cards.flat().filter(({text}) => text === 'n/a')).toEqual([]);
	expect(cards[0]!.map(({label}) => label)).toEqual(
		expect.arrayContaining(['"p90 ms"', '"top-5 %"', '"verdict"']),
	);
	await page.close();
});

it('shows the rows of one device, framework or model, without a script', async () => {
	const {page} = await open(1280);
	const shown = async () =>
		page.$$eval('.rows tbody tr', rows =>
			rows
				.filter(row => row.getBoundingClientRect().height > 0)
				.map(row => row.querySelectorAll('td')[0]!.textContent),
		);
	const choose = async (list: string, name: string) => {
		const value = await page.$$eval(
			`#${list} option`,
			(options, wanted) =>
				options.find(option => option.textContent === wanted)!.getAttribute('value')!,
			name,
		);
		await page.select(`#${list}`, value);
	};

	expect(await shown()).toHaveLength(35);
	await choose('filter-d', 'Raspberry Pi 3B');
	expect(await shown()).toEqual(Array.from({length: 6}, () => 'Raspberry Pi 3B'));
	await choose('filter-m', 'resnet50');
	expect(await shown()).toHaveLength(2);
	// Sessions of other devices are gone, and charts of other models.
	expect(
		await page.$$eval(
			'.session, figure[data-m]',
			found => found.filter(item => item.getBoundingClientRect().height > 0).length,
		),
	).toBe(1);
	await page.close();
});

it('a link of the table opens the course of its session', async () => {
	const {page} = await open(1280);
	const isOpen = async () => page.$$eval('details.session', found => found.map(({open}) => open));
	expect(await isOpen()).toEqual([false, false, false]);
	await page.$eval('.rows a[href="#session-3"]', link => {
		link.click();
	});
	await page.waitForFunction(() => document.querySelectorAll('.session[open]').length === 1);
	expect(await isOpen()).toEqual([false, false, true]);
	const figures = await page.$$eval('.session[open] .segment', found =>
		found.map(segment => segment.querySelectorAll('figure.small').length),
	);
	expect(figures).toEqual([2, 2]);
	await page.close();
});
