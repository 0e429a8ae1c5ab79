import {median} from '../../measure/statistics.js';
import {type EarlierFps} from '../../record/earlier-fps.js';
import {Course} from './course.js';

const windowMs = 60_000;
/** Of the last minute so many seconds must be known. */
const leastSeconds = 45;
/** As of a drop within a session: it is one from here on, and one no more from there on. */
const lossFrom = 0.05;
const lossTo = 0.03;

/** The last minute's FPS of a segment against an earlier session: for a board that is limited before it has a baseline of its own. */
export class EarlierLevel {
	#course = new Course();
	#earlier: EarlierFps | undefined;
	#isLower = false;

	get earlier(): EarlierFps | undefined {
		return this.#earlier;
	}

	/** Another segment: another model has another earlier session. */
	restart(): void {
		this.#course = new Course();
		this.#earlier = undefined;
		this.#isLower = false;
	}

	setEarlier(earlier: EarlierFps | undefined): void {
		this.#earlier = earlier;
	}

	add(atMs: number, fps: number | undefined): void {
		this.#course.add(atMs, fps);
	}

	/** Part of the earlier session's FPS that is lost, 0…1; 0 is none that counts. Undefined: no such session, or no full minute yet. */
	loss(nowMs: number): number | undefined {
		const seconds = this.#course.between(nowMs - windowMs, nowMs);
		if (!this.#earlier || seconds.length < leastSeconds) {
			return undefined;
		}

		const loss = 1 - median(seconds) / this.#earlier.fps;
		this.#isLower = loss >= (this.#isLower ? lossTo : lossFrom);
		return this.#isLower ? loss : 0;
	}
}
