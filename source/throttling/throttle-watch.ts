import {type EventLevel} from '../record/summary.js';
import {type Reading} from '../sensors/sensor.js';
import {type ThrottleFigures, type ThrottleEpisode} from '../record/thermal-schema.js';
import {type EarlierFps} from '../record/earlier-fps.js';
import {ThrottleDetector, type ThrottleEvent, type ThrottleSample} from './detect/throttle.js';
import {isDrop} from './detect/verdict.js';
import {type BoardClock} from './board-clock.js';
import {clockText, evidenceTexts, episodeText} from './throttle-words.js';

const keptEpisodes = 100;
/** A reason that wavers is told again at most this often. */
const leastBetweenChangesMs = 30_000;

/** That the FPS of a limit begin to fall is told when it is sure. */
const saysMore = (told: ThrottleEvent, now: ThrottleEvent): boolean =>
	told.reason !== now.reason ||
	(told.verdict !== now.verdict &&
		!(told.verdict === 'limited, no impact yet' && now.verdict === 'limited, impact not known'));

export type Note = (nowMs: number, level: EventLevel, kind: string, text: string) => void;

/** Watches the detector: turns what it finds into spells in session time and into events of the session. */
export class ThrottleWatch {
	readonly #clock: BoardClock;
	readonly #sessionStartMs: number;
	readonly #note: Note;
	readonly #detector = new ThrottleDetector();
	#spells: ThrottleEpisode[] = [];
	#current: ThrottleEpisode | undefined;
	#seen: ThrottleEvent | undefined;
	#told: {readonly event: ThrottleEvent; readonly atMs: number} | undefined;
	#toldState = 'finding baseline';

	constructor(clock: BoardClock, sessionStartMs: number, note: Note) {
		this.#clock = clock;
		this.#sessionStartMs = sessionStartMs;
		this.#note = note;
	}

	/** @param temperature The watched one in this second, for the words. */
	restart(nowMs: number, temperature: Reading | undefined): void {
		this.#detector.restart(this.#clock.toBoardMs(nowMs));
		this.#toldState = 'finding baseline';
		this.#follow(nowMs, temperature);
	}

	add(nowMs: number, sample: ThrottleSample, temperature: Reading | undefined): void {
		this.#detector.add(sample);
		this.#tellState(nowMs);
		this.#follow(nowMs, temperature);
	}

	setEarlier(earlier: EarlierFps | undefined): void {
		this.#detector.setEarlier(earlier);
	}

	figures(): ThrottleFigures {
		const {dropState, baselineFps} = this.#detector;
		return {
			current: this.#current,
			dropState,
			baselineFps,
			spells: this.#current ? [...this.#spells, this.#current] : this.#spells,
		};
	}

	#follow(nowMs: number, temperature: Reading | undefined): void {
		const {current} = this.#detector;
		const ended = this.#detector.events.filter(({endedMs}) => endedMs !== undefined);
		const place = this.#seen ? ended.lastIndexOf(this.#seen) : -1;
		// The detector forgets its oldest: of what cannot be placed any more, only the newest is new.
		const known = this.#seen && place === -1 ? ended.length - 2 : place;
		for (const event of ended.slice(known + 1)) {
			this.#seen = event;
			// A limit that begins to cost FPS goes on as a drop: that is no end to tell.
			const goesOn = !isDrop(event) && current !== undefined && isDrop(current);
			this.#end(nowMs, event, !goesOn);
		}

		if (!current) {
			this.#current = undefined;
			return;
		}

		const texts = evidenceTexts(current, temperature);
		this.#current = this.#spell(current, texts);
		const told = this.#told?.event;
		const isNew = told?.onsetMs !== current.onsetMs;
		const hasChanged = told !== undefined && saysMore(told, current);
		const isDue = nowMs - (this.#told?.atMs ?? 0) >= leastBetweenChangesMs / this.#clock.speed;
		if (isNew || (hasChanged && isDue)) {
			this.#told = {event: current, atMs: nowMs};
			const kind = isNew ? 'slowdownFound' : 'slowdownExplained';
			const text = episodeText(current, texts, this.#spellMs(current.onsetMs), 4);
			this.#note(nowMs, 'warning', kind, `${current.verdict}: ${text}`);
		}
	}

	#end(nowMs: number, event: ThrottleEvent, isToTell: boolean): void {
		const last = this.#current;
		const spell = this.#spell(event, last?.evidence ?? event.evidence);
		this.#spells = [...this.#spells, spell].slice(-keptEpisodes);
		this.#current = undefined;
		this.#told = undefined;
		if (!isToTell) {
			return;
		}

		const lasted = clockText((spell.endedMs ?? spell.onsetMs) - spell.onsetMs);
		const lost =
			event.lossFraction === undefined
				? event.verdict === 'limited, no impact yet'
					? 'no FPS lost'
					: 'FPS lost not known'
				: `${Math.round(event.lossFraction * 100)} % FPS lost`;
		const reason = event.reason === 'unexplained' ? event.verdict : event.reason;
		this.#note(
			nowMs,
			'info',
			'slowdownEnded',
			`${reason}: over at ${clockText(spell.endedMs ?? spell.onsetMs)} after ${lasted}, ${lost}`,
		);
	}

	#spell(event: ThrottleEvent, evidence: readonly string[]): ThrottleEpisode {
		const {verdict, reason, lossFraction, baselineFps, endedMs, earlierSession} = event;
		const onsetMs = this.#spellMs(event.onsetMs);
		return {
			verdict,
			reason,
			onsetMs,
			...(endedMs !== undefined && {endedMs: this.#spellMs(endedMs)}),
			lossFraction,
			baselineFps,
			earlierSession,
			evidence,
			text: episodeText(event, evidence, onsetMs),
		};
	}

	/** Session time of a moment on the sensors' clock. */
	#spellMs(boardMs: number): number {
		return Math.max(0, this.#clock.toMachineMs(boardMs) - this.#sessionStartMs);
	}

	#tellState(nowMs: number): void {
		const {dropState, baselineFps} = this.#detector;
		const isFirst = this.#toldState === 'finding baseline' && dropState !== this.#toldState;
		this.#toldState = dropState;
		if (isFirst && baselineFps !== undefined && this.#detector.baselineKind !== 'steady') {
			const text = `no baseline from before a limit or a fall; drops are held against the best stretch so far: ${baselineFps.toFixed(1)} FPS`;
			this.#note(nowMs, 'info', 'baselineFound', text);
		} else if (isFirst && baselineFps !== undefined) {
			const text = `baseline of this segment: ${baselineFps.toFixed(1)} FPS; drops below it are watched`;
			this.#note(nowMs, 'info', 'baselineFound', text);
		} else if (isFirst) {
			const text =
				'baseline unstable: no 90 s of the first 180 s varied by 2 % or less, so no drop of FPS can be proven';
			this.#note(nowMs, 'info', 'baselineUnstable', text);
		}
	}
}
