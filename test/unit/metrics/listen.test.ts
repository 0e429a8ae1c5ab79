import {createServer} from 'node:http';
import {type AddressInfo} from 'node:net';
import {afterEach, describe, expect, it} from 'vitest';
import {isOpenToOthers, parseAddress, serveMetrics} from '../../../source/metrics/listen.js';
import {type Metrics} from '../../../source/metrics/read-metrics.js';

const loopback = {host: '127.0.0.1', port: 0};
const open: Array<{close(): void}> = [];
afterEach(() => {
	for (const server of open.splice(0)) {
		server.close();
	}
});

const serve = async (read: () => Metrics) => {
	const server = await serveMetrics(loopback, read);
	open.push(server);
	return server;
};

describe('parseAddress', () => {
	it('takes the loopback where no host is given', () => {
		expect(parseAddress('9464')).toEqual({host: '127.0.0.1', port: 9464});
		expect(parseAddress('0.0.0.0:80')).toEqual({host: '0.0.0.0', port: 80});
		expect(parseAddress('[::1]:9464')).toEqual({host: '::1', port: 9464});
		expect(parseAddress('localhost:0')).toEqual({host: 'localhost', port: 0});
	});

	it.each(['', 'x', '70000', 'host:', ':9464', 'http://x:1', '1.2.3.4'])('refuses "%s"', text => {
		expect(() => parseAddress(text)).toThrow(/expected PORT or HOST:PORT/);
	});

	it('knows which addresses others can reach', () => {
		expect(isOpenToOthers(parseAddress('1'))).toBe(false);
		expect(isOpenToOthers(parseAddress('[::1]:1'))).toBe(false);
		expect(isOpenToOthers(parseAddress('localhost:1'))).toBe(false);
		expect(isOpenToOthers(parseAddress('0.0.0.0:1'))).toBe(true);
		expect(isOpenToOthers(parseAddress('192.168.1.4:1'))).toBe(true);
	});
});

describe('serveMetrics', () => {
	it('reads once a second at most, however many ask', async () => {
		let reads = 0;
		const {url} = await serve(() => {
			reads++;
			return new Map([['edgetop_session_duration_seconds', [{labels: {}, value: reads}]]]);
		});
		const texts = await Promise.all(
			Array.from({length: 5}, async () => {
				const response = await fetch(url);
				return response.text();
			}),
		);
		expect(reads).toBe(1);
		expect(new Set(texts).size).toBe(1);
		expect(texts[0]).toContain('edgetop_session_duration_seconds 1');
	});

	it('says where the metrics are, and refuses what is no reading', async () => {
		const {url} = await serve(() => new Map());
		const root = new URL('/', url);
		const home = await fetch(root);
		expect([home.status, await home.text()]).toEqual([200, 'edgetop: metrics are at /metrics\n']);
		const other = await fetch(new URL('/other', url));
		expect(other.status).toBe(404);
		const post = await fetch(url, {method: 'POST', body: 'x'});
		expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
	});

	it('a fault in reading is an answer, not the end', async () => {
		const {url} = await serve(() => {
			throw new Error('no figures');
		});
		const response = await fetch(url);
		expect([response.status, await response.text()]).toEqual([500, 'no figures\n']);
	});

	it('a port in use is one clear line', async () => {
		const taken = createServer();
		await new Promise<void>(resolve => {
			taken.listen(0, '127.0.0.1', resolve);
		});
		const {port} = taken.address() as AddressInfo;
		await expect(serveMetrics({host: '127.0.0.1', port}, () => new Map())).rejects.toThrow(
			`cannot listen on 127.0.0.1:${port}: the port is in use; choose another, or 0 for any`,
		);
		taken.close();
	});
});
