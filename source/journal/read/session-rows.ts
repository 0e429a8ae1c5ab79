import {type Summary} from '../../record/summary.js';
import {type StoredJournal} from '../retention.js';
import {sanitize} from '../../text/sanitize.js';
import {messageOf} from '../../text/user-error.js';
import {readSummary} from './read-summary.js';

/** A run of this machine, as `edgetop sessions` shows it. */
export type SessionRow = {
	readonly file: string;
	readonly bytes: number;
} & (
	| {
			readonly id: string;
			readonly startedAt: string;
			/** Running, completed, quit, cut off, … */
			readonly state: Summary['end']['reason'];
			readonly elapsedSeconds: number;
			/** Of each segment: model@backend, FPS. */
			readonly segments: ReadonlyArray<{
				readonly model: string;
				readonly backend: string;
				readonly frames: number;
				readonly fps?: number;
			}>;
			/** What slowed it down, worst last. */
			readonly verdicts: readonly string[];
	  }
	| {readonly trouble: string}
);

/** What a journal says of its run; one that cannot be read says why. */
export const sessionRow = ({file, bytes}: StoredJournal): SessionRow => {
	try {
		const {id, startedAt, end, elapsedSeconds, segments, throttling} = readSummary(file);
		return {
			file,
			bytes,
			id,
			startedAt,
			state: end.reason,
			elapsedSeconds,
			segments: segments.map(({modelName, backendId, frames, fps}) => ({
				model: sanitize(modelName, 60),
				backend: sanitize(backendId, 60),
				frames,
				fps: fps.session,
			})),
			verdicts: (throttling?.spells ?? []).map(({verdict, reason}) => `${verdict}: ${reason}`),
		};
	} catch (error) {
		return {file, bytes, trouble: messageOf(error)};
	}
};
