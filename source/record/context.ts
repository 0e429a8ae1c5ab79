import os from 'node:os';
import {frameCountOf, kindOf, type Dataset} from '../frames/dataset.js';
import {type HostIdentity} from '../sensors/sensor.js';
import {withoutSecrets} from '../text/redact.js';
import {type SessionContext} from './summary.js';

const nodeNames: Readonly<Record<string, string>> = {aarch64: 'arm64', x86_64: 'x64'};

/** The machine that computes, where it is another than this one: what is not known of it is left out. */
const elsewhere = ({cpuName, logicalCores, memoryTotalBytes, arch}: HostIdentity) => ({
	cpu: cpuName ?? 'unknown',
	...(logicalCores > 0 && {cores: logicalCores}),
	...(memoryTotalBytes > 0 && {memoryBytes: memoryTotalBytes}),
	platform: `linux-${nodeNames[arch] ?? arch}`,
});

const here = (identity: HostIdentity | undefined) => {
	const cpu = identity?.cpuName ?? os.cpus()[0]?.model.trim();
	return {
		cpu: cpu === undefined || cpu === '' ? 'unknown' : cpu,
		cores: os.availableParallelism(),
		memoryBytes: os.totalmem(),
		platform: `${os.platform()}-${os.arch()}`,
	};
};

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
			...(identity?.isElsewhere ? elsewhere(identity) : here(identity)),
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
			order: 'set',
			cacheBytes: run.cacheBytes,
		},
		preset: run.preset,
		...(startTemperature && {
			startTemperatureCelsius: startTemperature.value,
			startTemperatureSource: startTemperature.source,
		}),
	};
};
