import {sanitize} from '../text/sanitize.js';
import {type EventLevel, type SessionEvent} from './summary.js';

const keepFirst = 200;
const keepLast = 800;

/** Events of a session, bounded: the first 200 and the last 800, and how many between were dropped. */
export class EventLog {
	#first: SessionEvent[] = [];
	#last: SessionEvent[] = [];
	#dropped = 0;

	get dropped(): number {
		return this.#dropped;
	}

	/** Events so far, dropped ones included. */
	get total(): number {
		return this.#first.length + this.#last.length + this.#dropped;
	}

	add(atMs: number, level: EventLevel, kind: string, text: string): void {
		const event = {atMs, level, kind, text: sanitize(text)};
		if (this.#first.length < keepFirst) {
			this.#first = [...this.#first, event];
			return;
		}

		this.#last = [...this.#last, event];
		if (this.#last.length > keepLast) {
			this.#last = this.#last.slice(-keepLast);
			this.#dropped++;
		}
	}

	all(): readonly SessionEvent[] {
		return [...this.#first, ...this.#last];
	}

	/** What came after the first `count` events, as far as it is kept. */
	since(count: number): readonly SessionEvent[] {
		return this.newest(Math.max(0, this.total - count));
	}

	/** The same events; what either takes in later is its own. */
	copy(): EventLog {
		const copy = new EventLog();
		// Lists are replaced, never changed: sharing them is safe.
		copy.#first = this.#first;
		copy.#last = this.#last;
		copy.#dropped = this.#dropped;
		return copy;
	}

	/** The newest, oldest first. */
	newest(count: number): readonly SessionEvent[] {
		if (count === 0) {
			return [];
		}

		return this.#last.length >= count ? this.#last.slice(-count) : this.all().slice(-count);
	}
}
