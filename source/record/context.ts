import os from 'node:os';
import {frameCountOf, kindOf, type Dataset} from '../frames/dataset.js';
import {type HostIdentity} from '../sensors/sensor.js';
import {withoutSecrets} from '../text/redact.js';
import {type SessionContext} from './summary.js';

const wholeGovernor = (identity: HostIdentity | undefined) =>
	identity?.governor === undefined ? {} : {governor: identity.governor};

/** Where a run took place, and on what: what another person needs to compare it. */
export const describeContext = (
	run: {
		readonly commandLine: readonly string[];
		readonly dataset: Dataset;
		readonly seed: number;
		readonly cacheBytes?: number | undefined;
		readonly preset: string;
	},
	identity: HostIdentity | undefined,
	startTemperature: {readonly value: number; readonly source: string} | undefined,
): SessionContext => {
	const cpu = identity?.cpuName ?? os.cpus()[0]?.model.trim();
	const count = frameCountOf(run.dataset);
	const virtualisation = [identity?.container, identity?.virtualMachine]
		.filter(Boolean)
		.join(' on ');
	return {
		commandLine: run.commandLine.map(word => withoutSecrets(word)),
		node: process.version,
		host: {
			name: identity?.hostname ?? os.hostname(),
			board: identity?.board,
			cpu: cpu === undefined || cpu === '' ? 'unknown' : cpu,
			cores: os.availableParallelism(),
			memoryBytes: os.totalmem(),
			platform: `${os.platform()}-${os.arch()}`,
			...(identity && {os: identity.os}),
			kernel: identity?.kernel ?? os.release(),
			...wholeGovernor(identity),
			...(virtualisation !== '' && {virtualisation}),
		},
		frames: {
			name: run.dataset.name,
			kind: kindOf(run.dataset),
			count,
			labelled: run.dataset.labelledCount,
			classes: run.dataset.classCount,
			labelSource: run.dataset.labelSource,
			hash: run.dataset.hash,
			seed: run.seed,
			cacheBytes: run.cacheBytes,
		},
		preset: run.preset,
		...(startTemperature && {
			startTemperatureCelsius: startTemperature.value,
			startTemperatureSource: startTemperature.source,
		}),
	};
};
