import {unmatchedText} from '../format/unmatched-text.js';
import {type SegmentState} from './segment.js';
import {faultText} from './segment-parts.js';

/** Tells once for each model which classes of the images it does not have, or why it has no accuracy; once for each segment that its scores are no numbers. */
export class ToldClasses {
	readonly #models = new Set<string>();
	readonly #faulty = new Set<number>();

	tell(
		segments: readonly SegmentState[],
		note: (level: 'info' | 'warning' | 'error', kind: string, text: string) => void,
	): void {
		for (const {identity, scoreFault, frames} of segments) {
			const {manifest, accuracyMissing, unmatched} = identity;
			if (scoreFault && !this.#faulty.has(identity.number)) {
				this.#faulty.add(identity.number);
				const why = faultText(scoreFault, frames);
				note('error', 'scoresFaulty', `${manifest.name}: accuracy is n/a: ${why}`);
			}

			if (this.#models.has(manifest.name)) {
				continue;
			}

			this.#models.add(manifest.name);
			if (unmatched) {
				note('warning', 'classesUnmatched', `${manifest.name}: ${unmatchedText(unmatched)}`);
			} else if (accuracyMissing !== undefined) {
				note('info', 'accuracyMissing', `${manifest.name}: accuracy is n/a: ${accuracyMissing}`);
			}
		}
	}
}
