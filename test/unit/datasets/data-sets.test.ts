import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {gunzipSync, gzipSync} from 'node:zlib';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {openDataset} from '../../../source/frames/open-dataset.js';
import {placesOf} from '../../../source/datasets/known-sets.js';
import {pullSet, recordOf, removeSet, verifySet} from '../../../source/datasets/pull-set.js';
import {makeHome, onlyLine} from '../../e2e/cli/run-cli.js';
import {
	type Behaviour,
	dropAfter,
	type FlakyServer,
	serve,
	startServer,
} from '../downloads/flaky-server.js';
import {archiveOf, archiveWithName, tinySet} from './data-archive.js';

let home: string;
let server: FlakyServer | undefined;

const files = Object.fromEntries(
	Array.from({length: 8}, (_, index) => [
		`${index % 4}/${index}.jpeg`,
		Buffer.from(`picture ${index} `.repeat(2000)),
	]),
);
const archive = archiveOf(files);

beforeEach(() => {
	home = mkdtempSync(path.join(os.tmpdir(), 'edgetop-data-'));
	vi.stubEnv('XDG_DATA_HOME', home);
	for (const name of ['EDGETOP_MIRROR', 'http_proxy', 'HTTP_PROXY']) {
		vi.stubEnv(name, undefined);
	}
});

afterEach(async () => {
	vi.unstubAllEnvs();
	await server?.close();
	server = undefined;
	rmSync(home, {recursive: true, force: true});
});

const start = async (...behaviours: Behaviour[]) => {
	server = await startServer(...behaviours);
	return tinySet([`${server.url}tiny.tar.gz`], 8);
};

const quick = {pauseMs: 0};
const here = (): string[] => readdirSync(path.join(home, 'edgetop/data')).sort();

test('a set is fetched through broken connections, unpacked whole, pinned, and found right', async () => {
	const part = () => `${placesOf(tinySet([], 8)).archive}.part`;
	const set = await start(
		dropAfter(archive, 100, part),
		dropAfter(archive, 300, part),
		serve(archive),
	);
	const pulled = await pullSet(set, quick);
	expect(pulled).toMatchObject({proof: 'pinned at first use', content: {files: 8}});
	expect(server!.ranges.slice(1)).toEqual(['bytes=100-', 'bytes=400-']);
	for (const [name, content] of Object.entries(files)) {
		expect(readFileSync(path.join(pulled.folder, name)).equals(content)).toBe(true);
	}

	expect(here()).toEqual(['tiny', 'tiny.json', 'tiny.tar.gz.sha256']);
	const dataset = await openDataset(pulled.folder);
	expect(dataset).toMatchObject({labelSource: 'numbered folders', labelledCount: 8, classCount: 4});
	expect(await verifySet(set)).toMatchObject({state: 'right'});
	expect(await pullSet(set, quick)).toMatchObject({proof: 'was here'});
	expect(server!.ranges).toHaveLength(3);
});

test('what was changed is found wrong, rm takes it away, and another archive is refused later', async () => {
	const other = archiveOf({...files, '0/0.jpeg': Buffer.from('another picture')});
	const set = await start(serve(archive), serve(other));
	const {folder} = await pullSet(set, quick);
	writeFileSync(path.join(folder, '0/0.jpeg'), 'changed');
	expect(await verifySet(set)).toMatchObject({state: 'wrong'});
	expect(await removeSet(set)).toBe(true);
	expect(here()).toEqual(['tiny.tar.gz.sha256']);
	await expect(pullSet(set, {...quick, attempts: 1})).rejects.toThrow(/checksum mismatch/);
	expect(await recordOf(set)).toBeUndefined();
});

const refused: Array<[string, Buffer, RegExp]> = [
	[
		'a link',
		archiveOf(files, {link: '/etc/passwd'}),
		/link\.jpeg, which is no file \(SymbolicLink\)/,
	],
	['a way out', gzipSync(archiveWithName('top/../../../evil.jpeg')), /leads out of its folder/],
	['an absolute name', gzipSync(archiveWithName('/tmp/evil.jpeg')), /leads out of its folder/],
	['a hard link', gzipSync(archiveWithName('top/0/evil.jpeg', '1')), /which is no file \(Link\)/],
	[
		'a device',
		gzipSync(archiveWithName('top/0/evil.jpeg', '3')),
		/which is no file \(CharacterDevice\)/,
	],
	['a pipe', gzipSync(archiveWithName('top/0/evil.jpeg', '6')), /which is no file \(FIFO\)/],
	['too few images', archiveOf({'0/0.jpeg': Buffer.from('one')}), /holds 1 files, 8 are wanted/],
	[
		'too many entries',
		archiveOf(
			Object.fromEntries(Array.from({length: 200}, (_, index) => [`0/${index}`, Buffer.alloc(1)])),
		),
		/more than 116 entries/,
	],
	[
		'more bytes than it may',
		archiveOf({'0/0.jpeg': Buffer.alloc(60e6)}),
		/larger than 50000000 bytes/,
	],
	[
		'more behind its end',
		gzipSync(Buffer.concat([gunzipSync(archive), Buffer.alloc(60e6)])),
		/goes on behind its end|larger than/,
	],
	['a cut archive', archive.subarray(0, -200), /cannot be unpacked/],
];

test.each(refused)('an archive with %s leaves nothing behind', async (_name, bytes, message) => {
	const set = await start(serve(bytes));
	await expect(pullSet(set, quick)).rejects.toThrow(message);
	expect(here()).toEqual([]);
	expect(existsSync(path.join(home, 'evil.jpeg'))).toBe(false);
});

test('a gigabyte behind an entry that is refused takes no memory', async () => {
	const block = gzipSync(Buffer.alloc(8 * 2 ** 20));
	const bomb = Buffer.concat([
		gzipSync(archiveWithName('top/../../../evil.jpeg').subarray(0, 1024)),
		...Array.from({length: 128}, () => block),
	]);
	const set = await start(serve(bomb));
	const beforeKilobytes = process.resourceUsage().maxRSS;
	await expect(pullSet(set, quick)).rejects.toThrow(/leads out of its folder/);
	expect(process.resourceUsage().maxRSS - beforeKilobytes).toBeLessThan(200 * 1024);
});

test('a web page is no archive', async () => {
	const set = await start((_request, response) => {
		response.writeHead(200).end('<html>please log in</html>');
	});
	await expect(pullSet(set, {...quick, attempts: 1})).rejects.toThrow(/this is no \.tar\.gz/);
});

test('killed while it unpacks, the next call makes it whole', async () => {
	const count = 600;
	const many = archiveOf(
		Object.fromEntries(
			Array.from({length: count}, (_, index) => [
				`${index % 10}/${index}.jpeg`,
				Buffer.alloc(4000, index),
			]),
		),
	);
	await start(serve(many));
	const url = `${server!.url}tiny.tar.gz`;
	const set = tinySet([url], count);
	const {unpacking, folder, archive: archiveFile} = placesOf(set);
	const child = spawn(
		process.execPath,
		[
			'--import',
			'tsx',
			fileURLToPath(new URL('data-child.ts', import.meta.url)),
			url,
			String(count),
		],
		{stdio: 'inherit', env: {...process.env, XDG_DATA_HOME: home}},
	);
	const ended = new Promise(resolve => {
		child.on('close', (_code, signal) => {
			resolve(signal);
		});
	});
	expect(await ended).toBe('SIGKILL');
	expect(existsSync(unpacking)).toBe(true);
	expect(existsSync(folder)).toBe(false);
	expect(existsSync(archiveFile)).toBe(true);
	expect(await recordOf(set)).toBeUndefined();
	expect(await pullSet(set, quick)).toMatchObject({proof: 'pin', content: {files: count}});
	expect(server!.ranges).toHaveLength(1);
	expect(here()).toEqual(['tiny', 'tiny.json', 'tiny.tar.gz.sha256']);
});

test('the command: list, and one line for what is not there', async () => {
	const cli = makeHome();
	try {
		const listed = await cli.run('data', 'list');
		expect(listed.stdout).toMatch(/^imagenetv2-matched-frequency {2}absent/);
		const used = await cli.run('--source', 'imagenetv2-matched-frequency');
		expect(used.code).toBe(2);
		expect(onlyLine(used.stderr)).toMatch(/edgetop data pull imagenetv2-matched-frequency/);
		const unknown = await cli.run('data', 'pull', 'imagenet');
		expect(onlyLine(unknown.stderr)).toMatch(/unknown data set "imagenet"; known: imagenetv2/);
		server = await startServer(serve(archive));
		const wrong = await cli.start(['data', 'pull', 'imagenetv2-matched-frequency'], {
			EDGETOP_MIRROR: server.url,
		}).ended;
		expect(wrong.code).toBe(1);
		expect(wrong.stderr).toMatch(/the archive holds 8 files, 10000 are wanted/);
	} finally {
		cli.remove();
	}
});
