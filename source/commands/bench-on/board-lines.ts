import {cutText} from '../../format/fitted-table.js';
import {monotonicMs} from '../../system/clock.js';

const escape = '\u001B';
const plainPeriodMs = 10_000;

/** What lines are written to: stderr. */
export type Output = {
	readonly isTTY?: boolean;
	readonly columns?: number;
	readonly rows?: number;
	write(text: string): unknown;
};

/** A line a board in one place on a terminal; elsewhere, or where there are more boards than lines, plain lines: of each board one in 10 s, and all that are final. */
export class BoardLines {
	readonly #output: Output;
	readonly #names: readonly string[];
	readonly #texts: string[];
	readonly #toldAtMs = new Map<number, number>();
	readonly #nameWidth: number;
	#painted = 0;

	/** @param names Fit for a terminal. */
	constructor(names: readonly string[], output: Output) {
		this.#names = names;
		this.#output = output;
		this.#texts = names.map(() => '');
		this.#nameWidth = Math.min(32, Math.max(...names.map(name => name.length)));
	}

	/** @param text Fit for a terminal. */
	say(place: number, text: string, isFinal = false): void {
		if (this.#texts[place] === text && !isFinal) {
			return;
		}

		this.#texts[place] = text;
		if (this.#isLive) {
			this.#paint();
			return;
		}

		const nowMs = monotonicMs();
		if (
			isFinal ||
			nowMs - (this.#toldAtMs.get(place) ?? Number.NEGATIVE_INFINITY) >= plainPeriodMs
		) {
			this.#toldAtMs.set(place, nowMs);
			this.#output.write(`${this.#names[place]}: ${text}\n`);
		}
	}

	get #isLive(): boolean {
		return this.#output.isTTY === true && this.#names.length < (this.#output.rows ?? 24);
	}

	#paint(): void {
		const width = (this.#output.columns ?? 80) - 1;
		const lines = this.#names.map((name, place) =>
			cutText(`${name.padEnd(this.#nameWidth)}  ${this.#texts[place]}`, width),
		);
		const up = this.#painted > 0 ? `${escape}[${this.#painted}A` : '';
		this.#output.write(`${up}${lines.map(line => `\r${line}${escape}[K\n`).join('')}`);
		this.#painted = lines.length;
	}
}
