import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {summarySchema} from '../../../source/record/summary.js';
import {hasShared, sharedFolder, withoutShared} from '../../shared.js';
import {waitFor} from '../../unit/engine/processes.js';
import {makeHome} from './run-cli.js';

const home = makeHome();
afterAll(() => {
	home.remove();
});

const parse = (text: string) => summarySchema.parse(JSON.parse(text));

describe('a run without a screen', () => {
	it('--json leaves one valid document on stdout, counts the frames that were asked for, and saves the same', async () => {
		const words = ['--headless', '--json', '--frames', '200'];
		// As a user starts it, with the warm-up that the rules ask for.
		const {code, stdout, stderr} = await home.start(words, {EDGETOP_WARMUP: '2s'}).ended;
		expect(code).toBe(0);
		const summary = parse(stdout);
		const [segment] = summary.segments;
		expect(segment!.frames).toBe(200);
		expect(segment!.stages.infer!.count).toBe(200);
		expect(segment!.warmup!.runs).toBeGreaterThanOrEqual(10);
		expect(segment!.warmup!.milliseconds).toBeGreaterThanOrEqual(2000);
		expect(segment!.fps.session).toBeCloseTo(200 / segment!.seconds, 0);
		expect(summary.end.reason).toBe('completed');
		expect(summary.context.commandLine).toEqual(words);
		expect(segment!.modelSha256).toMatch(/^[\da-f]{64}$/);
		expect(stderr).toMatch(/saved to /);
		expect(home.saved().map(({id}) => id)).toContain(summary.id);
		expect(home.leftovers()).toEqual([]);
	});

	it('sees every bundled photograph once in a pass, with the exact hits', async () => {
		const {stdout} = await home.run('--json', '--passes', '1');
		const [segment] = parse(stdout).segments;
		const {n, top1, top5} = segment!.accuracy.cumulative;
		expect(segment!.frames).toBe(89);
		expect(segment!.passes).toEqual({complete: 1, partial: 0});
		expect([n, Math.round(top1!.value * n), Math.round(top5!.value * n)]).toEqual([89, 80, 88]);
	});

	for (const {name, ...expected} of [
		{name: 'full-100', images: 100, top1: 89, top5: 97},
		{name: 'val-250', images: 250, top1: 204, top5: 243},
	]) {
		it(`counts the exact hits on ${name}`, async context => {
			if (!hasShared) {
				context.skip(withoutShared);
			}

			const source = path.join(sharedFolder, 'data/images', name);
			const {stdout} = await home.run('--json', '--passes', '1', '--source', source);
			const [segment] = parse(stdout).segments;
			const {n, top1, top5} = segment!.accuracy.cumulative;
			expect({
				images: n,
				top1: Math.round(top1!.value * n),
				top5: Math.round(top5!.value * n),
			}).toEqual(expected);
		});
	}

	it('--format ndjson streams seconds and ends with the summary', async () => {
		const {stdout} = await home.run('--format', 'ndjson', '--duration', '2s');
		const records = stdout
			.trim()
			.split('\n')
			.map(line => JSON.parse(line) as {type: string; summary?: unknown});
		expect(records.filter(({type}) => type === 'second').length).toBeGreaterThanOrEqual(2);
		expect(records.at(-1)!.type).toBe('summary');
		expect(summarySchema.safeParse(records.at(-1)!.summary).success).toBe(true);
	});

	it('a piped stdout is headless too, and ends with the quick preset in text', async () => {
		const {code, stdout} = await home.run('--preset', 'rapid', '--warmup', '2s');
		expect(code).toBe(0);
		expect(stdout).toMatch(/EfficientNet-B0, float16-weights/);
		expect(stdout).toMatch(/verdict\s+VALID/);
		expect(stdout).not.toContain('\u001B');
	});

	it('a missed limit is exit code 3, and the summary says which', async () => {
		const {code, stdout} = await home.run(
			'--json',
			'--frames',
			'20',
			'--min-fps',
			'100000',
			'--min-top1',
			'1%',
		);
		expect(code).toBe(3);
		expect(parse(stdout).gates.map(({name, hasPassed}) => [name, hasPassed])).toEqual([
			['min-fps', false],
			['min-top1', true],
		]);
	});

	it.each([
		[
			[],
			'cached in memory',
			/^11 MiB of frames fit in .*; decoded in .* s on \d+ threads?$/,
			/cached in memory\n[^\n]*memory: nothing is decoded/,
		],
		[
			['--frames-cache', '0'],
			'decoded between',
			/--frames-cache 0; the model computes on the CPU$/,
			/decode \d+ % · infer \d+ %\n[^\n]*between two inferences: FPS contains/,
		],
	] as const)('says where frames come from, and why: %j', async (flags, mode, reason, text) => {
		const output = path.join(home.folder, `${mode}.json`);
		const {stdout} = await home.run('--headless', '--frames', '20', '--output', output, ...flags);
		const [segment] = parse(readFileSync(output, 'utf8')).segments;
		expect(segment!.framesMode).toBe(mode);
		expect(segment!.framesReason).toMatch(reason);
		expect(segment!.stages.infer!.count).toBe(20);
		expect(segment!.stages.decode?.count).toBe(mode === 'cached in memory' ? undefined : 20);
		const {n, top1} = segment!.accuracy.cumulative;
		expect([n, Math.round(top1!.value * n)]).toEqual([20, 18]);
		expect(stdout).toMatch(text);
	});

	it('refuses a place that there is not, and memory that is too small', async () => {
		const wrong = await home.run('--headless', '--frames-from', 'disk');
		expect(wrong.code).toBe(2);
		expect(wrong.stderr).toMatch(
			/--frames-from disk: expected one of auto, memory, between, ahead/,
		);
		const small = await home.run('--headless', '--frames-from', 'memory', '--frames-cache', '1M');
		expect(small.code).toBe(1);
		expect(small.stderr).toMatch(
			/--frames-from memory: .* do not fit in the 1 MiB of --frames-cache/,
		);
	});

	it('keeps decoded frames in memory when asked', async () => {
		const {stdout} = await home.run(
			'--json',
			'--limit',
			'8',
			'--frames',
			'40',
			'--frames-cache',
			'64M',
		);
		const [segment] = parse(stdout).segments;
		expect(segment!.framesMode).toBe('cached in memory');
		expect(segment!.stages.decode).toBeUndefined();
		expect(segment!.stages.infer!.count).toBe(40);
	});
});

describe('signals', () => {
	it.each([
		['SIGINT', 130, 'interrupted'],
		['SIGTERM', 143, 'signal'],
		['SIGHUP', 129, 'signal'],
	] as const)('%s ends early, says so, and saves', async (signal, code, reason) => {
		const journal = path.join(home.folder, `${signal}.ndjson`);
		const words = ['--json', '--limit', '8', '--duration', '60s', '--journal', journal];
		const {child, ended} = home.start(words);
		await waitFor(
			'counted frames',
			() => existsSync(journal) && /"frames":[1-9]/.test(readFileSync(journal, 'utf8')),
			60_000,
		);
		child.kill(signal);
		const result = await ended;
		expect(result.code).toBe(code);
		const summary = parse(result.stdout);
		expect(summary.end.reason).toBe(reason);
		expect(home.saved().find(({id}) => id === summary.id)?.end.reason).toBe(reason);
	});
});
