import {statSync} from 'node:fs';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import {type AddressInfo} from 'node:net';

/** How a server treats one request for the file. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** The part of a file that a request asks for, answered as a good server does. */
export const serve =
	(
		content: Uint8Array,
		options: {readonly etag?: string; readonly ranges?: boolean} = {},
	): Behaviour =>
	(request, response) => {
		const {etag = '"one"', ranges = true} = options;
		const match = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
		const start = Number(match?.[1] ?? 0);
		const isFresh =
			request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
		response.setHeader('etag', etag);
		if (match && ranges && isFresh) {
			if (start >= content.length) {
				response.writeHead(416, {'content-range': `bytes */${content.length}`}).end();
				return;
			}

			response.writeHead(206, {
				'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
				'content-length': content.length - start,
			});
			response.end(content.subarray(start));
			return;
		}

		response.writeHead(200, {'content-length': content.length});
		response.end(content);
	};

const sizeOf = (file: string): number => statSync(file, {throwIfNoEntry: false})?.size ?? 0;

/** Calls once a file holds this many bytes: what was sent has arrived, on any machine. */
const whenArrived = (file: string, bytes: number, done: () => void): void => {
	if (sizeOf(file) >= bytes) {
		done();
	} else {
		setTimeout(whenArrived, 2, file, bytes, done);
	}
};

/** The head of an answer from where the request asks for it. */
const writeHead = (
	content: Uint8Array,
	request: IncomingMessage,
	response: ServerResponse,
): number => {
	const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
	response.setHeader('etag', '"one"');
	response.writeHead(start > 0 ? 206 : 200, {
		'content-length': content.length - start,
		...(start > 0 && {
			'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
		}),
	});
	return start;
};

/**
Sends a beginning and cuts the connection once that is in the receiver's file.

@param part That file; asked for at the request.
*/
export const dropAfter =
	(content: Uint8Array, count: number, part: () => string): Behaviour =>
	(request, response) => {
		const start = writeHead(content, request, response);
		response.write(content.subarray(start, start + count));
		whenArrived(part(), start + count, () => {
			response.destroy();
		});
	};

/**
Sends piece after piece, each when the one before is in the receiver's file, then nothing more.

@param most Pieces of one request.
*/
export const trickle =
	(content: Uint8Array, pieceBytes: number, most: () => number, part: () => string): Behaviour =>
	(request, response) => {
		const start = writeHead(content, request, response);
		const end = Math.min(content.length, start + pieceBytes * most());
		const send = (at: number): void => {
			if (at === content.length) {
				response.end();
			} else if (at < end && !response.destroyed) {
				const next = Math.min(end, at + pieceBytes);
				response.write(content.subarray(at, next));
				whenArrived(part(), next, () => {
					send(next);
				});
			}
		};

		send(start);
	};

/** Sends a beginning, then nothing. */
export const stallAfter =
	(content: Uint8Array, count: number): Behaviour =>
	(_request, response) => {
		response.setHeader('etag', '"one"');
		response.writeHead(200, {'content-length': content.length});
		response.write(content.subarray(0, count));
	};

export const answer =
	(status: number, body = '', headers: Readonly<Record<string, string>> = {}): Behaviour =>
	(_request, response) => {
		response.writeHead(status, headers).end(body);
	};

export type FlakyServer = {
	readonly url: string;
	/** Ranges that were asked for, in order; undefined: the whole. */
	readonly ranges: Array<string | undefined>;
	readonly server: Server;
	close(): Promise<void>;
};

/** A server that treats the n-th request by the n-th behaviour; the last one goes on. */
export const startServer = async (...behaviours: readonly Behaviour[]): Promise<FlakyServer> => {
	const ranges: Array<string | undefined> = [];
	const server = createServer((request, response) => {
		const behaviour = behaviours[Math.min(ranges.length, behaviours.length - 1)]!;
		ranges.push(request.headers.range);
		behaviour(request, response);
	});
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const {port} = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/`,
		ranges,
		server,
		async close() {
			server.closeAllConnections();
			await new Promise(resolve => {
				server.close(resolve);
			});
		},
	};
};
