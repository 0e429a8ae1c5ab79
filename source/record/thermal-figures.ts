import {type SlowdownReason, type ThrottleVerdict} from '../throttling/detect/throttle.js';
import {type DropState} from '../throttling/detect/drop-detector.js';
import {type Figure} from '../measure/figure.js';
import {type Forecast} from '../throttling/detect/forecast.js';
import {type SustainedScore} from '../throttling/detect/sustained.js';
import {type Reading} from '../sensors/sensor.js';

/*
Heat, power, clocks and why it slowed down, as a snapshot has them. Times are session times in ms, as of events; durations within a forecast or a score are on the sensors' clock, which a recording may play faster.
*/

/** A slow-down or a limit, past or present. */
export type ThrottleEpisode = {
	readonly verdict: ThrottleVerdict;
	readonly reason: SlowdownReason;
	/** Session time, ms. */
	readonly onsetMs: number;
	/** Session time, ms; absent while it lasts. */
	readonly endedMs?: number;
	/** Part of the baseline FPS that was lost, 0…1; absent without a drop. */
	readonly lossFraction?: number;
	readonly baselineFps?: number;
	/** What was seen, in words, sanitised. */
	readonly evidence: readonly string[];
	/** One line for the main screen: "−31 % FPS since 04:12: thermal, cpu-thermal 82 °C at passive trip 80 °C". */
	readonly text: string;
};

export type ThrottleFigures = {
	/** What holds now; absent: nothing that is known. */
	readonly current?: ThrottleEpisode;
	/** Whether drops can be judged yet: `finding baseline`, `baseline unstable`, `steady`, `dropped`. */
	readonly dropState: DropState;
	/** FPS of the segment's first steady 90 s. */
	readonly baselineFps?: number;
	/** Past ones and the present one, oldest first; at most 100. */
	readonly spells: readonly ThrottleEpisode[];
};

/** Energy over the counted frames of one segment; "not MLPerf Power". */
export type EnergyFigure = {
	readonly meanWatts: Figure;
	/** mJ an inference of all that the scope covers. */
	readonly grossMillijoules: Figure;
	/** The same less the idle baseline. */
	readonly netMillijoules: Figure;
	readonly fpsPerWatt: Figure;
	/** Covered part of the time, 0…1. */
	readonly coverage: number;
	/** What the power covers: `wall`, `board input`, …; absent where none is measured. */
	readonly scope?: string;
	/** The readings behind it: `VDD_IN`. */
	readonly label?: string;
};

/** What is kept of each segment. */
export type SegmentThermal = {
	readonly sustained: SustainedScore;
	readonly energy: EnergyFigure;
};

export type ForecastFigure = {
	/** The zone it speaks of; absent without a temperature. */
	readonly label?: string;
	readonly forecast: Forecast;
};

export type ReplayFigure = {
	readonly root: string;
	readonly speed: number;
	/** Present share of full speed that the frames are paced to; absent: the frames run free. */
	readonly scale?: number;
};

export type ThermalFigures = {
	readonly throttle: ThrottleFigures;
	readonly sustained: SustainedScore;
	readonly forecast: ForecastFigure;
	readonly energy: EnergyFigure;
	/** Mean power of the idle machine with the model loaded, W. */
	readonly idleWatts: Figure;
	/** Temperatures, powers, clocks, loads and memory of accelerators, and fans of the newest sample. */
	readonly readings: readonly Reading[];
	/** Readings whose course is kept. */
	readonly charted: readonly string[];
	readonly replay?: ReplayFigure;
	/** Course of a reading in the columns of a chart that ends now; undefined is a gap. */
	history(id: string, columns: number, windowMs: number): ReadonlyArray<number | undefined>;
};
