import process from 'node:process';
import {monotonicMs} from '../system/clock.js';
import {type Snapshot} from '../record/snapshot.js';
import {type BenchSettings} from './settings.js';

const plainPeriodMs = 10_000;
const escape = '\u001B';

const timeText = (ms: number): string => {
	const seconds = Math.max(0, Math.round(ms / 1000));
	return seconds < 60
		? `${seconds} s`
		: seconds < 3600
			? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
			: `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
};

/** How long what is left takes: by the slices that each pair has had; a pair without any takes as long as its rule at least. */
export class TimeLeft {
	readonly #rule: {readonly queries: number; readonly seconds: number};
	readonly #costMs = new Map<number, number>();
	#gapMs = 4000;

	constructor(rule: {readonly queries: number; readonly seconds: number}) {
		this.#rule = rule;
	}

	/** A slice of a pair took so long, loading and warm-up included. */
	sliceTook(pair: number, milliseconds: number): void {
		this.#costMs.set(pair, milliseconds);
	}

	gapTook(milliseconds: number): void {
		this.#gapMs = milliseconds;
	}

	/** @param pairs Of the slices that are left, the present one first. */
	text(pairs: readonly number[], spentMs: number): string {
		const known = pairs.map(pair => this.#costMs.get(pair));
		const total =
			known.reduce<number>((sum, ms) => sum + (ms ?? this.#rule.seconds * 1000 + 4000), 0) +
			Math.max(0, pairs.length - 1) * this.#gapMs;
		const isKnown = known.every(ms => ms !== undefined);
		return `${isKnown ? 'about' : 'at least'} ${timeText(total - spentMs)} left`;
	}
}

/** Progress on stderr: one live line on a terminal, plain lines where it is piped. */
export class BenchProgress {
	readonly #isLive = process.stderr.isTTY;
	#toldAtMs = Number.NEGATIVE_INFINITY;
	#hasLive = false;

	/** A line that stays. */
	tell(text: string): void {
		this.clear();
		process.stderr.write(`${text}\n`);
	}

	/** What goes on now: replaced on a terminal, elsewhere told every 10 s. */
	live(text: string): void {
		if (this.#isLive) {
			const width = (process.stderr.columns ?? 80) - 1;
			process.stderr.write(`\r${escape}[K${text.slice(0, width)}`);
			this.#hasLive = true;
		} else if (monotonicMs() - this.#toldAtMs >= plainPeriodMs) {
			this.#toldAtMs = monotonicMs();
			process.stderr.write(`${text}\n`);
		}
	}

	clear(): void {
		if (this.#hasLive) {
			process.stderr.write(`\r${escape}[K`);
			this.#hasLive = false;
		}
	}
}

/** The moment of a slice in a few words. */
export const sliceText = ({phase, phaseText, segment}: Snapshot): string =>
	phase === 'running' && segment.frames > 0
		? `${segment.frames} frames, ${(segment.fps.last10s ?? segment.fps.session ?? 0).toFixed(1)} FPS`
		: phaseText;

export const coolText = (settings: BenchSettings, celsius: number, target: number): string =>
	`cooling down: ${celsius.toFixed(1)} °C, waiting for ${target.toFixed(1)} °C (at most ${timeText(settings.coolDownMs)})`;
