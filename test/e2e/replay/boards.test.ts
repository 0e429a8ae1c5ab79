import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {afterAll, beforeAll, describe, it, type ExpectStatic} from 'vitest';
import {summarySchema, type Summary} from '../../../source/record/summary.js';
import {writeReplayBoard, type ReplayBoard} from '../../fixtures/replay-boards.js';
import {open} from '../terminal/terminal.js';

/*
The whole program on constructed boards that play ten times as fast as life: screen in a pseudo-terminal, events, summary. The frames are really slowed, the detector works as on a board; what else this machine does meanwhile may add slow-downs of its own, so the wanted one is looked for among them.
*/

const cli = path.resolve('dist/bundle/cli.js');
const waitMs = 110_000;
/** What stands there where no steady speed was found. */
const tooBusy = /too unsteady to judge|impact on FPS not known|no steady/;
let folder: string;

beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'edgetop-replay-'));
});

afterAll(() => {
	rmSync(folder, {recursive: true, force: true});
});

type Seen = {
	/** The main screen when the reason stood on it. */
	readonly main: string;
	/** The thermal page after that. */
	readonly page: string;
	readonly summary: Summary;
};

/** The page is painted row by row: nothing of the main screen is left. */
const isWhole = (rows: readonly string[]): boolean => {
	const text = rows.join('\n');
	return text.includes('Heat, power, clocks') && !/Throughput|Latency|─ Events/.test(text);
};

/** Each board takes a minute of a core: one shows the whole way, the others' verdicts are proven from recorded seconds. */
const skipUnlessAsked = (skip: (reason: string) => void): void => {
	if (process.env['EDGETOP_TEST_BOARDS'] !== '1') {
		skip('skipped: takes a minute of a core: set EDGETOP_TEST_BOARDS=1');
	}
};

/** Runs a board until `wanted` stands on the screen, looks at the thermal page, and quits. */
const play = async (
	board: ReplayBoard,
	wanted: RegExp,
	skip: (reason: string) => void,
): Promise<Seen> => {
	const root = writeReplayBoard(board, folder);
	const output = path.join(folder, `${board}.json`);
	const terminal = open(
		process.execPath,
		[cli, '--threads', '1', '--sensor-root', root, '--output', output],
		{columns: 150, rows: 45, env: {XDG_STATE_HOME: folder}},
	);
	try {
		const main = await terminal.waitFor(wanted, waitMs).catch((error: unknown) => {
			// What is judged is proven from recorded seconds in test/unit/throttling, without any machine.
			if (tooBusy.test(terminal.screen().join('\n'))) {
				skip('skipped: this machine is too busy now for a baseline: nothing can be said');
			}

			throw error;
		});
		terminal.write('t');
		const page = await terminal.waitFor(
			rows => isWhole(rows) && rows.some(row => /events .*[!=]/.test(row)),
		);
		terminal.write('q');
		const {code} = await terminal.exit;
		if (code !== 0) {
			throw new Error(`edgetop ended with ${code}`);
		}

		const summary = summarySchema.parse(JSON.parse(readFileSync(output, 'utf8')));
		return {main: main.join('\n'), page: page.join('\n'), summary};
	} finally {
		await terminal.close();
	}
};

const expectReplaySaid = ({main, page, summary}: Seen, board: string, expect: ExpectStatic) => {
	expect(main).toMatch(/replayed board: speed scaled ×0\.\d\d, clock ×10/);
	expect(page).toMatch(/replay +replayed board: speed scaled/);
	expect(page).toMatch(/events .*[!=]/);
	expect(summary.replay).toEqual({root: board, speed: 10, isPaced: true});
};

/** The spell with this verdict that began when the recording slows down, at 30 s of the session or a little before. */
const episodeOf = ({summary}: Seen, verdict: string) =>
	summary.throttling!.spells.findLast(spell => spell.verdict === verdict);

describe.concurrent('recorded boards, end to end', () => {
	it(
		'a Pi 4 that heats into its soft limit is throttled by heat',
		{retry: 0, timeout: 150_000},
		async ({expect, skip}) => {
			const seen = await play(
				'pi4-heating',
				/− ?\d+ % FPS since 00:\d\d: thermal, soft temperature limit/,
				skip,
			);
			expectReplaySaid(seen, 'pi4-heating', expect);
			const spell = episodeOf(seen, 'throttled');
			expect(spell).toMatchObject({reason: 'thermal'});
			// How much exactly is proven from recorded seconds: here what else this machine does is in it.
			expect(spell!.lossFraction).toBeGreaterThan(0.1);
			expect(spell!.evidence).toContain('soft temperature limit');
			expect(spell!.evidence.join(',')).toMatch(/cpu-thermal 8\d °C/);
			expect(seen.page).toMatch(/cpu-thermal +8\d\.\d °C/);
			expect(seen.page).toMatch(/CPU 0 +1\.\d\d GHz .* of 1\.80 GHz/);
			expect(seen.page).toMatch(/power +n\/a/);
			expect(seen.summary.events.map(({kind}) => kind)).toContain('slowdownFound');
			const {energy} = seen.summary.segments[0]!.thermal!;
			expect(energy.grossMillijoules).toHaveProperty('missing');
		},
	);

	it(
		'an Orin whose over-current events rise is throttled by power',
		{retry: 0, timeout: 150_000},
		async ({expect, skip}) => {
			skipUnlessAsked(skip);
			const seen = await play(
				'orin-over-current',
				/− ?\d+ % FPS since 00:\d\d: power, over-current events OC3/,
				skip,
			);
			expectReplaySaid(seen, 'orin-over-current', expect);
			expect(episodeOf(seen, 'throttled')).toMatchObject({reason: 'power'});
			expect(seen.page).toMatch(/VDD_IN +1\d\.\d\d W +module/);
			expect(seen.page).toMatch(/cpu-thermal .* passive 99 °C/);
			expect(seen.page).toMatch(/cv0-thermal +n\/a \(.*EAGAIN/);
			const {energy} = seen.summary.segments[0]!.thermal!;
			expect(energy).toMatchObject({scope: 'module', label: 'VDD_IN'});
			expect(energy.grossMillijoules).toHaveProperty('value');
			expect(energy.netMillijoules).toHaveProperty('missing');
		},
	);

	it(
		'a NUC that falls from PL2 to PL1 is suspected of its power limit',
		{retry: 0, timeout: 150_000},
		async ({expect, skip}) => {
			skipUnlessAsked(skip);
			const seen = await play(
				'nuc-power-limit',
				/throttling suspected \(power\), package-0 2[78]\.\d W at its limit PL1 28 W, [345]\d\.\d W before/,
				skip,
			);
			expectReplaySaid(seen, 'nuc-power-limit', expect);
			const spell = episodeOf(seen, 'suspected');
			expect(spell).toMatchObject({reason: 'power'});
			expect(spell!.lossFraction).toBeGreaterThan(0.1);
			expect(spell!.evidence.join(',')).toMatch(/CPU clock 29\d\d MHz of 3700 MHz/);
			expect(seen.page).toMatch(/package-0 +2[78]\.\d\d W +package, PL1 28 W, PL2 40 W/);
			expect(seen.summary.throttling!.spells.map(({reason}) => reason)).not.toContain('thermal');
		},
	);

	it(
		'a VM whose host takes its time is a noisy host, never thermal',
		{retry: 0, timeout: 150_000},
		async ({expect, skip}) => {
			skipUnlessAsked(skip);
			const seen = await play(
				'vm-steal',
				/− ?\d+ % FPS since 00:\d\d: noisy host, CPU steal 1 % → 2\d %/,
				skip,
			);
			expectReplaySaid(seen, 'vm-steal', expect);
			expect(episodeOf(seen, 'contention')).toMatchObject({reason: 'noisy host'});
			expect(seen.summary.throttling!.spells.map(({reason}) => reason)).not.toContain('thermal');
			expect(seen.page).toMatch(/temperatures +n\/a \(no sensor/);
			expect(seen.page).toMatch(/power +n\/a \(no sensor/);
			expect(seen.page).toMatch(/clocks +n\/a \(no sensor/);
		},
	);
});
