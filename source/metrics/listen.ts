import {createServer, type Server} from 'node:http';
import {type AddressInfo} from 'node:net';
import {messageOf, UserError} from '../text/user-error.js';
import {exposition} from './prometheus.js';
import {type Metrics} from './read-metrics.js';

export type Address = {readonly host: string; readonly port: number};

/**
`PORT` or `HOST:PORT`; without a host the loopback. `[::1]:9464` for IPv6; port 0 takes any that is free.

@throws UserError
*/
export const parseAddress = (text: string): Address => {
	const match = /^(?:(?<host>\[[\da-f:.]+\]|[^\s:/]+):)?(?<port>\d{1,5})$/i.exec(text);
	const port = Number(match?.groups?.['port']);
	if (!match || port > 65_535) {
		throw new UserError(`--listen ${text}: expected PORT or HOST:PORT, such as 127.0.0.1:9464`);
	}

	return {host: (match.groups?.['host'] ?? '127.0.0.1').replaceAll(/[[\]]/g, ''), port};
};

/** Whether others than this machine can connect. */
export const isOpenToOthers = ({host}: Address): boolean =>
	!/^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host);

const reasons: Readonly<Record<string, string>> = {
	EADDRINUSE: 'the port is in use; choose another, or 0 for any',
	EACCES: 'permission denied: ports below 1024 need rights',
	EADDRNOTAVAIL: 'this machine has no such address',
	ENOTFOUND: 'no such host',
};

const page = 'edgetop: metrics are at /metrics\n';

/**
Serves metrics over HTTP until `close`. They are read when a scraper asks, at most once a second however many ask.

@throws UserError where the address cannot be had.
*/
export const serveMetrics = async (
	address: Address,
	read: () => Metrics,
): Promise<{readonly url: string; close(): void}> => {
	let cached: {readonly atMs: number; readonly metrics: Metrics} | undefined;
	const fresh = (): Metrics => {
		const atMs = performance.now();
		if (!cached || atMs - cached.atMs >= 1000) {
			cached = {atMs, metrics: read()};
		}

		return cached.metrics;
	};

	const server: Server = createServer((request, response) => {
		const path = request.url?.split('?')[0];
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			response.writeHead(405, {allow: 'GET, HEAD'}).end();
		} else if (path === '/metrics') {
			void (async () => {
				try {
					const {contentType, text} = await exposition(fresh(), request.headers.accept);
					response.writeHead(200, {'content-type': contentType});
					response.end(request.method === 'HEAD' ? undefined : text);
				} catch (error) {
					response.writeHead(500, {'content-type': 'text/plain'}).end(`${messageOf(error)}\n`);
				}
			})();
		} else {
			response.writeHead(path === '/' ? 200 : 404, {'content-type': 'text/plain'}).end(page);
		}
	});
	server.headersTimeout = 10_000;
	server.maxConnections = 64;
	await new Promise<void>((resolve, reject) => {
		server.once('error', error => {
			const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? messageOf(error);
			reject(new UserError(`cannot listen on ${address.host}:${address.port}: ${reason}`));
		});
		server.listen(address.port, address.host, resolve);
	});
	const {port, family, address: host} = server.address() as AddressInfo;
	// A run that is over must not wait for a scraper.
	server.unref();
	return {
		url: `http://${family === 'IPv6' ? `[${host}]` : host}:${port}/metrics`,
		close() {
			server.close();
			server.closeAllConnections();
		},
	};
};
