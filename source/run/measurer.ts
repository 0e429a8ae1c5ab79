import {type SegmentRecord} from './build-summary.js';
import {type EngineSwitch} from './engine-switch.js';
import {type SegmentState} from './segment.js';

/** What a session measures with: one engine after the other (`Measuring`), or two in turns (`AbTest`). */
export type Measurer = {
	readonly records: ReadonlyMap<SegmentState, SegmentRecord>;
	/** The engine's process, for those who watch it. */
	readonly enginePid: number | undefined;
	/** Where a wish for another model or backend goes; undefined: no flips now. */
	readonly engines: EngineSwitch | undefined;
	start(): void;
	resetStatistics(): void;
	/** Replayed boards only: the share of full speed that frames keep. */
	pace(scale: number): void;
	close(): Promise<void>;
	/** Ends every engine at once. */
	kill(): void;
};
