import fs from 'node:fs';
import {Socket} from 'node:net';
import process from 'node:process';
import {type Readable} from 'node:stream';
import {sanitize} from '../../text/sanitize.js';
import {messageOf} from '../../text/user-error.js';
import {type Reader, type ReadingFacts, type Scope, type Sensor} from '../sensor.js';

/*
Watts of an external meter (USB or wall), one line a reading, from standard input or a named pipe: `WATTS`, or `TIME WATTS` with commas, tabs or blanks between. TIME is a number of seconds on any clock that only runs forward, or an ISO date; the spacing of the times weighs the energy. Header lines and comments are passed over, but for `# scope: board input` (or package, module, gpu), which says what the meter covers where that is not the wall.
*/

/** Energy over a gap longer than this is not invented. */
const longestGapSeconds = 2.5;

/** A power older than this is not the power of now. */
const longestSilenceSeconds = 10;

export type PowerLine = {
	readonly watts: number;
	/** Seconds on the meter's own clock. */
	readonly seconds?: number;
};

/** Undefined for a line that holds no power. `12.3 W` is accepted. */
export const parsePowerLine = (line: string): PowerLine | undefined => {
	const fields = line
		.trim()
		.replace(/\s*[wW](?:atts?)?$/, '')
		.split(/[,;\t]\s*|\s+/);
	const watts = Number(fields.at(-1));
	if (fields.at(-1) === '' || !Number.isFinite(watts) || watts < 0 || fields.length > 3) {
		return undefined;
	}

	if (fields.length === 1) {
		return {watts};
	}

	const time = fields.slice(0, -1).join(' ');
	const seconds = Number.isFinite(Number(time)) ? Number(time) : Date.parse(time) / 1000;
	return Number.isFinite(seconds) ? {watts, seconds} : undefined;
};

const scopePattern = /^\s*#\s*scope:\s*(?<scope>wall|board input|module|package|gpu)\s*$/;

/** Adds up what the meter said: trapezoids over its own times, else over the times of arrival. */
export class PowerMeter {
	/** What the meter covers: the wall, unless its lines say otherwise. */
	scope: Scope = 'wall';
	joules = 0;
	lines = 0;
	badLines = 0;
	lastBad: string | undefined;
	last: (PowerLine & {readonly arrivedAtMs: number}) | undefined;

	record(line: string, arrivedAtMs: number): void {
		if (line.trim() === '' || line.trimStart().startsWith('#')) {
			const scope = scopePattern.exec(line)?.groups?.['scope'];
			this.scope = (scope as Scope | undefined) ?? this.scope;
			return;
		}

		const parsed = parsePowerLine(line);
		if (!parsed) {
			this.badLines++;
			this.lastBad = sanitize(line, 40);
			return;
		}

		const before = this.last;
		this.last = {...parsed, arrivedAtMs};
		this.lines++;
		if (before) {
			const seconds =
				parsed.seconds !== undefined && before.seconds !== undefined
					? parsed.seconds - before.seconds
					: (arrivedAtMs - before.arrivedAtMs) / 1000;
			if (seconds > 0 && seconds <= longestGapSeconds) {
				this.joules += ((parsed.watts + before.watts) / 2) * seconds;
			}
		}
	}
}

const openInput = (path: string): Readable => {
	if (path === '-') {
		return process.stdin;
	}

	const {O_RDWR, O_NONBLOCK} = fs.constants;
	// Read and write: a pipe that nobody writes yet must not block, and a writer that leaves must not end it.
	return fs.statSync(path).isFIFO()
		? new Socket({fd: fs.openSync(path, O_RDWR | O_NONBLOCK), readable: true, writable: false})
		: fs.createReadStream(path);
};

/** @param path `-` is standard input. */
export const powerInput = (path: string): Sensor => ({
	id: 'power-input',
	title: 'external power meter',
	async open(root) {
		const meter = new PowerMeter();
		const name = path === '-' ? 'standard input' : path;
		let ended: string | undefined;
		let rest = '';
		try {
			const input = openInput(path);
			input.setEncoding('utf8');
			input.on('data', (data: string) => {
				const lines = (rest + data).split('\n');
				rest = lines.pop() ?? '';
				for (const line of lines) {
					meter.record(line, root.now());
				}
			});
			input.on('end', () => {
				ended = `${name} has ended`;
			});
			input.on('error', (error: Error) => {
				ended = `${name}: ${messageOf(error)}`;
			});
			return readerOf({
				meter,
				source: name,
				now: () => root.now(),
				ended: () => ended,
				close: () => input.destroy(),
			});
		} catch (error) {
			return {absent: `--power-input ${sanitize(name, 80)}: ${messageOf(error)}`};
		}
	},
});

const readerOf = (options: {
	readonly meter: PowerMeter;
	readonly source: string;
	readonly now: () => number;
	readonly ended: () => string | undefined;
	readonly close: () => void;
}): Reader => ({
	async read() {
		const {meter, source} = options;
		const {last} = meter;
		const now = options.now();
		const power: Omit<ReadingFacts, 'atMs'> = {
			id: 'power-input/power',
			label: 'external meter',
			quantity: 'power',
			unit: 'watts',
			scope: meter.scope,
			source,
		};
		if (!last) {
			const waiting =
				meter.lastBad === undefined
					? 'no line has come yet'
					: `no watts in the line "${meter.lastBad}"`;
			return [{...power, atMs: now, missing: options.ended() ?? waiting}];
		}

		const atMs = last.arrivedAtMs;
		const silentSeconds = (now - atMs) / 1000;
		const trouble =
			options.ended() ??
			(silentSeconds > longestSilenceSeconds
				? `silent for ${Math.round(silentSeconds)} s`
				: undefined);
		return [
			{...power, atMs, ...(trouble ? {missing: trouble} : {value: last.watts})},
			{
				...power,
				id: 'power-input/energy',
				quantity: 'energy',
				unit: 'joules',
				atMs,
				value: meter.joules,
			},
		];
	},
	close: options.close,
});
