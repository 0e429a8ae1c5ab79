import {tieBits, topCount} from '../engine/batch.js';
import {type FrameBatch} from '../engine/protocol.js';
import {Accuracy, type AccuracyFigure} from '../measure/accuracy.js';
import {type ScoreFault, scoreFaults} from '../engine/score-fault.js';
import {ClassCounts} from '../measure/class-counts.js';
import {type SegmentIdentity} from '../record/segment-identity.js';
import {LastMistakes} from './last-mistakes.js';

/** Right and wrong answers of a segment: shares, classes, and the last mistakes. */
export class SegmentAnswers {
	accuracy = new Accuracy();
	/** Over the different images of this run. */
	readonly classes = new ClassCounts();
	mistakes = new LastMistakes();
	/** What the scores of some frames were in place of numbers: there is no accuracy then. */
	fault: ScoreFault | undefined;
	faultyFrames = 0;

	/** Shares over the newest frames and over all different images; none where scores were no numbers. */
	figures(): {readonly rolling: AccuracyFigure; readonly cumulative: AccuracyFigure} {
		return this.fault === undefined
			? {rolling: this.accuracy.rolling(), cumulative: this.accuracy.cumulative()}
			: {rolling: {n: 0}, cumulative: {n: 0}};
	}

	record(batch: FrameBatch, row: number, identity: SegmentIdentity): void {
		const {accuracyEnd = Number.POSITIVE_INFINITY, entries, manifest} = identity;
		if (batch.positions[row]! >= accuracyEnd) {
			return;
		}

		const fault = batch.faults?.[row] ?? 0;
		if (fault > 0) {
			this.fault ??= scoreFaults[fault - 1];
			this.faultyFrames++;
			return;
		}

		const entry = batch.entries[row]!;
		const classes = entries[entry]?.classes ?? [];
		if (classes.length === 0 || !manifest.output) {
			return;
		}

		const top5 = batch.top5.subarray(row * topCount, (row + 1) * topCount);
		const isHit = classes.includes(top5[0]!);
		const ties = batch.ties?.[row] ?? 0;
		const isNew = this.accuracy.record(
			entry,
			isHit,
			top5.some(label => classes.includes(label)),
			{first: (ties & tieBits.first) > 0, five: (ties & tieBits.five) > 0},
		);
		if (isNew) {
			this.classes.record(classes, top5[0]!);
			if (!isHit) {
				this.mistakes.add(batch, row);
			}
		}
	}

	/** Nothing comes any more, and the shares are kept elsewhere. */
	settle(): void {
		this.accuracy = new Accuracy();
		this.mistakes = new LastMistakes();
	}
}
