import {type Dispatcher, type Response} from 'undici';
import {messageOf} from '../text/user-error.js';
import {errnoText} from '../system/errno-text.js';
import {type PartialFile} from './partial-file.js';
import {TransferError} from './transfer-error.js';

export type TransferRequest = {
	readonly url: string;
	readonly partial: PartialFile;
	/** Size that the manifest declares. */
	readonly bytes?: number | undefined;
	/** True where a checksum will tell a wrong beginning: then any earlier bytes may be built upon. */
	readonly isVerifiable: boolean;
	/** A transfer without a byte for this long is given up, in milliseconds. */
	readonly stallMs: number;
	readonly dispatcher: Dispatcher;
	readonly onProgress: (received: number, total: number | undefined) => void;
	readonly signal?: AbortSignal | undefined;
};

/** No model is larger; a server that sends without end is stopped. */
const byteLimit = 64 * 2 ** 30;

const isStrong = (etag: string | null): etag is string => etag?.startsWith('"') ?? false;

const retryAfterMs = (response: Response): number | undefined => {
	const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
	return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 60) * 1000 : undefined;
};

const demandGoodStatus = (response: Response): void => {
	const {status} = response;
	if (status === 200 || status === 206 || status === 416) {
		return;
	}

	const isPassing = status === 408 || status === 425 || status === 429 || status >= 500;
	throw new TransferError(`the server answered ${status}`, isPassing ? 'retry' : 'elsewhere', {
		retryAfterMs: retryAfterMs(response),
	});
};

/** What was asked for without encoding must come so: what a packed answer grows to is anybody's guess. */
const demandPlain = (response: Response): void => {
	const encoding = response.headers.get('content-encoding') ?? 'identity';
	if (encoding !== 'identity') {
		throw new TransferError(
			'the server sends the file packed though it was not asked to',
			'elsewhere',
		);
	}
};

/** An address that was asked for over TLS is not left for one without. */
const demandSafe = (asked: string, answered: string): void => {
	if (asked.startsWith('https:') && !answered.startsWith('https:')) {
		throw new TransferError('the server leads to an address without TLS', 'elsewhere');
	}
};

type FrameRange = {readonly start: number; readonly total: number | undefined};

/** Where the body of an answer belongs, and how long the whole is. */
const frameRangeOf = (response: Response): FrameRange => {
	if (response.status === 206 || response.status === 416) {
		const range = response.headers.get('content-range') ?? '';
		const match = /^bytes (?:(?<start>\d+)-\d+|\*)\/(?<total>\d+|\*)$/.exec(range);
		const total = Number(match?.groups?.['total'] ?? Number.NaN);
		return {
			start: Number(match?.groups?.['start'] ?? Number.NaN),
			total: Number.isFinite(total) ? total : undefined,
		};
	}

	const length = Number(response.headers.get('content-length') ?? Number.NaN);
	return {start: 0, total: Number.isFinite(length) ? length : undefined};
};

/** The entity tag by which the server can tell whether the bytes so far are still right; undefined: begin anew. */
const resumeHeaders = async ({
	url,
	partial,
	isVerifiable,
}: TransferRequest): Promise<Record<string, string> | undefined> => {
	if (partial.size === 0) {
		return undefined;
	}

	const origin = await partial.origin();
	const etag = origin?.url === url ? origin.etag : undefined;
	if (etag === undefined && !isVerifiable) {
		return undefined;
	}

	return {
		range: `bytes=${partial.size}-`,
		...(etag !== undefined && {'if-range': etag}),
	};
};

const writeFailed = (error: unknown): TransferError => {
	return new TransferError(`cannot write: ${errnoText(error)}`, 'give-up', {cause: error});
};

const checkTotal = (total: number | undefined, bytes: number | undefined): void => {
	if (total !== undefined && bytes !== undefined && total !== bytes) {
		throw new TransferError(
			`the server offers ${total} bytes, the manifest says ${bytes}`,
			'elsewhere',
		);
	}
};

/** Makes the partial file ready for the body. Returns false where it is whole already. */
const prepare = async (
	request: TransferRequest,
	response: Response,
): Promise<FrameRange | undefined> => {
	const {partial} = request;
	const stretch = frameRangeOf(response);
	checkTotal(stretch.total, request.bytes);
	if (response.status === 416) {
		if (stretch.total === partial.size) {
			return undefined;
		}

		throw new TransferError('the server has no such range', 'restart');
	}

	if (response.status === 206 && stretch.start !== partial.size) {
		throw new TransferError('the server sent another range than was asked for', 'restart');
	}

	if (response.status === 200) {
		await partial.clear();
	}

	if (response.headers.get('content-type')?.startsWith('text/html')) {
		throw new TransferError('the server answered with a web page', 'elsewhere');
	}

	const etag = response.headers.get('etag');
	await partial.setOrigin({url: request.url, ...(isStrong(etag) && {etag})});
	return stretch;
};

const receive = async (
	request: TransferRequest,
	response: Response,
	touch: () => void,
): Promise<void> => {
	const {partial, onProgress} = request;
	const stretch = await prepare(request, response).catch((error: unknown) => {
		throw error instanceof TransferError ? error : writeFailed(error);
	});
	if (!stretch) {
		return;
	}

	const limit = request.bytes ?? stretch.total ?? byteLimit;
	for await (const piece of response.body ?? []) {
		touch();
		const bytes = piece as Uint8Array;
		if (partial.size + bytes.length > limit) {
			throw new TransferError(`the server sends more than ${limit} bytes`, 'restart');
		}

		await partial.append(bytes).catch((error: unknown) => {
			throw writeFailed(error);
		});
		onProgress(partial.size, request.bytes ?? stretch.total);
	}

	const wanted = request.bytes ?? stretch.total;
	if (wanted !== undefined && partial.size < wanted) {
		throw new TransferError(`the transfer ended at ${partial.size} of ${wanted} bytes`, 'retry');
	}
};

/**
One attempt at one address, from where an earlier one stopped.

@throws TransferError
*/
export const transfer = async (request: TransferRequest): Promise<void> => {
	const {url, stallMs, dispatcher, signal} = request;
	const controller = new AbortController();
	const stall = new TransferError(`nothing arrived for ${stallMs / 1000} s`, 'retry');
	let timer: NodeJS.Timeout | undefined;
	const touch = (): void => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			controller.abort(stall);
		}, stallMs);
	};

	const cancel = (): void => {
		controller.abort(new TransferError('cancelled', 'give-up'));
	};

	signal?.addEventListener('abort', cancel, {once: true});
	touch();
	try {
		const headers = await resumeHeaders(request);
		const {fetch} = await import('./http-client.js');
		const response = await fetch(url, {
			headers: {'user-agent': 'edgetop', 'accept-encoding': 'identity', ...headers},
			dispatcher,
			signal: controller.signal,
		});
		touch();
		demandSafe(url, response.url);
		demandGoodStatus(response);
		demandPlain(response);
		await receive(request, response, touch);
	} catch (error) {
		if (controller.signal.aborted) {
			throw controller.signal.reason as TransferError;
		}

		if (error instanceof TransferError) {
			throw error;
		}

		const {cause} = error as Error;
		const reason = messageOf(cause ?? error);
		// Round in circles, or to what is no web address: the same the next time.
		const isHopeless = /redirect|scheme/i.test(reason);
		throw new TransferError(reason, isHopeless ? 'elsewhere' : 'retry', {cause: error});
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener('abort', cancel);
		controller.abort();
	}
};
