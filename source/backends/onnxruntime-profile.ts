import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type * as Ort from 'onnxruntime-node';
import {type PlacedShare} from './backend.js';

/*
Where the operators of a model run, from the runtime's own profile of a few runs.
*/

/** What is read of the trace that onnxruntime writes. Times in µs. */
type TraceEvent = {
	readonly cat?: string;
	readonly name?: string;
	readonly ts?: number;
	readonly dur?: number;
	readonly args?: {readonly provider?: string; readonly op_name?: string};
};

/**
Providers whose operators return before the device is done, with the kind of event that tells the device's own time where the build writes it. For all others the time of the call is the time of the operator.
*/
const deviceEvents: Readonly<Record<string, string | undefined>> = {
	webgpu: 'Api',
	cuda: 'Kernel',
	dml: 'Kernel',
};

/** "WebGpuExecutionProvider" → "webgpu". */
const shortName = (provider: string): string =>
	provider.replace(/ExecutionProvider$/, '').toLowerCase();

const durationOf = (events: readonly TraceEvent[]): number =>
	events.reduce((sum, {dur = 0}) => sum + dur, 0);

/** The operators of each run, by provider. Copies between devices, which the runtime puts in, are none of the model's. */
const operatorsByRun = (events: readonly TraceEvent[]): Array<Map<string, TraceEvent[]>> => {
	const operators = events.filter(
		({cat, name = '', args}) =>
			cat === 'Node' &&
			name.endsWith('_kernel_time') &&
			args?.provider !== undefined &&
			!args.op_name?.startsWith('Memcpy'),
	);
	return events
		.filter(({name}) => name === 'model_run')
		.map(({ts = 0, dur = 0}) => {
			const byProvider = new Map<string, TraceEvent[]>();
			for (const event of operators.filter(one => one.ts! >= ts && one.ts! <= ts + dur)) {
				const provider = shortName(event.args!.provider!);
				byProvider.set(provider, [...(byProvider.get(provider) ?? []), event]);
			}

			return byProvider;
		});
};

/**
Reads a profile: how many operators ran where, and their share of the time. The first run is left out where there are others: it may compile.

@returns The provider with most operators first; empty where no run was profiled.
*/
export const readProfile = (trace: string): readonly PlacedShare[] => {
	const events = JSON.parse(trace) as readonly TraceEvent[];
	const runs = operatorsByRun(events);
	const counted = runs.slice(runs.length > 1 ? 1 : 0);
	const last = counted.at(-1);
	if (!last) {
		return [];
	}

	/** Of one run, µs; undefined where the device does not tell. */
	const timeOn = (provider: string): number | undefined => {
		if (!(provider in deviceEvents)) {
			return durationOf(counted.flatMap(run => run.get(provider) ?? [])) / counted.length;
		}

		const device = events.filter(({cat}) => cat === deviceEvents[provider]);
		return device.length > 0 ? durationOf(device) / runs.length : undefined;
	};

	const times = [...last.keys()].map(provider => timeOn(provider));
	const isTold = times.every(time => time !== undefined);
	const totalTime = times.reduce<number>((sum, time) => sum + (time ?? 0), 0);
	const total = [...last.values()].reduce((sum, {length}) => sum + length, 0);
	return [...last]
		.map(([on, operators], index) => ({
			on,
			operators: operators.length,
			operatorShare: operators.length / total,
			...(last.size === 1 && {timeShare: 1}),
			...(last.size > 1 && isTold && totalTime > 0 && {timeShare: times[index]! / totalTime}),
		}))
		.sort((left, right) => right.operators - left.operators);
};

/** A profile that is being written: session options to start it, and its end. */
export class Profile {
	readonly #folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-profile-'));
	#isOver = false;

	get sessionOptions(): Ort.InferenceSession.SessionOptions {
		return {enableProfiling: true, profileFilePrefix: path.join(this.#folder, 'run')};
	}

	/** Ends the profile and reads it. The session goes on without one. */
	read(session: Ort.InferenceSession): readonly PlacedShare[] {
		session.endProfiling();
		try {
			const [name] = readdirSync(this.#folder);
			return name === undefined
				? []
				: readProfile(readFileSync(path.join(this.#folder, name), 'utf8'));
		} finally {
			this.remove();
		}
	}

	/** Safe to call twice; a session that still writes must have been released. */
	remove(): void {
		if (!this.#isOver) {
			this.#isOver = true;
			rmSync(this.#folder, {recursive: true, force: true});
		}
	}
}
