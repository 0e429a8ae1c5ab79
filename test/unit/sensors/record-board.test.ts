import {readFileSync, readdirSync} from 'node:fs';
import path from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {sensors} from '../../../source/sensors/index.js';
import {recordBoard} from '../../../source/sensors/record-board.js';
import {RecordingRoot, withoutIdentity} from '../../../source/sensors/roots/recording-root.js';
import {TreeRoot} from '../../../source/sensors/roots/tree-root.js';
import {hasShared, withoutShared} from '../../shared.js';
import {Board, boards, removeTrees, writeTree, type Files} from './board-tree.js';

afterEach(removeTrees);

const filesBelow = (folder: string): Files =>
	Object.fromEntries(
		readdirSync(folder, {recursive: true, withFileTypes: true})
			.filter(entry => entry.isFile())
			.map(entry => {
				const file = path.join(entry.parentPath, entry.name);
				return [path.relative(folder, file), readFileSync(file, 'utf8')];
			}),
	);

/** What the sensors say of a tree, without what passes with time. */
const readingsOf = async (files: Files) => {
	const board = new Board(
		files,
		sensors.filter(({id}) => id !== 'systeminformation'),
	);
	const readings = await board.sample();
	return [...readings.values()].map(({atMs, ...reading}) => reading);
};

test.skipIf(!hasShared)(
	`a recorded board says what the board said${hasShared ? '' : ` (${withoutShared})`}`,
	{timeout: 180_000},
	async () => {
		for (const [name, files] of Object.entries(boards())) {
			const folder = writeTree({});
			const {samples} = await recordBoard({folder, durationMs: 0, sensorRoot: writeTree(files)});
			expect(samples, name).toBe(1);
			expect(await readingsOf(filesBelow(folder)), name).toEqual(await readingsOf(files));
		}
	},
);

test('what changes becomes a series, what cannot be read keeps its error, what is private stays away', async () => {
	let nowMs = 1000;
	const tree = writeTree({
		'sys/class/thermal/thermal_zone0/temp': '41000',
		'sys/class/thermal/thermal_zone0/temp.series': '0 41000\n2 52000\n',
		'sys/class/thermal/thermal_zone0/type': 'cpu-thermal',
		'sys/class/net/eth0/address': 'b8:27:eb:12:34:56',
		'sys/firmware/devicetree/base/serial-number': '10000000a1b2c3d4',
		'sys/kernel/closed': '!EACCES',
	});
	const root = new RecordingRoot(new TreeRoot(tree, {now: () => nowMs, startedAtMs: 1000}));
	for (const seconds of [0, 1, 2, 3]) {
		nowMs = 1000 + 1000 * seconds;
		await root.list('sys/class/thermal');
		for (const file of Object.keys(filesBelow(tree)).filter(name => !name.endsWith('.series'))) {
			await root.readText(file);
		}
	}

	const folder = writeTree({});
	root.write(folder);
	expect(filesBelow(folder)).toEqual({
		'sys/class/thermal/thermal_zone0/temp': '41000\n',
		'sys/class/thermal/thermal_zone0/temp.series': '0 41000\n2 52000\n',
		'sys/class/thermal/thermal_zone0/type': 'cpu-thermal\n',
		'sys/kernel/closed': '!EACCES\n',
	});
	expect(() => root.write(folder)).toThrow('the folder is not empty');
});

test('identifiers, addresses and names are blanked', () => {
	const text = [
		'Serial\t\t: 00000000a1b2c3d4',
		'GPU-8f1c2d3e-1111-2222-3333-444455556666, 61',
		'link/ether b8:27:eb:12:34:56',
		'/home/ada/models on lovelace: 61.0 C',
	].join('\n');
	expect(withoutIdentity(text, /\b(?:lovelace|ada)\b/gi)).toBe(
		['Serial\t\t: x', 'GPU-x, 61', 'link/ether x', '/home/x/models on x: 61.0 C'].join('\n'),
	);
});
