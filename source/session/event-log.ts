import {sanitize} from '../text/sanitize.js';
import {type EventLevel, type SessionEvent} from './snapshot.js';

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

	/** The newest, oldest first. */
	newest(count: number): readonly SessionEvent[] {
		return this.#last.length >= count ? this.#last.slice(-count) : this.all().slice(-count);
	}
}
