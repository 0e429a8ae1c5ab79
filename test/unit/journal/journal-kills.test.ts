import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {afterAll, expect, it} from 'vitest';
import {readJournal} from '../../../source/journal/read/read-journal.js';
import {asSummary, savedLatencies} from '../../../source/journal/read/read-summary.js';

const child = fileURLToPath(new URL('journal-child.mjs', import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-kills-'));
afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

const kills = 100;
const sideBySide = 4;

/** A seeded moment between 0 and 120 ms after the first second was in the journal. */
const momentOf = (run: number): number => ((run * 7919) % 1201) / 10;

/** Kills a run at its moment. @returns Frames that the journal held by its own word. */
const killOnce = async (run: number, file: string): Promise<number> => {
	const process = spawn('node', [child, file, String(run)], {stdio: ['ignore', 'pipe', 'inherit']});
	let said = '';
	const began = new Promise<void>(resolve => {
		process.stdout.on('data', chunk => {
			said += String(chunk);
			resolve();
		});
	});
	const closed = new Promise<void>(resolve => {
		process.on('close', () => {
			resolve();
		});
	});
	await began;
	await sleep(momentOf(run));
	process.kill('SIGKILL');
	await closed;
	// The last line may have no end yet.
	return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1));
};

it(`${kills} kills at any moment leave ${kills} journals, each with all that it had said to hold`, async () => {
	const journals = mkdtempSync(path.join(folder, 'journals-'));
	const results: Array<{run: number; said: number; frames: number; inHistograms: number}> = [];
	const work = async (first: number): Promise<void> => {
		for (let run = first; run < kills; run += sideBySide) {
			const file = path.join(journals, `${run}.ndjson`);
			const said = await killOnce(run, file);
			const summary = asSummary(readJournal(file).toSummary(), file);
			expect(summary.end.reason).toBe('cut off');
			results.push({
				run,
				said,
				frames: summary.segments.reduce((sum, {frames}) => sum + frames, 0),
				inHistograms: summary.segments.reduce(
					(sum, segment) => sum + (savedLatencies(segment)?.count ?? 0),
					0,
				),
			});
		}
	};

	await Promise.all(Array.from({length: sideBySide}, async (_, first) => work(first)));
	expect(results).toHaveLength(kills);
	for (const {said, frames, inHistograms} of results) {
		expect(said).toBeGreaterThan(0);
		// At most the second after the one it spoke of: 30 frames.
		expect(frames).toBeGreaterThanOrEqual(said);
		expect(frames - said).toBeLessThanOrEqual(30);
		expect(inHistograms).toBe(frames);
	}

	// They were killed at different moments, not all at the start; how many differ is the machine's speed.
	expect(new Set(results.map(({said}) => said)).size).toBeGreaterThan(3);
}, 180_000);
