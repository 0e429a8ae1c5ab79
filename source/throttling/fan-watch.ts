import {shareOfFan} from '../record/accelerator-figures.js';
import {hasValue, type PresentReading, type Reading} from '../sensors/sensor.js';

type Level = 'stopped' | 'turning' | 'at full speed';

/** Of full speed. */
const fullShare = 0.98;
/** A fan has changed when so many samples in a row say so. */
const samplesToChange = 3;

/** The level of the fastest fan: by its share of full speed where one is told, else by its turns. */
const levelOf = (fans: readonly PresentReading[]) => {
	const shared = fans.filter(fan => shareOfFan(fan) !== undefined);
	const judged = shared.length > 0 ? shared : fans;
	const speed = (fan: PresentReading): number => shareOfFan(fan) ?? fan.value;
	const fastest = judged.reduce((most, fan) => (speed(fan) > speed(most) ? fan : most));
	const share = shareOfFan(fastest);
	const level: Level =
		fastest.value <= 0
			? 'stopped'
			: share !== undefined && share >= fullShare
				? 'at full speed'
				: 'turning';
	return {level, label: fastest.label};
};

/** Tells when the fan starts, stops, or reaches its full speed. */
export class FanWatch {
	readonly #tell: (nowMs: number, text: string) => void;
	#level: Level | undefined;
	#next: Level | undefined;
	#samples = 0;

	constructor(tell: (nowMs: number, text: string) => void) {
		this.#tell = tell;
	}

	add(nowMs: number, readings: readonly Reading[]): void {
		const fans = readings
			.filter(reading => hasValue(reading))
			.filter(({quantity}) => quantity === 'fan');
		if (fans.length === 0) {
			return;
		}

		const {level, label} = levelOf(fans);
		this.#samples = level === this.#next ? this.#samples + 1 : 1;
		this.#next = level;
		if (level === this.#level || this.#samples < samplesToChange) {
			return;
		}

		const before = this.#level;
		this.#level = level;
		// What it did before the first sample is not known: nothing has changed.
		if (before !== undefined) {
			const words =
				level === 'turning'
					? before === 'stopped'
						? 'started'
						: 'no longer at full speed'
					: level === 'stopped'
						? 'stopped'
						: 'at full speed';
			this.#tell(nowMs, `${label}: fan ${words}`);
		}
	}
}
