import {spawn, type ChildProcessByStdio} from 'node:child_process';
import {type Readable} from 'node:stream';
import {eachLine} from '../../text/line-splitter.js';
import {withoutSecrets} from '../../text/redact.js';
import {sanitize} from '../../text/sanitize.js';
import {type StreamSource} from '../stream-source.js';
import {ffmpegArguments} from './ffmpeg.js';
import {readPpm, type RawFrame} from './ppm.js';

export type FfmpegEnd = {
	readonly code: number | null;
	/** In words: "ended with exit code 1 (Connection refused)". */
	readonly words: string;
	/** The last line of its stderr. */
	readonly lastLine?: string;
};

/** One ffmpeg process and the pictures that it gives. */
export class FfmpegRun {
	readonly frames: AsyncGenerator<RawFrame>;
	readonly ended: Promise<FfmpegEnd>;
	readonly #child: ChildProcessByStdio<null, Readable, Readable>;
	#lastLine: string | undefined;
	#killedFor: string | undefined;

	constructor(source: StreamSource, position: number, obtain: (bytes: number) => Uint8Array) {
		this.#child = spawn('ffmpeg', ffmpegArguments(source, position), {
			stdio: ['ignore', 'pipe', 'pipe'],
			// A child in the terminal's group would get its Ctrl-C.
			detached: process.platform !== 'win32',
		});
		this.frames = readPpm(this.#child.stdout as AsyncIterable<Uint8Array>, obtain);
		eachLine(this.#child.stderr, line => {
			const words = sanitize(withoutSecrets(line.replace(`${source.input}: `, '')), 200).trim();
			this.#lastLine = words === '' ? this.#lastLine : words;
		});
		this.ended = new Promise(resolve => {
			let failure: string | undefined;
			this.#child.on('error', error => {
				failure = error.message;
			});
			this.#child.on('close', (code, signal) => {
				const last = this.#lastLine;
				const how = signal ? `died of ${signal}` : `ended with exit code ${code}`;
				resolve({
					code,
					words: this.#killedFor ?? failure ?? `ffmpeg ${how}${last ? ` (${last})` : ''}`,
					lastLine: last,
				});
			});
		});
	}

	get pid(): number | undefined {
		return this.#child.pid;
	}

	/** Ends it at once. @param reason In words, for who waits for `ended`. */
	kill(reason?: string): void {
		this.#killedFor ??= reason;
		this.#child.kill('SIGKILL');
		// What is still in the pipe is not wanted.
		this.#child.stdout.destroy();
	}
}
