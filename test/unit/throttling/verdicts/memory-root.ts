import {parseSeries, sampleSeries, type Series} from '../../../../source/sensors/roots/replay.js';
import {
	commandFile,
	ReadFailure,
	isFailure,
	type LineStream,
	type Root,
} from '../../../../source/sensors/roots/root.js';
import {trimmed} from '../../../../source/sensors/roots/live-root.js';

/* A recorded board that is held in memory: what `TreeRoot` reads from a folder, for tests that play hours of many boards. Its clock is moved by hand. */

export type Files = Readonly<Record<string, string>>;

const failurePattern = /^!(?<code>E[A-Z\d]+)\s*$/;
const suffix = '.series';

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', {numeric: true});

export class MemoryRoot implements Root {
	nowMs: number;
	readonly #startedAtMs: number;
	readonly #files: ReadonlyMap<string, string>;
	readonly #series = new Map<string, Series>();
	readonly #folders = new Map<string, Set<string>>();
	readonly #streams = new Set<() => Promise<void>>();

	constructor(files: Files, startedAtMs = 1000) {
		this.nowMs = startedAtMs;
		this.#startedAtMs = startedAtMs;
		const plain = new Map<string, string>();
		for (const [name, content] of Object.entries(files)) {
			const isSeries = name.endsWith(suffix);
			const file = isSeries ? name.slice(0, -suffix.length) : name;
			if (isSeries) {
				this.#series.set(file, parseSeries(content));
			} else {
				plain.set(file, content);
			}

			const parts = file.split('/');
			for (let {length} = parts; length > 0; length--) {
				const folder = parts.slice(0, length - 1).join('/');
				const names = this.#folders.get(folder) ?? new Set();
				names.add(parts[length - 1]!);
				this.#folders.set(folder, names);
			}
		}

		this.#files = plain;
	}

	get path(): string {
		return 'recorded';
	}

	get isLive(): boolean {
		return false;
	}

	async readText(path: string): Promise<string | ReadFailure> {
		const series = this.#series.get(path);
		const seconds = (this.nowMs - this.#startedAtMs) / 1000;
		const text = (series && sampleSeries(series, seconds)) ?? this.#files.get(path);
		if (text === undefined) {
			return new ReadFailure('ENOENT');
		}

		const code = failurePattern.exec(text)?.groups?.['code'];
		return code ? new ReadFailure(code) : trimmed(text);
	}

	async list(path: string): Promise<readonly string[]> {
		return [...(this.#folders.get(path) ?? [])].sort(byNumber);
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

		this.#streams.add(emit);
		void emit();
		return {
			ended: () => ended,
			close: () => {
				this.#streams.delete(emit);
			},
		};
	}

	now(): number {
		return this.nowMs;
	}

	/** Goes on to a second of the recording; commands that stay print their line. */
	async moveTo(seconds: number): Promise<void> {
		this.nowMs = this.#startedAtMs + seconds * 1000;
		await Promise.all([...this.#streams].map(async emit => emit()));
	}
}
