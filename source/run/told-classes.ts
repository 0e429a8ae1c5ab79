import {unmatchedText} from '../format/unmatched-text.js';
import {type SegmentState} from './segment.js';

/** Tells once for each model which classes of the images it does not have, or why it has no accuracy. */
export class ToldClasses {
	readonly #models = new Set<string>();

	tell(
		segments: readonly SegmentState[],
		note: (level: 'info' | 'warning', kind: string, text: string) => void,
	): void {
		for (const {identity} of segments) {
			const {manifest, accuracyMissing, unmatched} = identity;
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
