import {type Relay} from './roots/relay-answer.js';
import {type HostIdentity, type SourceDescription, type TelemetrySample} from './sensor.js';

/* What the screen's process and the sensors process say to each other. */

export type SensorsConfig = {
	/** Folder of a recorded board; undefined: this machine. */
	readonly sensorRoot?: string;
	/** Another machine's sensors, in place of this one's. */
	readonly relay?: Relay;
	/** When a recording began to play, so that a restarted process goes on where it was. Monotonic milliseconds. */
	readonly startedAtMs: number;
	/** @default 1000 */
	readonly periodMs?: number;
	/** File or named pipe with timestamped watts; `-` is standard input. */
	readonly powerInput?: string;
};

export type SensorsCommand =
	| {readonly type: 'start'; readonly config: SensorsConfig}
	| {readonly type: 'describe'; readonly request: number}
	| {readonly type: 'identify'; readonly request: number}
	| {readonly type: 'exit'};

export type SensorsMessage =
	| {readonly type: 'sample'; readonly sample: TelemetrySample}
	| {readonly type: 'trouble'; readonly text: string}
	| {
			readonly type: 'described';
			readonly request: number;
			readonly sources: readonly SourceDescription[];
	  }
	| {readonly type: 'identified'; readonly request: number; readonly identity: HostIdentity};
