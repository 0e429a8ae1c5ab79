import {execFile} from 'node:child_process';
import process from 'node:process';
import {promisify} from 'node:util';
import {messageOf, UserError} from '../../text/user-error.js';
import {passSpan, type StreamSource} from '../stream-source.js';

const execute = promisify(execFile);
const patienceMs = 10_000;

const installCommands: Readonly<Record<string, string>> = {
	darwin: 'brew install ffmpeg',
	win32: 'winget install ffmpeg',
};

export type Ffmpeg = {
	/** Undefined for builds without a release number. */
	readonly major?: number;
	readonly passthrough: StreamSource['passthrough'];
};

/**
Asks the ffmpeg of the PATH for its version: `-vsync` became `-fps_mode` in 5.1.

@throws UserError with the command that installs it.
*/
export const findFfmpeg = async (shown: string): Promise<Ffmpeg> => {
	try {
		const {stdout} = await execute('ffmpeg', ['-hide_banner', '-version'], {timeout: patienceMs});
		const release = /^ffmpeg version n?(?<major>\d+)\.(?<minor>\d+)/.exec(stdout)?.groups;
		const [major, minor] = [Number(release?.['major']), Number(release?.['minor'])];
		const isOld = major < 5 || (major === 5 && minor < 1);
		return {
			...(release && {major}),
			passthrough: [isOld ? '-vsync' : '-fps_mode', 'passthrough'],
		};
	} catch (error) {
		const {code} = error as NodeJS.ErrnoException;
		const install = installCommands[process.platform] ?? 'sudo apt install ffmpeg';
		throw new UserError(
			code === 'ENOENT'
				? `--source ${shown} needs ffmpeg, which is not here: ${install}`
				: `--source ${shown} needs ffmpeg, which does not run: ${messageOf(error)}`,
			{cause: error},
		);
	}
};

/**
Arguments of one ffmpeg: upright RGB pictures at the source's own size, each with its size in front (PPM), to stdout. The model's size is made where a photograph's is, so that preprocessing is the same.

@param position Where to begin; frames of the pass before it are decoded and left out, so that none is doubled or lost.
*/
export const ffmpegArguments = (source: StreamSource, position: number): string[] => {
	const skipped = source.hasEnd ? position % passSpan : 0;
	return [
		'-nostdin',
		'-hide_banner',
		'-loglevel',
		'error',
		// The model's threads come first.
		'-threads',
		'2',
		...source.inputOptions,
		'-i',
		source.input,
		'-map',
		'0:v:0',
		...(skipped > 0 ? ['-vf', String.raw`select=gte(n\,${skipped})`] : []),
		...source.passthrough,
		'-c:v',
		'ppm',
		'-pix_fmt',
		'rgb24',
		'-f',
		'image2pipe',
		'pipe:1',
	];
};

type VideoFacts = {readonly frameCount?: number};

/** Of the first video stream. @throws The error of execFile. */
const askFfprobe = async (input: string, fields: string, extra: readonly string[] = []) => {
	const {stdout} = await execute(
		'ffprobe',
		[
			'-loglevel',
			'error',
			'-select_streams',
			'v:0',
			...extra,
			'-show_entries',
			`stream=${fields}`,
			'-of',
			'json',
			'-i',
			input,
		],
		{timeout: patienceMs},
	);
	const {streams = []} = JSON.parse(stdout) as {streams?: Array<Record<string, unknown>>};
	return streams[0];
};

const countOf = (value: unknown): VideoFacts => {
	const frameCount = Number(value);
	return Number.isInteger(frameCount) && frameCount > 0 ? {frameCount} : {};
};

/** Formats without an index are read through once; one that takes too long stays uncounted. */
const countFrames = async (input: string): Promise<VideoFacts> => {
	try {
		const stream = await askFfprobe(input, 'nb_read_packets', ['-count_packets']);
		return countOf(stream?.['nb_read_packets']);
	} catch {
		return {};
	}
};

/**
What a file says of its first video stream.

@throws UserError where ffmpeg finds none. Where ffprobe, which comes with ffmpeg, is missing, nothing is known.
*/
export const probeVideo = async (input: string, shown: string): Promise<VideoFacts> => {
	try {
		const stream = await askFfprobe(input, 'codec_name,nb_frames');
		if (!stream) {
			throw new UserError(`--source ${shown}: there is no video in this file`);
		}

		const facts = countOf(stream['nb_frames']);
		return facts.frameCount === undefined ? await countFrames(input) : facts;
	} catch (error) {
		if (error instanceof UserError) {
			throw error;
		}

		const {code, stderr = ''} = error as {code?: unknown; stderr?: string};
		if (code === 'ENOENT') {
			return {};
		}

		const reason = stderr.trim().split('\n').at(-1)!.replace(`${input}: `, '');
		throw new UserError(
			`--source ${shown}: ffmpeg cannot read this file${reason ? ` (${reason})` : ''}`,
			{cause: error},
		);
	}
};
