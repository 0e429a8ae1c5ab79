import {readFileSync, statSync} from 'node:fs';
import {open, readdir, type FileHandle} from 'node:fs/promises';
import path from 'node:path';
import {monotonicMs} from '../../system/clock.js';
import {UserError, messageOf} from '../../text/user-error.js';
import {byNumber, codeOf, trimmed} from './live-root.js';
import {
	parseReplaySettings,
	parseSeries,
	sampleSeries,
	type ReplaySettings,
	type Series,
} from './replay.js';
import {commandFile, ReadFailure, isFailure, type LineStream, type Root} from './root.js';

const seriesSuffix = '.series';
const streamPeriodMs = 1000;

/** A series of a day is one or two. */
const mostBytes = 16 * 2 ** 20;

/** `!EAGAIN` as content means that the read fails so. */
const failurePattern = /^!(?<code>E[A-Z\d]+)\s*$/;

export type TreeOptions = {
	/** Monotonic milliseconds. @default the machine's clock */
	readonly now?: () => number;
	/** When the recording began to play. @default now */
	readonly startedAtMs?: number;
};

/** @throws {UserError} where `--sensor-root` is no folder. */
export const checkSensorRoot = (folder: string): void => {
	try {
		if (statSync(folder).isDirectory()) {
			return;
		}
	} catch (error) {
		throw new UserError(
			`--sensor-root ${folder}: ${messageOf(error)}. Give the folder of a recorded board.`,
			{cause: error},
		);
	}

	throw new UserError(`--sensor-root ${folder} is no folder. Give the folder of a recorded board.`);
};

/** What `replay.json` of a recorded board says; a failure of the kind `missing` where it has none. */
export const readReplaySettings = (folder: string): ReplaySettings | ReadFailure => {
	let text: string;
	try {
		text = readFileSync(path.join(folder, 'replay.json'), 'utf8');
	} catch (error) {
		return new ReadFailure(codeOf(error));
	}

	try {
		return parseReplaySettings(text);
	} catch (error) {
		return new ReadFailure('EBADMSG', `replay.json cannot be read: ${messageOf(error)}`);
	}
};

/** A recorded board in a folder. It plays its series from the moment it is opened, and its clock is the recording's: all readings, rates and periods are in the board's own time. */
export class TreeRoot implements Root {
	readonly path: string;
	/** Seconds of the recording that pass in one second. */
	readonly speed: number;
	readonly #clock: () => number;
	readonly #startedAtMs: number;
	/** Read once; empty for a file that does not play. */
	readonly #series = new Map<string, Series>();
	readonly #settings: ReplaySettings | ReadFailure;

	constructor(folder: string, options: TreeOptions = {}) {
		this.path = path.resolve(folder);
		this.#clock = options.now ?? monotonicMs;
		this.#startedAtMs = options.startedAtMs ?? this.#clock();
		this.#settings = readReplaySettings(this.path);
		this.speed = isFailure(this.#settings) ? 1 : this.#settings.speed;
	}

	get isLive(): boolean {
		return false;
	}

	async readText(relative: string): Promise<string | ReadFailure> {
		const series = await this.#seriesOf(relative);
		const text =
			series.length > 0 ? sampleSeries(series, this.#seconds())! : await this.#readFile(relative);
		if (isFailure(text)) {
			return text;
		}

		const code = failurePattern.exec(text)?.groups?.['code'];
		return code ? new ReadFailure(code) : trimmed(text);
	}

	async list(relative: string): Promise<readonly string[]> {
		try {
			const names = await readdir(path.join(this.path, relative));
			const shown = names.map(name =>
				name.endsWith(seriesSuffix) ? name.slice(0, -seriesSuffix.length) : name,
			);
			return [...new Set(shown)].sort(byNumber);
		} catch {
			return [];
		}
	}

	async run(name: string, arguments_: readonly string[]): Promise<string | ReadFailure> {
		const exact = await this.readText(commandFile(name, arguments_));
		return isFailure(exact) && exact.kind === 'missing' ? this.readText(`bin/${name}`) : exact;
	}

	stream(
		name: string,
		arguments_: readonly string[],
		onLine: (line: string) => void,
	): LineStream | ReadFailure {
		let ended: string | undefined;
		const emit = async () => {
			const text = await this.run(name, arguments_);
			if (isFailure(text)) {
				ended = `${name}: ${text.reason}`;
				return;
			}

			for (const line of text.split('\n')) {
				onLine(line);
			}
		};

		void emit();
		const timer = setInterval(() => {
			void emit();
		}, streamPeriodMs / this.speed);
		timer.unref();
		return {
			ended: () => ended,
			close() {
				clearInterval(timer);
			},
		};
	}

	/** Monotonic milliseconds of the recording: `speed` of them pass in one. */
	now(): number {
		return this.#startedAtMs + (this.#clock() - this.#startedAtMs) * this.speed;
	}

	/** The recorded slow-down at this moment, from `replay.json`; undefined where the tree has none. */
	async fpsScale(): Promise<number | ReadFailure | undefined> {
		const settings = this.#settings;
		if (isFailure(settings)) {
			return settings.kind === 'missing' ? undefined : settings;
		}

		const text = settings.fpsScale && sampleSeries(settings.fpsScale, this.#seconds());
		return text === undefined ? undefined : Number(text);
	}

	async #seriesOf(relative: string): Promise<Series> {
		const known = this.#series.get(relative);
		if (known) {
			return known;
		}

		const text = await this.#readFile(relative + seriesSuffix);
		const series = isFailure(text) ? [] : parseSeries(text);
		this.#series.set(relative, series);
		return series;
	}

	#seconds(): number {
		return (this.now() - this.#startedAtMs) / 1000;
	}

	async #readFile(relative: string): Promise<string | ReadFailure> {
		let file: FileHandle | undefined;
		try {
			file = await open(path.join(this.path, relative), 'r');
			const stats = await file.stat();
			if (stats.isFile() && stats.size > mostBytes) {
				return new ReadFailure('EFBIG', `larger than ${mostBytes / 2 ** 20} MB`);
			}

			return stats.isCharacterDevice() || stats.isBlockDevice()
				? new ReadFailure('EINVAL', 'a device, not a file')
				: await file.readFile('utf8');
		} catch (error) {
			return new ReadFailure(codeOf(error));
		} finally {
			await file?.close();
		}
	}
}
