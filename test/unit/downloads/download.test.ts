import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {
	content,
	drop,
	expectWhole,
	fetchFile,
	part,
	place,
	sha256,
	start,
} from './download-fixture.js';
import {answer, type Behaviour, serve, stallAfter} from './flaky-server.js';

test('a good server: one request, progress to the end', async () => {
	const server = await start(serve(content));
	const progress: Array<readonly [number, number | undefined]> = [];
	const result = await fetchFile(server, {
		onProgress(received, total) {
			progress.push([received, total]);
		},
	});
	expect(result).toMatchObject({sha256, bytes: content.length, resumedFrom: 0});
	expect(progress.at(-1)).toEqual([content.length, content.length]);
	expect(server.ranges).toEqual([undefined]);
	expectWhole();
});

test('a server that drops twice: resumed by Range, whole at the end', async () => {
	const server = await start(drop(100_000), drop(50_000), serve(content));
	await fetchFile(server);
	expect(server.ranges).toEqual([undefined, 'bytes=100000-', 'bytes=150000-']);
	expectWhole();
});

test('a server that stalls: given up after the time-out, then resumed', async () => {
	let arrived = 0;
	const server = await start(stallAfter(content, 70_000), (request, response) => {
		// Less than was sent, where the machine itself stands still for as long.
		arrived = statSync(part()).size;
		serve(content)(request, response);
	});
	const notes: string[] = [];
	await fetchFile(server, {
		stallMs: 300,
		onNote(text) {
			notes.push(text);
		},
	});
	expect(notes[0]).toContain('nothing arrived for 0.3 s');
	expect(server.ranges).toEqual([undefined, arrived > 0 ? `bytes=${arrived}-` : undefined]);
	expectWhole();
});

test('a server without ranges: from the beginning again', async () => {
	const server = await start(drop(100_000), serve(content, {ranges: false}));
	await fetchFile(server);
	expectWhole();
});

describe('a server that lies about the length', () => {
	test('too long a promise is found out before a byte is fetched', async () => {
		const server = await start(answer(200, 'x', {'content-length': '999999999'}));
		await expect(fetchFile(server)).rejects.toThrow(
			`the server offers 999999999 bytes, the manifest says ${content.length}`,
		);
		expect(existsSync(place.target)).toBe(false);
	});

	test('it ends early each time: given up after the attempts', async () => {
		const server = await start((_request, response) => {
			response.writeHead(200, {'content-length': content.length});
			response.write('short', () => {
				response.destroy();
			});
		});
		await expect(fetchFile(server, {attempts: 3})).rejects.toThrow('could not be fetched');
		expect(existsSync(place.target)).toBe(false);
	});

	test('it sends more than it may', async () => {
		const server = await start((_request, response) => {
			response.writeHead(200);
			response.end(Buffer.concat([content, Buffer.from('more')]));
		});
		await expect(fetchFile(server)).rejects.toThrow(`more than ${content.length} bytes`);
		expect(existsSync(place.target)).toBe(false);
	});

	test('a wrong range is not built upon', async () => {
		const server = await start(
			drop(100_000),
			(_request, response) => {
				response.writeHead(206, {
					'content-range': `bytes 5-${content.length - 1}/${content.length}`,
				});
				response.end(content.subarray(5));
			},
			serve(content),
		);
		await fetchFile(server);
		expectWhole();
	});
});

describe('a wrong file', () => {
	test('of the right size: both sums are named, nothing is kept', async () => {
		const other = Buffer.alloc(content.length, 'wrong');
		const server = await start(serve(other));
		const sum = createHash('sha256').update(other).digest('hex');
		await expect(fetchFile(server)).rejects.toThrow(
			`checksum mismatch: it has ${sum}, ${sha256} is wanted`,
		);
		expect(server.ranges).toHaveLength(1);
		expect(readdirSync(path.dirname(place.target))).toEqual([]);
	});

	test('the next address has the right one', async () => {
		const bad = await start(serve(Buffer.alloc(content.length, 'wrong')));
		const good = await start(serve(content));
		const result = await fetchFile([`${bad.url}a`, `${good.url}b`]);
		expect(result.url).toBe(`${good.url}b`);
		expectWhole();
	});

	test('a web page instead of the file', async () => {
		const server = await start(answer(200, '<html>', {'content-type': 'text/html; charset=utf-8'}));
		await expect(fetchFile(server, {bytes: undefined})).rejects.toThrow('a web page');
	});

	test('a git object id is verified like a checksum', async () => {
		const server = await start(serve(content));
		const gitBlob = createHash('sha1')
			.update(`blob ${content.length}\0`)
			.update(content)
			.digest('hex');
		await fetchFile(server, {sha256: undefined, gitBlob});
		expectWhole();
		await expect(fetchFile(server, {sha256: undefined, gitBlob: 'a'.repeat(40)})).rejects.toThrow(
			`its Git object id is ${gitBlob}`,
		);
	});
});

describe('answers of a server', () => {
	test('404: the next address at once, and the beginning of an earlier attempt stays', async () => {
		mkdirSync(path.dirname(place.target), {recursive: true});
		writeFileSync(`${place.target}.part`, content.subarray(0, 1000));
		const missing = await start(answer(404));
		const good = await start(serve(content));
		const result = await fetchFile([`${missing.url}a`, `${good.url}b`]);
		expect(missing.ranges).toHaveLength(1);
		expect(good.ranges).toEqual(['bytes=1000-']);
		expect(result.resumedFrom).toBe(1000);
		expectWhole();
	});

	test('503 with Retry-After, then the file', async () => {
		const server = await start(answer(503, '', {'retry-after': '0'}), serve(content));
		await fetchFile(server);
		expect(server.ranges).toHaveLength(2);
	});

	test('500 for ever: five attempts with growing pauses', async () => {
		const server = await start(answer(500));
		const pauses: number[] = [];
		await expect(
			fetchFile(server, {
				pauseMs: 8,
				onNote(text) {
					const match = /again in ([\d.]+) s/.exec(text);
					if (match) {
						pauses.push(Number(match[1]));
					}
				},
			}),
		).rejects.toThrow('the server answered 500');
		expect(server.ranges).toHaveLength(5);
		expect(pauses).toHaveLength(4);
	});

	test('no server at all', async () => {
		const server = await start(serve(content));
		await server.close();
		await expect(fetchFile(server, {attempts: 2})).rejects.toThrow(
			/could not be fetched: http.*ECONNREFUSED.*; by hand: put the file.* at \//,
		);
	});
});

describe('a server that leads astray', () => {
	const leadTo =
		(target: string): Behaviour =>
		(_request, response) => {
			response.writeHead(302, {location: target}).end();
		};

	test.each(['file:///etc/passwd', 'ftp://127.0.0.1/x', 'data:text/plain,x'])(
		'to %s: not followed, not tried again',
		async target => {
			const server = await start(leadTo(target));
			await expect(fetchFile(server)).rejects.toThrow(/scheme/i);
			expect(server.ranges).toHaveLength(1);
			expect(existsSync(place.target)).toBe(false);
		},
	);

	test('round in circles: given up, not tried again', async () => {
		const server = await start((request, response) => {
			response.writeHead(302, {location: request.url}).end();
		});
		await expect(fetchFile(server)).rejects.toThrow(/redirect/);
		expect(server.ranges.length).toBeLessThan(50);
	});

	test('a packed answer, which may grow to anything, is refused', async () => {
		const bomb = gzipSync(Buffer.alloc(50_000_000));
		const server = await start((_request, response) => {
			response.writeHead(200, {'content-encoding': 'gzip', 'content-length': bomb.length});
			response.end(bomb);
		});
		await expect(fetchFile(server, {sha256: undefined})).rejects.toThrow(/packed/);
		expect(existsSync(place.target)).toBe(false);
	});
});
