import {connect, type Socket} from 'node:net';
import os from 'node:os';
import {afterEach, describe, expect, it} from 'vitest';
import {isOwnHost} from '../../../source/metrics/host-check.js';
import {serveMetrics} from '../../../source/metrics/listen.js';
import {waitFor} from '../engine/processes.js';

const closers: Array<() => void> = [];
afterEach(() => {
	for (const close of closers.splice(0)) {
		close();
	}
});

const serve = async (): Promise<URL> => {
	const server = await serveMetrics({host: '127.0.0.1', port: 0}, () => new Map());
	closers.push(() => {
		server.close();
	});
	return new URL(server.url);
};

const dial = async (url: URL): Promise<Socket> => {
	const socket = connect(Number(url.port), '127.0.0.1');
	closers.push(() => {
		socket.destroy();
	});
	socket.on('error', () => undefined);
	await new Promise<void>(resolve => {
		socket.once('connect', resolve);
	});
	return socket;
};

/** All that the server answers to these bytes until it closes. */
const answerTo = async (url: URL, request: string): Promise<string> => {
	const socket = await dial(url);
	let answer = '';
	socket.on('data', chunk => {
		answer += String(chunk);
	});
	const closed = new Promise<void>(resolve => {
		socket.once('close', () => {
			resolve();
		});
	});
	socket.write(request);
	await closed;
	return answer;
};

const get = (host: string, path = '/metrics') =>
	`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;

describe('the Host header', () => {
	it.each([
		['127.0.0.1:9464', '127.0.0.1', false, true],
		['[::1]:9464', '127.0.0.1', false, true],
		['localhost', '127.0.0.1', false, true],
		['LOCALHOST:9464', '127.0.0.1', false, true],
		[undefined, '127.0.0.1', false, true],
		['evil.example', '127.0.0.1', false, false],
		['127.0.0.1.evil.example', '127.0.0.1', false, false],
		['localhost.evil.example', '127.0.0.1', false, false],
		['', '127.0.0.1', false, false],
		['board.local', '127.0.0.1', false, false],
		['board.local:9464', '0.0.0.0', true, true],
		['board', '0.0.0.0', true, true],
		['192.168.1.4', '0.0.0.0', true, true],
		[`${os.hostname()}.company.example`, '0.0.0.0', true, true],
		['metrics.company.example', 'metrics.company.example', true, true],
		['evil.example:9464', '0.0.0.0', true, false],
	])('%s at %s (open: %s): %s', (header, listenHost, isOpen, wanted) => {
		expect(isOwnHost(header, listenHost, isOpen)).toBe(wanted);
	});

	it('of another name gets no figures', async () => {
		const url = await serve();
		expect(await answerTo(url, get('evil.example'))).toMatch(/^HTTP\/1\.1 421 /);
		expect(await answerTo(url, get(url.host))).toMatch(/^HTTP\/1\.1 200 /);
	});
});

it('says that it lives', async () => {
	const url = await serve();
	const response = await fetch(new URL('/healthz', url));
	expect([response.status, await response.text()]).toEqual([200, 'ok\n']);
});

it('refuses huge headers, and what is no HTTP', async () => {
	const url = await serve();
	const huge = `GET / HTTP/1.1\r\nHost: ${url.host}\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`;
	expect(await answerTo(url, huge)).toMatch(/^HTTP\/1\.1 431 /);
	expect(await answerTo(url, '\u0000\u0001\u0002\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
	expect(await answerTo(url, get(url.host))).toMatch(/^HTTP\/1\.1 200 /);
});

it(
	'2,000 connections that say nothing: 64 are kept, and who asks is answered',
	{timeout: 60_000},
	async () => {
		const url = await serve();
		const idle: Socket[] = [];
		for (let count = 0; count < 2000; count += 50) {
			const some = await Promise.all(Array.from({length: 50}, async () => dial(url)));
			for (const socket of some) {
				// A slow loris: the beginning of a request, and never its end.
				socket.write('GET /metrics HTTP/1.1\r\n');
			}

			idle.push(...some);
		}

		expect(await answerTo(url, get(url.host, '/healthz'))).toMatch(/^HTTP\/1\.1 200 /);
		expect(await answerTo(url, get(url.host))).toMatch(/^HTTP\/1\.1 200 /);
		await waitFor(
			'the oldest to be let go',
			() => idle.filter(socket => !socket.closed).length <= 64,
		);
		// The newest are those that are left.
		expect(idle.at(-1)!.closed).toBe(false);
	},
);

it('answers two requests of one connection', async () => {
	const url = await serve();
	const kept = await dial(url);
	let answers = 0;
	kept.on('data', chunk => {
		answers += String(chunk).split('HTTP/1.1 200 ').length - 1;
	});
	kept.write(`GET /healthz HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
	await waitFor('the first answer', () => answers === 1);
	kept.write(`GET /healthz HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
	await waitFor('the second answer on the same connection', () => answers === 2);
});

it('a client that sends its request byte by byte is let go', async () => {
	const server = await serveMetrics({host: '127.0.0.1', port: 0}, () => new Map(), 300);
	closers.push(() => {
		server.close();
	});
	const socket = await dial(new URL(server.url));
	const closed = new Promise<void>(resolve => {
		socket.once('close', () => {
			resolve();
		});
	});
	const timer = setInterval(() => {
		socket.write('G');
	}, 50);
	closers.push(() => {
		clearInterval(timer);
	});
	await closed;
});
