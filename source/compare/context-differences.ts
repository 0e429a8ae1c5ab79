import {type SummarySegment} from '../record/segment-schema.js';
import {type Summary} from '../record/summary.js';

/** One thing that is not the same everywhere. A value is missing where the session does not know it. */
export type Difference = {
	readonly name: string;
	readonly values: ReadonlyArray<string | undefined>;
};

type Facts = Readonly<Record<string, string | number | undefined>>;

/** Enough of a hash to tell two apart by eye. */
const shortHash = (hash: string | undefined): string | undefined => hash?.slice(0, 12);

const contextFacts = ({edgetop, context}: Summary): Facts => {
	const {host, frames} = context;
	return {
		edgetop,
		host: host.name,
		board: host.board,
		CPU: host.cpu,
		'CPUs in use': host.cores,
		'memory, GB': host.memoryBytes === undefined ? undefined : (host.memoryBytes / 1e9).toFixed(1),
		platform: host.platform,
		system: host.os,
		kernel: host.kernel,
		governor: host.governor,
		virtualisation: host.virtualisation,
		Node: context.node,
		dataset: frames.name,
		'dataset hash': shortHash(frames.hash),
		images: frames.count,
		seed: frames.seed,
		'frames cache, MB': frames.cacheBytes === undefined ? undefined : frames.cacheBytes / 2 ** 20,
		preset: context.preset,
		'start temperature, °C': context.startTemperatureCelsius?.toFixed(0),
	};
};

const text = (record: Readonly<Record<string, unknown>>): string | undefined =>
	Object.keys(record).length === 0 ? undefined : JSON.stringify(record);

const segmentFacts = (segment: SummarySegment): Facts => ({
	model: segment.modelName,
	'model hash': shortHash(segment.modelSha256),
	precision: segment.precision,
	preprocessing: text(segment.preprocessing),
	input: text(segment.input),
	backend: segment.backendId,
	'backend options': text(segment.backendOptions),
	device: segment.device,
	runtime: segment.runtime && `${segment.runtime.name} ${segment.runtime.version}`,
	versions:
		segment.versions &&
		Object.entries(segment.versions)
			.map(([name, version]) => `${name} ${version}`)
			.join(', '),
	threads: segment.threads,
	frames: segment.framesMode,
});

const differences = (facts: readonly Facts[]): Difference[] =>
	Object.keys(facts[0] ?? {}).flatMap(name => {
		const values = facts.map(fact => fact[name]?.toString());
		return new Set(values).size > 1 ? [{name, values}] : [];
	});

/** What differs between the sessions' hosts, versions and images; what is the same is left out. */
export const contextDifferences = (sessions: readonly Summary[]): Difference[] =>
	differences(sessions.map(session => contextFacts(session)));

/** What differs between two segments in model, runtime and options. */
export const segmentDifferences = (segments: readonly SummarySegment[]): Difference[] =>
	differences(segments.map(segment => segmentFacts(segment)));
