import {createHash} from 'node:crypto';
import {type Stats} from 'node:fs';
import {access, constants, stat} from 'node:fs/promises';
import path from 'node:path';
import {withoutSecrets} from '../../text/redact.js';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {type Dataset} from '../dataset.js';
import {type StreamSource} from '../stream-source.js';
import {type Ffmpeg, findFfmpeg, probeVideo} from './ffmpeg.js';

const videoPattern =
	/\.(?:mp4|m4v|mov|mkv|webm|avi|ts|m2ts|mts|mpe?g|wmv|flv|ogv|3gp|mjpe?g|h26[45]|hevc|y4m)$/i;
const addressPattern = /^(?<scheme>rtsps?|rtmps?|https?|udp|tcp|srt|rtp):\/\//i;

/** A remote playlist must not open files of this machine. */
const networkProtocols = 'rtsp,rtsps,rtmp,rtmps,http,https,udp,tcp,srt,rtp,tls,httpproxy,crypto';
/** µs without a byte, after which ffmpeg ends by itself: also where the process that watches it was killed. */
const networkTimeout = '15000000';

type Opened = Omit<StreamSource, 'passthrough' | 'shown'>;

const fileSource = (location: string, isRealtime: boolean): Opened => ({
	input: `file:${location}`,
	// The protocols also keep a playlist from fetching anything.
	inputOptions: ['-protocol_whitelist', 'file,crypto', ...(isRealtime ? ['-re'] : [])],
	take: isRealtime ? 'newest' : 'every',
	hasEnd: true,
	isExclusive: false,
});

const live = {take: 'newest', hasEnd: false} as const;

const cameraSource = (location: string): Opened => ({
	...live,
	input: location,
	inputOptions: ['-f', 'v4l2'],
	isExclusive: true,
});

const pipeSource = (location: string): Opened => ({
	...live,
	input: `file:${location}`,
	inputOptions: ['-protocol_whitelist', 'file,crypto', '-fflags', 'nobuffer'],
	isExclusive: true,
});

const timeoutOptions = (scheme: string, {major}: Ffmpeg): string[] => {
	if (/^rtsp/i.test(scheme)) {
		// Before version 5 this option of RTSP meant "wait for a caller".
		return ['-rtsp_transport', 'tcp', ...((major ?? 5) >= 5 ? ['-timeout', networkTimeout] : [])];
	}

	return /^(?:https?|tcp)$/i.test(scheme) ? ['-rw_timeout', networkTimeout] : [];
};

/** A video at an address is played like a file; what has no such name is taken for live. */
const addressSource = (
	address: string,
	scheme: string,
	isRealtime: boolean,
	ffmpeg: Ffmpeg,
): Opened => {
	const isFile = /^https?$/i.test(scheme) && videoPattern.test(new URL(address).pathname);
	const options = ['-protocol_whitelist', networkProtocols, ...timeoutOptions(scheme, ffmpeg)];
	return isFile
		? {
				input: address,
				inputOptions: [...options, ...(isRealtime ? ['-re'] : [])],
				take: isRealtime ? 'newest' : 'every',
				hasEnd: true,
				isExclusive: false,
			}
		: {
				...live,
				input: address,
				inputOptions: [...options, '-fflags', 'nobuffer'],
				isExclusive: false,
			};
};

const demandReadable = async (location: string, shown: string): Promise<void> => {
	try {
		await access(location, constants.R_OK);
	} catch {
		throw new UserError(
			`--source ${shown}: permission denied${location.startsWith('/dev/video') ? ' (sudo usermod -aG video $USER, then log in again)' : ''}`,
		);
	}
};

const localSource = (location: string, info: Stats, isRealtime: boolean): Opened | undefined => {
	if (info.isCharacterDevice()) {
		return cameraSource(location);
	}

	if (info.isFIFO()) {
		return pipeSource(location);
	}

	return info.isFile() && videoPattern.test(location)
		? fileSource(location, isRealtime)
		: undefined;
};

const datasetOf = (stream: StreamSource, name: string, identity: string): Dataset => ({
	name,
	root: name,
	entries: [{file: name, classes: []}],
	stream,
	labelSource: 'none',
	labelledCount: 0,
	classCount: 0,
	hash: createHash('sha256').update(identity).digest('hex'),
	skipped: [],
});

const openAddress = async (given: string, scheme: string, isRealtime: boolean) => {
	const shown = sanitize(withoutSecrets(given));
	if (!URL.canParse(given)) {
		throw new UserError(`--source ${shown}: this is no complete address`);
	}

	const ffmpeg = await findFfmpeg(shown);
	const opened = addressSource(given, scheme, isRealtime, ffmpeg);
	return datasetOf({...opened, shown, passthrough: ffmpeg.passthrough}, shown, shown);
};

/**
A video file, a camera or a network stream; undefined where the source is none of these.

@param isRealtime A file at its own pace, as a camera would give it.
@throws UserError where it cannot be opened; a live source is first connected to by the engine.
*/
export const openStream = async (
	given: string,
	isRealtime = false,
): Promise<Dataset | undefined> => {
	const scheme = addressPattern.exec(given)?.groups?.['scheme'];
	if (scheme !== undefined) {
		return openAddress(given, scheme, isRealtime);
	}

	const location = path.resolve(given);
	const info = await stat(location).catch(() => undefined);
	const opened = info && localSource(location, info, isRealtime);
	if (!info || !opened) {
		return undefined;
	}

	const shown = sanitize(given);
	await demandReadable(location, shown);
	const {passthrough} = await findFfmpeg(shown);
	const facts = opened.hasEnd ? await probeVideo(opened.input, shown) : {};
	const name = info.isCharacterDevice() ? location : path.basename(location);
	const stream = {...opened, ...facts, shown: sanitize(name), passthrough};
	return datasetOf(stream, name, `${name}\t${info.size}`);
};
