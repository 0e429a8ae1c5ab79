import {isFailure, type LineStream, type Root} from '../roots/root.js';
import {type Reading, type Sensor} from '../sensor.js';
import {RowParser, fieldsFor, rowReadings, type Row} from './nvidia-fields.js';

/*
NVIDIA GPUs through one nvidia-smi that stays and prints a row per GPU a second: no process is started per sample.
*/

const periodMs = 1000;

/** A row older than this is not the state of now. */
const stalenessMs = 5000;
const restartPauseMs = 10_000;
const source = 'nvidia-smi --query-gpu';

type Timed = {readonly row: Row; readonly atMs: number};

class Monitor {
	readonly #root: Root;
	readonly #fields: readonly string[];
	readonly #parser: RowParser;
	readonly #rows = new Map<string, Timed>();
	#stream: LineStream | undefined;
	#startedAtMs = 0;
	#trouble: string | undefined;

	constructor(root: Root, fields: readonly string[]) {
		this.#root = root;
		this.#fields = fields;
		this.#parser = new RowParser(fields);
		this.#start();
	}

	read(): readonly Reading[] {
		const now = this.#root.now();
		const ended = this.#stream?.ended();
		if (ended !== undefined) {
			this.#trouble = ended;
		}

		if ((!this.#stream || ended !== undefined) && now - this.#startedAtMs > restartPauseMs) {
			this.#start();
		}

		const fresh = [...this.#rows.values()].filter(({atMs}) => now - atMs <= stalenessMs);
		if (fresh.length > 0) {
			return fresh.flatMap(({row, atMs}) => rowReadings(row, source, atMs));
		}

		const {badLine} = this.#parser;
		const missing =
			this.#trouble ??
			(badLine === undefined
				? 'nvidia-smi has printed nothing yet'
				: `nvidia-smi printed what is no row: "${badLine}"`);
		const facts = {label: 'NVIDIA GPU', source, atMs: now, missing};
		return [
			{...facts, id: 'nvidia/0/temperature', quantity: 'temperature', unit: 'celsius'},
			{...facts, id: 'nvidia/0/power', quantity: 'power', unit: 'watts', scope: 'gpu'},
		];
	}

	close(): void {
		this.#stream?.close();
	}

	#start(): void {
		this.#startedAtMs = this.#root.now();
		const stream = this.#root.stream(
			'nvidia-smi',
			[
				`--query-gpu=${this.#fields.join(',')}`,
				'--format=csv,noheader,nounits',
				`--loop-ms=${periodMs}`,
			],
			line => {
				const row = this.#parser.parse(line);
				if (row) {
					this.#trouble = undefined;
					this.#rows.set(row.get('index') ?? '0', {row, atMs: this.#root.now()});
				}
			},
		);
		if (isFailure(stream)) {
			this.#trouble = stream.reason;
		} else {
			this.#stream = stream;
		}
	}
}

export const nvidia: Sensor = {
	id: 'nvidia',
	title: 'NVIDIA GPU (nvidia-smi)',
	timeoutMs: 3500,
	async open(root) {
		const help = await root.run('nvidia-smi', ['--help-query-gpu']);
		if (isFailure(help)) {
			return {
				absent:
					help.kind === 'missing'
						? 'no nvidia-smi (no NVIDIA driver; Jetson modules have none)'
						: help.reason,
			};
		}

		// A recorded board has one text for whatever is asked.
		const monitor = new Monitor(root, fieldsFor(help.includes('"index"') ? help : undefined));
		return {
			read: async () => monitor.read(),
			close() {
				monitor.close();
			},
		};
	},
};
