import {createServer, type Server} from 'node:http';
import {type AddressInfo, type Socket} from 'node:net';
import {errnoText} from '../system/errno-text.js';
import {messageOf, UserError} from '../text/user-error.js';
import {isOwnHost} from './host-check.js';
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

/** A client that dawdles for this long is let go: it must not hold one of the few connections. */
const usualPatienceMs = 10_000;
const mostConnections = 64;
const mostHeaderBytes = 8192;
const mostHeaders = 64;

/**
Keeps a server's connections few. One more than it may have costs the oldest that has not asked for anything yet, or waits to ask again: who holds many open and says nothing keeps nobody out. Where all are being answered, the new one is let go.
*/
const keepFew = (server: Server, most: number): void => {
	const open = new Set<Socket>();
	/** Those of them that are not being answered, oldest first. */
	const idle = new Set<Socket>();
	const forget = (socket: Socket): void => {
		open.delete(socket);
		idle.delete(socket);
	};

	server.on('connection', socket => {
		if (open.size >= most) {
			const [oldest] = idle;
			const unwanted = oldest ?? socket;
			// The system tells of its end later than the next one may come.
			forget(unwanted);
			unwanted.destroy();
		}

		if (!socket.destroyed) {
			open.add(socket);
			idle.add(socket);
			socket.once('close', () => {
				forget(socket);
			});
		}
	});
	server.on('request', ({socket}, response) => {
		idle.delete(socket);
		response.once('close', () => {
			if (open.has(socket)) {
				idle.add(socket);
			}
		});
	});
};

/**
Serves metrics over HTTP until `close`. They are read when a scraper asks, at most once a second however many ask.

@throws UserError where the address cannot be had.
*/
export const serveMetrics = async (
	address: Address,
	read: () => Metrics,
	patienceMs = usualPatienceMs,
): Promise<{readonly url: string; close(): void}> => {
	let cached: {readonly atMs: number; readonly metrics: Metrics} | undefined;
	const fresh = (): Metrics => {
		const atMs = performance.now();
		if (!cached || atMs - cached.atMs >= 1000) {
			cached = {atMs, metrics: read()};
		}

		return cached.metrics;
	};

	const isOpen = isOpenToOthers(address);
	const settings = {
		maxHeaderSize: mostHeaderBytes,
		headersTimeout: patienceMs,
		requestTimeout: patienceMs,
		// How often the two above are looked at.
		connectionsCheckingInterval: patienceMs / 5,
	};
	const server: Server = createServer(settings, (request, response) => {
		const path = request.url?.split('?')[0];
		if (!isOwnHost(request.headers.host, address.host, isOpen)) {
			response
				.writeHead(421, {'content-type': 'text/plain', connection: 'close'})
				.end('edgetop: not a name of this machine; ask by its address, or name it in --listen\n');
		} else if (request.method !== 'GET' && request.method !== 'HEAD') {
			response.writeHead(405, {allow: 'GET, HEAD', connection: 'close'}).end();
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
		} else if (path === '/healthz') {
			response.writeHead(200, {'content-type': 'text/plain'}).end('ok\n');
		} else {
			response.writeHead(path === '/' ? 200 : 404, {'content-type': 'text/plain'}).end(page);
		}
	});
	server.maxHeadersCount = mostHeaders;
	keepFew(server, mostConnections);
	// Also one that takes its answer too slowly.
	server.setTimeout(patienceMs);
	await new Promise<void>((resolve, reject) => {
		server.once('error', error => {
			reject(
				new UserError(
					`cannot listen on ${address.host}:${address.port}: ${errnoText(error, reasons)}`,
				),
			);
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
