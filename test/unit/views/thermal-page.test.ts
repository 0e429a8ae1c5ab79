import {afterEach, describe, expect, it} from 'vitest';
import {type Snapshot} from '../../../source/record/snapshot.js';
import {lineWidth, type Line} from '../../../source/views/canvas/lines.js';
import {notice, recordedBoardText} from '../../../source/views/panels/notice.js';
import {thermalPage} from '../../../source/views/pages/thermal-page.js';
import {makeTheme} from '../../../source/views/canvas/theme.js';
import {type ReplayBoard} from '../../fixtures/replay-boards.js';
import {removeTrees} from '../sensors/board-tree.js';
import {play} from '../throttling/play-board.js';

afterEach(removeTrees);

const theme = makeTheme('none', false);
const textOf = (lines: readonly Line[]): string =>
	lines.map(spans => spans.map(({text}) => text).join('')).join('\n');

const played = new Map<string, ReturnType<typeof play>>();

/** A board's minutes, judged once for all tests that look at them. */
const playOnce = async (board: ReplayBoard, seconds: number) => {
	const key = `${board} ${seconds}`;
	const playing = played.get(key) ?? play(board, seconds);
	played.set(key, playing);
	return playing;
};

/** The parts of a snapshot that the page reads. */
const snapshotOf = async (board: ReplayBoard, seconds: number): Promise<Snapshot> => {
	const {figures} = await playOnce(board, seconds);
	return {
		thermal: figures,
		segment: {backendId: 'onnxruntime:cpu'},
		own: {
			uiCpuPercent: 1.2,
			uiRssBytes: 90 * 2 ** 20,
			sensorsCpuPercent: 0.4,
			engineRssBytes: 257 * 2 ** 20,
			terminalBytesPerSecond: 2300,
		},
		elapsedMs: seconds * 100,
		host: {
			temperatureCelsius: {missing: 'not looked at'},
			clockHertz: {missing: 'not looked at'},
			powerWatts: figures.energy.label === undefined ? {missing: 'no sensor'} : {value: 1},
		},
		fpsHistory: (columns: number) =>
			Array.from({length: columns}, (_, index) => (index < columns / 2 ? undefined : 30)),
	} as unknown as Snapshot;
};

describe('the thermal page', () => {
	it('fills its place exactly, at every size, for boards with and without sensors', async () => {
		for (const board of ['orin-over-current', 'vm-steal'] as const) {
			const snapshot = await snapshotOf(board, 420);
			for (const [width, height] of [
				[80, 20],
				[81, 24],
				[100, 30],
				[119, 33],
				[120, 36],
				[160, 45],
				[200, 56],
			] as const) {
				const lines = thermalPage(snapshot, {width, height}, theme);
				expect(lines).toHaveLength(height);
				for (const each of lines) {
					expect(lineWidth(each)).toBe(width);
				}
			}
		}
	});

	it('has temperatures against trips, power by scope, clocks against maximum, events on the axis of the FPS', async () => {
		const snapshot = await snapshotOf('orin-over-current', 420);
		const page = textOf(thermalPage(snapshot, {width: 150, height: 40}, theme));
		expect(page).toMatch(
			/verdict +throttled: −3\d % FPS since 00:\d\d: power, over-current events OC3/,
		);
		expect(page).toMatch(/cpu-thermal +5\d\.\d °C .* passive 99 °C/);
		expect(page).toMatch(/cv0-thermal +n\/a \(.*EAGAIN/);
		expect(page).toMatch(/VDD_IN +1\d\.\d\d W +module/);
		expect(page).toMatch(/17000000\.gpu +408 MHz .*65 % of 625 MHz/);
		expect(page).toMatch(
			/energy +\d+ mJ\/inference, .* FPS\/W, module \(VDD_IN\), 100 % covered, net n\/a/,
		);
		expect(page).toMatch(/edgetop +ui 1\.2 % of a core/);
		expect(page).toMatch(/events +!=+/);
		expect(page).toMatch(/replay +replayed board: speed scaled ×0\.70, clock ×10/);
	});

	it('draws no power that does not cover what the run uses', async () => {
		const snapshot = await snapshotOf('orin-over-current', 420);
		const {energy} = snapshot.thermal;
		const uncovered = {
			...snapshot,
			host: {...snapshot.host, powerWatts: {missing: 'permission: run sudo chmod'}},
			thermal: {...snapshot.thermal, energy: {...energy, label: undefined}},
		};
		const ofWatts = /\d\dW/;
		const size = {width: 150, height: 40};
		expect(textOf(thermalPage(snapshot, size, theme))).toMatch(ofWatts);
		expect(textOf(thermalPage(uncovered, size, theme))).not.toMatch(ofWatts);
	});

	it('says n/a with a reason in every cell of a machine without sensors', async () => {
		const page = textOf(
			thermalPage(await snapshotOf('vm-steal', 60), {width: 80, height: 20}, theme),
		);
		expect(page).toMatch(/verdict +no verdict yet/);
		expect(page).toMatch(/forecast +n\/a \(no temperature sensor\)/);
		expect(page).toMatch(
			/sustained +n\/a \(needs 6 min, has \d+ s\); steady after n\/a \(no temperature\) +│/,
		);
		// What edgetop itself costs is whole at 80 columns.
		expect(page).toMatch(
			/edgetop +ui 1\.2 % of a core \d+ MiB, sensors .*, engine .*, .* kB\/s +│/,
		);
		expect(page).toMatch(/energy +n\/a \(no sensor\)/);
		expect(page).toMatch(/temperatures +n\/a \(no sensor/);
		expect(page).toMatch(/power +n\/a \(no sensor/);
		expect(page).toMatch(/clocks +n\/a \(no sensor/);
		expect(page).not.toMatch(/\b0(?:\.0+)? (?:°C|W|MHz)/);
	});

	it('keeps to ASCII where that is asked for', async () => {
		const ascii = makeTheme('none', true);
		const lines = thermalPage(
			await snapshotOf('pi4-heating', 420),
			{width: 120, height: 30},
			ascii,
		);
		expect(lines.map(each => ascii.paint(each)).join('')).toMatch(/^[\u0020-\u007E]*$/);
	});
});

describe('the main screen', () => {
	it('has a line on the reason only while there is one', async () => {
		expect(notice(await snapshotOf('pi4-heating', 200))).toBeUndefined();
		const said = notice(await snapshotOf('pi4-heating', 420));
		expect(textOf([said!])).toMatch(
			/^!! −3\d % FPS since 00:\d\d: thermal, soft temperature limit, cpu-thermal 82 °C/,
		);
		expect(recordedBoardText(await snapshotOf('pi4-heating', 420))).toBe(
			'replayed board: speed scaled ×0.67, clock ×10',
		);
	});
});
