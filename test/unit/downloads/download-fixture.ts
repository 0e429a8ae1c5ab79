import {createHash} from 'node:crypto';
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterEach, beforeEach, expect, vi} from 'vitest';
import {download, type DownloadRequest} from '../../../source/downloads/download.js';
import {type Behaviour, dropAfter, type FlakyServer, startServer} from './flaky-server.js';

export const content = Buffer.alloc(300_000, 'edgetop downloads ');
export const sha256 = createHash('sha256').update(content).digest('hex');

const proxyVariables = [
	'HTTP_PROXY',
	'HTTPS_PROXY',
	'http_proxy',
	'https_proxy',
	'NO_PROXY',
	'no_proxy',
];

const servers: FlakyServer[] = [];
export const place = {folder: '', target: ''};

beforeEach(() => {
	place.folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-download-'));
	place.target = path.join(place.folder, 'deep', 'model.bin');
	for (const name of proxyVariables) {
		vi.stubEnv(name, undefined);
	}
});

afterEach(async () => {
	vi.unstubAllEnvs();
	await Promise.all(servers.splice(0).map(async server => server.close()));
	rmSync(place.folder, {recursive: true, force: true});
});

/** What has arrived so far. */
export const part = (): string => `${place.target}.part`;

/** Sends this many bytes, then cuts the connection. */
export const drop = (count: number): Behaviour => dropAfter(content, count, part);

/** A server that is closed after the test. */
export const start = async (...behaviours: readonly Behaviour[]): Promise<FlakyServer> => {
	const server = await startServer(...behaviours);
	servers.push(server);
	return server;
};

/** Fetches the file from a server, or from addresses, without pauses. */
export const fetchFile = async (
	server: FlakyServer | readonly string[],
	options: Partial<DownloadRequest> = {},
) =>
	download({
		urls: 'url' in server ? [`${server.url}model.bin`] : server,
		target: place.target,
		sha256,
		bytes: content.length,
		pauseMs: 0,
		...options,
	});

/** The file is whole, and nothing is left beside it: no part, no origin, no lock. */
export const expectWhole = (): void => {
	expect(readFileSync(place.target).equals(content)).toBe(true);
	expect(readdirSync(path.dirname(place.target))).toEqual(['model.bin']);
};
