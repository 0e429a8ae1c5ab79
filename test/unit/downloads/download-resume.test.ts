import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {type AddressInfo, connect} from 'node:net';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {describe, expect, test, vi} from 'vitest';
import {content, expectWhole, fetchFile, part, place, sha256, start} from './download-fixture.js';
import {serve, stallAfter, trickle} from './flaky-server.js';

describe('what an earlier process left', () => {
	const leave = (bytes: Uint8Array, origin?: object) => {
		mkdirSync(path.dirname(place.target), {recursive: true});
		writeFileSync(`${place.target}.part`, bytes);
		if (origin) {
			writeFileSync(`${place.target}.part.json`, JSON.stringify(origin));
		}
	};

	test('a good beginning is built upon', async () => {
		leave(content.subarray(0, 200_000));
		const server = await start(serve(content));
		const result = await fetchFile(server);
		expect(result.resumedFrom).toBe(200_000);
		expect(server.ranges).toEqual(['bytes=200000-']);
		expectWhole();
	});

	test('a damaged beginning costs one more transfer, not the file', async () => {
		leave(Buffer.alloc(200_000, '?'));
		const server = await start(serve(content));
		await fetchFile(server);
		expect(server.ranges).toEqual(['bytes=200000-', undefined]);
		expectWhole();
	});

	test('a whole file that was not renamed yet', async () => {
		leave(content);
		const server = await start(serve(content));
		await fetchFile(server);
		expectWhole();
	});

	test('without any checksum only the same entity is built upon', async () => {
		const server = await start(serve(content, {etag: '"two"'}));
		leave(Buffer.alloc(1000, '?'), {url: `${server.url}model.bin`, etag: '"one"'});
		await fetchFile(server, {sha256: undefined});
		expectWhole();

		leave(Buffer.alloc(1000, '?'));
		await fetchFile(server, {sha256: undefined});
		expectWhole();
	});

	test('the lock of a dead process does not count, that of a living one does', async () => {
		const server = await start(serve(content));
		mkdirSync(path.dirname(place.target), {recursive: true});
		writeFileSync(`${place.target}.lock`, '999999999\n');
		await fetchFile(server);
		expectWhole();
		writeFileSync(`${place.target}.lock`, `${process.ppid}\n`);
		await expect(fetchFile(server)).rejects.toThrow('another process');
	});
});

test('cancelled: one line, and the beginning stays for the next time', async () => {
	const server = await start(stallAfter(content, 60_000), serve(content));
	const controller = new AbortController();
	const running = fetchFile(server, {
		signal: controller.signal,
		onProgress() {
			controller.abort();
		},
	});
	await expect(running).rejects.toThrow('cancelled');
	expect(readFileSync(`${place.target}.part`).length).toBeGreaterThan(0);
	await fetchFile(server);
	expect(server.ranges[1]).toMatch(/^bytes=\d+-$/);
	expectWhole();
});

test('a folder that cannot be made', async () => {
	const file = path.join(place.folder, 'file');
	writeFileSync(file, '');
	const server = await start(serve(content));
	await expect(fetchFile(server, {target: path.join(file, 'model.bin')})).rejects.toThrow(file);
});

test('too little room is said before a byte is fetched', async () => {
	const server = await start(serve(content));
	await expect(fetchFile(server, {bytes: 2 ** 60})).rejects.toThrow('make room');
	expect(server.ranges).toEqual([]);
});

test('a proxy is used', async () => {
	const server = await start(serve(content));
	const seen: string[] = [];
	const proxy = createServer((request, response) => {
		seen.push(request.url ?? '');
		serve(content)(request, response);
	});
	proxy.on('connect', (request, socket, head) => {
		seen.push(request.url ?? '');
		const [host, port] = (request.url ?? '').split(':');
		const upstream = connect(Number(port), host, () => {
			socket.write('HTTP/1.1 200 OK\r\n\r\n');
			upstream.write(head);
			upstream.pipe(socket);
			socket.pipe(upstream);
		});
		upstream.on('error', () => socket.destroy());
		socket.on('error', () => upstream.destroy());
	});
	await new Promise<void>(resolve => {
		proxy.listen(0, '127.0.0.1', resolve);
	});
	vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
	try {
		await fetchFile(server);
		expect(seen.length).toBeGreaterThan(0);
		expect(seen[0]).toContain(new URL(server.url).host);
		expectWhole();
	} finally {
		proxy.closeAllConnections();
		proxy.close();
	}
});

test('killed with SIGKILL again and again: the file is whole or absent, and arrives in the end', async () => {
	let pieces = 0;
	const server = await start(trickle(content, 6000, () => pieces, part));
	const script = fileURLToPath(new URL('download-child.ts', import.meta.url));
	const run = async (killAfter: number): Promise<number | null> =>
		new Promise((resolve, reject) => {
			pieces = killAfter;
			const child = spawn(
				process.execPath,
				['--import', 'tsx', script, `${server.url}model.bin`, place.target, sha256],
				{stdio: ['ignore', 'pipe', 'inherit']},
			);
			createInterface(child.stdout).on('line', () => {
				killAfter--;
				if (killAfter === 0) {
					child.kill('SIGKILL');
				}
			});
			child.on('error', reject);
			child.on('close', code => {
				resolve(code);
			});
		});
	for (const killAfter of [1, 4, 9]) {
		expect(await run(killAfter)).toBe(null);
		expect(existsSync(place.target)).toBe(false);
	}

	expect(await run(Number.POSITIVE_INFINITY)).toBe(0);
	expect(server.ranges).toEqual([undefined, 'bytes=6000-', 'bytes=30000-', 'bytes=84000-']);
	expectWhole();
});
