import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {type Browser, type Page} from 'puppeteer-core';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {reportPage} from '../../../source/report/html/page.js';
import {openBrowser, sessions} from './pages.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-html-'));
const file = path.join(folder, 'report.html');
let browser: Browser | undefined;

beforeAll(async () => {
	writeFileSync(file, reportPage(sessions(), [], {hasAverages: true}).pieces.join(''));
	browser = await openBrowser();
}, 60_000);
afterAll(async () => {
	await browser?.close();
	rmSync(folder, {recursive: true, force: true});
});

/** The page in a window of this width, and what it asked for or complained of. */
const open = async (width: number, scheme: 'light' | 'dark' = 'light') => {
	const page: Page = await browser!.newPage();
	const requests: string[] = [];
	const complaints: string[] = [];
	page.on('request', request => requests.push(request.url()));
	page.on('console', message => complaints.push(message.text()));
	page.on('pageerror', error => complaints.push(String(error)));
	page.on('dialog', dialog => complaints.push(dialog.message()));
	await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: scheme}]);
	await page.setViewport({width, height: 900});
	await page.goto(pathToFileURL(file).href);
	return {page, requests, complaints};
};

/** Contrast of two colours by WCAG 2: relative luminances, (L1 + 0.05) ÷ (L2 + 0.05). */
const contrast = (a: readonly number[], b: readonly number[]): number => {
	const luminance = (channels: readonly number[]): number => {
		const [red, green, blue] = channels.map(value => {
			const share = value / 255;
			return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
	};

	const [low, high] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
	return (high! + 0.05) / (low! + 0.05);
};

describe('the page in a browser', () => {
	const needsChromium = (ctx: {skip(reason: string): void}): boolean => {
		if (!browser) {
			ctx.skip('no Chromium was found (Debian: apt install chromium)');
		}

		return browser !== undefined;
	};

	it('asks for nothing, complains of nothing, and runs nothing that came from a file', async ctx => {
		if (!needsChromium(ctx)) {
			return;
		}

		const {page, requests, complaints} = await open(1200);
		expect(requests).toEqual([pathToFileURL(file).href]);
		expect(complaints).toEqual([]);
		expect(await page.$$eval('script, img', found => found.length)).toBe(0);
		expect(await page.$eval('body', body => body.textContent)).toContain(
			'<img src=x onerror=alert(1)>.json',
		);
		await page.close();
	});

	it('draws bars as long as their values', async ctx => {
		if (!needsChromium(ctx)) {
			return;
		}

		const {page} = await open(1200);
		const bars = await page.$$eval('svg[aria-label^="Average"] rect.mark', marks =>
			marks.map(mark => ({
				chart: mark.closest('svg')!.getAttribute('aria-label')!,
				value: Number((mark as SVGElement).dataset['value']),
				width: mark.getBoundingClientRect().width,
			})),
		);
		const byModel = bars.filter(({chart}) => chart.includes('by model'));
		expect(byModel.map(({value}) => value)).toEqual([86, 60]);
		expect(byModel[0]!.width / byModel[1]!.width).toBeCloseTo(86 / 60, 2);
		await page.close();
	});

	it('places points by accuracy and by the logarithm of time', async ctx => {
		if (!needsChromium(ctx)) {
			return;
		}

		const {page} = await open(1200);
		const points = await page.$$eval('circle.mark[data-x]', marks =>
			marks.map(mark => {
				const box = mark.getBoundingClientRect();
				const {x, y} = (mark as SVGElement).dataset;
				return {
					x: Number(x),
					y: Number(y),
					left: box.x + box.width / 2,
					top: box.y + box.height / 2,
				};
			}),
		);
		const ticks = await page.$$eval('svg[aria-label^="Top-1"] .tick:not(.side)', found =>
			found.map(tick => ({
				value: Number(tick.querySelector('text')!.textContent),
				left: tick.querySelector('line')!.getBoundingClientRect().x,
			})),
		);
		expect(points).toHaveLength(2);
		const [first, last] = [ticks[0]!, ticks.at(-1)!];
		for (const {x, left} of points) {
			const share = Math.log(x / first.value) / Math.log(last.value / first.value);
			expect(left).toBeCloseTo(first.left + share * (last.left - first.left), 0);
		}

		expect(points[0]!.top).toBeLessThan(points[1]!.top);
		await page.close();
	});

	it('draws the course with its gap, and the slow-down where it was', async ctx => {
		if (!needsChromium(ctx)) {
			return;
		}

		const {page} = await open(1200);
		const [fps] = await page.$$eval('path.line', lines =>
			lines.map(line => line.getAttribute('d')!),
		);
		expect(fps!.match(/M/g)).toHaveLength(1);
		expect(fps!.match(/L/g)).toHaveLength(4);
		const boxes = await page.evaluate(() => ({
			band: document.querySelector('.band')!.getBoundingClientRect().toJSON() as DOMRect,
			probes: Array.from(
				document.querySelectorAll('.probe'),
				probe => probe.getBoundingClientRect().toJSON() as DOMRect,
			),
			titles: Array.from(
				document.querySelectorAll('.probe'),
				probe => probe.previousElementSibling!.textContent,
			),
		}));
		expect(boxes.band.left).toBeCloseTo(boxes.probes[3]!.left, 0);
		expect(boxes.band.right).toBeCloseTo(boxes.probes[4]!.right, 0);
		expect(boxes.titles[3]).toBe(
			'00:03, FPS 50.0, Temperature 80.0 °C, Power 4.00 W, Clock 0.70 GHz',
		);
		expect(boxes.titles[0]).toContain('FPS n/a');
		await page.close();
	});

	it.for([1200, 400])('does not overflow a window of %d pixels', async (width, ctx) => {
		if (!needsChromium(ctx)) {
			return;
		}

		const {page} = await open(width);
		const overflow = await page.evaluate(
			() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
		);
		expect(overflow).toBeLessThanOrEqual(0);
		await page.close();
	});

	it.for(['light', 'dark'] as const)(
		'in %s colours every text can be read',
		async (scheme, ctx) => {
			if (!needsChromium(ctx)) {
				return;
			}

			const {page} = await open(1200, scheme);
			const pairs = await page.evaluate(() => {
				const parse = (text: string) => (/[\d., ]+/.exec(text)?.[0] ?? '').split(',').map(Number);
				const groundOf = (element: Element): number[] => {
					for (let at: Element | null = element; at; at = at.parentElement) {
						const channels = parse(getComputedStyle(at).backgroundColor);
						if (channels.length === 3 || (channels[3] ?? 0) > 0) {
							return channels;
						}
					}

					return [255, 255, 255];
				};

				return Array.from(
					document.querySelectorAll(
						'h1, h2, p, th, td, dd, dt, figcaption, summary, svg text, time',
					),
					element => ({
						text: parse(
							element instanceof SVGElement
								? getComputedStyle(element).fill
								: getComputedStyle(element).color,
						),
						ground: groundOf(element),
						what: element.tagName,
					}),
				);
			});
			expect(pairs.length).toBeGreaterThan(50);
			expect(pairs.filter(({text, ground}) => contrast(text, ground) < 4.5)).toEqual([]);
			await page.close();
		},
	);

	it('has a table behind each chart with the same figures', async ctx => {
		if (!needsChromium(ctx)) {
			return;
		}

		const {page} = await open(1200);
		const charts = await page.$$eval('figure.chart', figures =>
			figures.map(figure => ({
				marks: figure.querySelectorAll('.mark').length,
				rows: figure.querySelectorAll('details tbody tr').length,
			})),
		);
		expect(charts.filter(({marks}) => marks > 0).every(({marks, rows}) => marks === rows)).toBe(
			true,
		);
		// Two models, accuracy against time, three averages.
		expect(charts.filter(({marks}) => marks > 0)).toHaveLength(6);
		await page.close();
	});
});
