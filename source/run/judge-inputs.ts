import {describeContext} from '../record/context.js';
import {ThreadPlacement, type Placement} from '../system/thread-placement.js';
import {seekEarlier} from './earlier-sessions.js';
import {summariseSegment, type SegmentRecord} from './build-summary.js';
import {type Measurer} from './measurer.js';
import {type SessionOptions} from './options.js';
import {type SegmentState} from './segment.js';
import {type SessionState} from './session-state.js';

/** Threads are looked up every other second: it costs some small files of the kernel. */
const placementPeriodMs = 1900;
/** Who the machine is comes with the sensors; where it does not, it is not waited for longer. */
const identityMs = 30_000;

/** What the judge needs beside frames and sensors, fetched only where it would change what is said: an earlier session for a board that is limited from its start, and the CPUs on which the engine's threads are. */
export class JudgeInputs {
	readonly #id: string;
	readonly #options: SessionOptions;
	readonly #state: SessionState;
	readonly #placement = new ThreadPlacement();
	/** The segment for which earlier sessions were sought. */
	#sought: SegmentState | undefined;
	#placed: Placement | undefined;
	#placedAtMs = Number.NEGATIVE_INFINITY;

	constructor(id: string, options: SessionOptions, state: SessionState) {
		this.#id = id;
		this.#options = options;
		this.#state = state;
	}

	/** To be called before each judged second. */
	gather(nowMs: number, measurer: Pick<Measurer, 'enginePid' | 'records'>): void {
		const {throttling} = this.#state;
		const {enginePid} = measurer;
		const isKnown = this.#state.identity !== undefined || nowMs - this.#state.startMs > identityMs;
		if (isKnown && throttling.wantsEarlier && this.#state.segments.at(-1) !== this.#sought) {
			void this.#seekEarlier(nowMs, measurer.records);
		}

		if (!throttling.wantsPlacement || enginePid === undefined) {
			this.#placed = undefined;
		} else if (nowMs - this.#placedAtMs >= placementPeriodMs) {
			this.#placedAtMs = nowMs;
			this.#placed = this.#placement.read(enginePid, throttling.hasClusters);
		}

		this.#state.enginePlacement = this.#placed;
	}

	/** Once a segment, when it is limited without a baseline of its own. */
	async #seekEarlier(
		nowMs: number,
		records: ReadonlyMap<SegmentState, SegmentRecord>,
	): Promise<void> {
		const state = this.#state;
		const segment = state.segments.at(-1);
		if (!segment) {
			return;
		}

		this.#sought = segment;
		const powerMode = state.telemetry.figures().find(({id}) => id === 'jetson/power-mode')?.last;
		const earlier = await seekEarlier({
			id: this.#id,
			context: describeContext(this.#options, state.identity, state.startTemperature),
			segment: summariseSegment(segment, records.get(segment), state, nowMs),
			powerMode,
		});
		if (segment === state.segments.at(-1)) {
			state.throttling.setEarlier(earlier);
		}
	}
}
