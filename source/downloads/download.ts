import {createHash, randomInt} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {rename, rm, statfs} from 'node:fs/promises';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {type Dispatcher} from 'undici';
import {sanitize} from '../text/sanitize.js';
import {messageOf, UserError} from '../text/user-error.js';
import {takeLock} from '../system/file-lock.js';
import {makeFolder} from '../system/make-folder.js';
import {errnoText} from '../system/errno-text.js';
import {backOffMs} from '../system/back-off.js';
import {PartialFile} from './partial-file.js';
import {transfer} from './transfer.js';
import {TransferError} from './transfer-error.js';

export type DownloadRequest = {
	/** Addresses, tried in order. */
	readonly urls: readonly string[];
	/** Absolute path of the file. */
	readonly target: string;
	readonly sha256?: string | undefined;
	/** Git object id (SHA-1 with a header), where no SHA-256 is known. */
	readonly gitBlob?: string | undefined;
	readonly bytes?: number | undefined;
	/** A look at the whole file before it takes its place; throws where it is not what it should be. */
	readonly inspect?: (file: string) => void | Promise<void>;
	readonly onProgress?: (received: number, total: number | undefined) => void;
	/** A line for the user: an attempt failed, another address is tried. */
	readonly onNote?: (text: string) => void;
	readonly signal?: AbortSignal;
	/** Attempts without any progress, for each address. @default 5 */
	readonly attempts?: number;
	/** First pause between attempts, doubled each time. @default 1000 */
	readonly pauseMs?: number;
	/** @default 30000 */
	readonly stallMs?: number;
};

export type Download = {
	readonly sha256: string;
	readonly bytes: number;
	/** Bytes of an earlier attempt that did not have to be fetched again. */
	readonly resumedFrom: number;
	readonly url: string;
};

const gitBlobOf = async (file: string, size: number): Promise<string> => {
	const hash = createHash('sha1').update(`blob ${size}\0`);
	for await (const piece of createReadStream(file, {highWaterMark: 2 ** 20})) {
		hash.update(piece as Uint8Array);
	}

	return hash.digest('hex');
};

/**
@throws TransferError when the whole file is not the wanted one.
*/
const verify = async (request: DownloadRequest, partial: PartialFile): Promise<void> => {
	const sum = partial.sha256();
	if (request.sha256 !== undefined && sum !== request.sha256) {
		throw new TransferError(
			`checksum mismatch: it has ${sum}, ${request.sha256} is wanted`,
			'restart',
		);
	}

	if (request.gitBlob !== undefined && request.sha256 === undefined) {
		const blob = await gitBlobOf(partial.path, partial.size);
		if (blob !== request.gitBlob) {
			throw new TransferError(
				`checksum mismatch: its Git object id is ${blob}, ${request.gitBlob} is wanted`,
				'restart',
			);
		}
	}

	try {
		await request.inspect?.(partial.path);
	} catch (error) {
		throw new TransferError(messageOf(error), 'restart', {cause: error});
	}
};

const pauseOf = (failures: number, base: number, wish: number | undefined): number =>
	wish ??
	backOffMs(failures, {firstMs: base, longestMs: 60_000}) +
		(base > 0 ? randomInt(Math.ceil(base / 4) + 1) : 0);

/** One address until the file is whole and right, or the address is of no use. */
const fetchFrom = async (
	request: DownloadRequest,
	url: string,
	partial: PartialFile,
	dispatcher: Dispatcher,
): Promise<void> => {
	const {attempts = 5, pauseMs = 1000, stallMs = 30_000} = request;
	let failures = 0;
	let restarts = 0;
	for (;;) {
		const before = partial.size;
		try {
			await transfer({
				url,
				partial,
				bytes: request.bytes,
				isVerifiable: request.sha256 !== undefined || request.gitBlob !== undefined,
				stallMs,
				dispatcher,
				onProgress: request.onProgress ?? (() => undefined),
				signal: request.signal,
			});
			await verify(request, partial);
			return;
		} catch (error) {
			if (!(error instanceof TransferError)) {
				throw error;
			}

			const {verdict} = error;
			failures = partial.size > before ? 1 : failures + 1;
			if (verdict === 'restart') {
				await partial.clear();
				restarts++;
			}

			// A wrong file from the very beginning stays wrong: only a resumed one deserves a second try.
			const isHopeless = verdict === 'restart' && (before === 0 || restarts > 1);
			if (verdict === 'give-up' || verdict === 'elsewhere' || isHopeless || failures >= attempts) {
				throw error;
			}

			const pause = verdict === 'restart' ? 0 : pauseOf(failures, pauseMs, error.retryAfterMs);
			request.onNote?.(`${error.message}; trying again in ${(pause / 1000).toFixed(1)} s`);
			await sleep(pause, undefined, {signal: request.signal}).catch(() => {
				throw new TransferError('cancelled', 'give-up');
			});
		}
	}
};

const demandRoom = async (request: DownloadRequest, have: number): Promise<void> => {
	const folder = path.dirname(request.target);
	const {bavail, bsize} = await statfs(folder);
	const wanted = (request.bytes ?? 0) - have;
	if (wanted > bavail * bsize) {
		throw new UserError(
			`${sanitize(folder)}: ${wanted} bytes are wanted, ${bavail * bsize} are free; make room, or set XDG_DATA_HOME to another disk`,
			{exitCode: 1},
		);
	}
};

/** How a file that no address gives is brought by hand. */
const byHand = ({target, bytes, sha256, gitBlob}: DownloadRequest): string => {
	const facts = [
		bytes === undefined ? undefined : `${bytes} bytes`,
		sha256 === undefined ? undefined : `sha256 ${sha256}`,
		sha256 === undefined && gitBlob !== undefined ? `git blob ${gitBlob}` : undefined,
	].filter(fact => fact !== undefined);
	const known = facts.length > 0 ? ` (${facts.join(', ')})` : '';
	return `by hand: put the file${known} at ${sanitize(target, 300)}`;
};

const fetchAny = async (request: DownloadRequest, partial: PartialFile): Promise<string> => {
	const {EnvHttpProxyAgent} = await import('./http-client.js');
	const dispatcher = new EnvHttpProxyAgent({connect: {timeout: request.stallMs ?? 30_000}});
	const failures: string[] = [];
	try {
		for (const url of request.urls) {
			try {
				await fetchFrom(request, url, partial, dispatcher);
				return url;
			} catch (error) {
				const failure = `${sanitize(url, 160)}: ${sanitize(messageOf(error), 200)}`;
				failures.push(failure);
				request.onNote?.(failure);
				if (error instanceof TransferError && error.verdict === 'give-up') {
					throw new UserError(failure, {cause: error, exitCode: 1});
				}
			}
		}
	} finally {
		await dispatcher.destroy();
	}

	throw new UserError(`could not be fetched: ${failures.join('; ')}; ${byHand(request)}`, {
		exitCode: 1,
	});
};

const cannotWrite = (file: string, error: unknown): UserError =>
	new UserError(`cannot write ${sanitize(file)}: ${sanitize(errnoText(error))}`, {
		cause: error,
		exitCode: 1,
	});

/**
Fetches a file: resumes what an earlier attempt left, tries the addresses in turn, verifies, and only then gives the file its name. Killed at any moment, it leaves the old state or a beginning that the next call builds upon.
Proxies are taken from HTTPS_PROXY, HTTP_PROXY and NO_PROXY.

@throws UserError when no address gave the right file, or the disk would not take it.
*/
export const download = async (request: DownloadRequest): Promise<Download> => {
	const {target} = request;
	try {
		makeFolder(path.dirname(target));
	} catch (error) {
		throw cannotWrite(path.dirname(target), error);
	}

	const lock = await takeLock(`${target}.lock`);
	const partial = new PartialFile(`${target}.part`);
	try {
		await partial.open();
		await demandRoom(request, partial.size);
		const resumedFrom = partial.size;
		const url = await fetchAny(request, partial);
		const result = {sha256: partial.sha256(), bytes: partial.size, resumedFrom, url};
		await partial.close();
		await rename(partial.path, target);
		await rm(`${partial.path}.json`, {force: true});
		return result;
	} catch (error) {
		throw error instanceof UserError ? error : cannotWrite(target, error);
	} finally {
		try {
			// Of a failure the first word counts, not that of the tidying after it.
			await (partial.size === 0 ? partial.remove() : partial.close());
		} catch {
			// The next call takes it up.
		}

		await lock.release();
	}
};
