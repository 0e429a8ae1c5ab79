import {type ReferenceRow} from './reference.js';

/* The headings of other people's tables. */

/** What a column holds: a field of a row, or what helps to find one. */
export type Field =
	keyof ReferenceRow | 'result' | 'units' | 'scenario' | 'isReference' | 'notAveraged';

/**
Headings by their letters and digits without the unit. The first of a field that a table has is read. Names of edgetop's own CSV come first.
*/
const namesByField: Readonly<Partial<Record<Field, readonly string[]>>> = {
	device: [
		'device',
		'devicename',
		'board',
		'boardname',
		'systemname',
		'system',
		'hardware',
		'hardwareplatform',
		'platform',
		'edgedevice',
		'machine',
		'targetdevice',
		'target',
		'accelerator',
		'accelerators',
		'acceleratormodelname',
		'soc',
		'processor',
		'chip',
		'hostprocessormodelname',
		'cpu',
		'gpu',
		'phone',
	],
	framework: [
		'framework',
		'frameworks',
		'inferenceframework',
		'runtime',
		'inferenceengine',
		'engine',
		'backend',
		'delegate',
		'library',
		'software',
		'softwarestack',
		'toolkit',
		'sw',
		'provider',
	],
	model: [
		'model',
		'modelname',
		'mlperfmodel',
		'network',
		'networkname',
		'neuralnetwork',
		'dnn',
		'topology',
		'architecture',
		'modelarchitecture',
		'workload',
		'benchmark',
		'task',
		'test',
	],
	inferMs: [
		'infermean',
		'infer',
		'inferencetime',
		'meaninferencetime',
		'averageinferencetime',
		'avginferencetime',
		'inferencetimeavg',
		'inferencetimemean',
		'inferencetimeaverage',
		'meanlatency',
		'averagelatency',
		'avglatency',
		'latencymean',
		'latencyavg',
		'latencyaverage',
		'inferencelatency',
		'latency',
		'inference',
		'meantime',
		'averagetime',
		'avgtime',
		'mean',
		'avg',
		'average',
		'time',
		'timeperimage',
		'timeperinference',
		'timeperframe',
		'singlestreamlatency',
	],
	p50Ms: [
		'inferp50',
		'p50',
		'median',
		'medianlatency',
		'latencymedian',
		'latencyp50',
		'p50latency',
		'medianinferencetime',
		'inferencetimemedian',
		'mediantime',
		'50thpercentile',
	],
	p90Ms: ['inferp90', 'p90', 'latencyp90', 'p90latency', '90thpercentile', '90thpercentilelatency'],
	fps: [
		'fps',
		'throughput',
		'framespersecond',
		'imagespersecond',
		'ips',
		'qps',
		'inferencespersecond',
		'throughputfps',
		'sampless',
		'imagess',
		'inferencess',
		'infs',
		'imgs',
		'queriess',
	],
	top1: [
		'top1',
		'top1accuracy',
		'accuracytop1',
		'top1acc',
		'acctop1',
		'accuracy1',
		'acc1',
		'accat1',
		'accuracyat1',
		'imagenettop1',
		'top1imagenet',
		'accuracy',
		'acc',
	],
	top5: [
		'top5',
		'top5accuracy',
		'accuracytop5',
		'top5acc',
		'acctop5',
		'accuracy5',
		'acc5',
		'accat5',
		'accuracyat5',
		'imagenettop5',
		'top5imagenet',
	],
	images: ['images', 'imagecount', 'numimages', 'numberofimages', 'nimages', 'testimages'],
	precision: ['precision', 'datatype', 'dtype', 'quantization', 'quantisation', 'numericprecision'],
	threads: ['threads', 'numthreads', 'cputhreads', 'nthreads', 'numberofthreads'],
	backend: ['backend'],
	source: ['source', 'dataset'],
	frames: ['frames'],
	millijoules: ['millijoules', 'inferenceenergy', 'energyperinference'],
	sustained: ['sustained'],
	result: ['result', 'performanceresult'],
	units: ['units', 'unit', 'resultunits', 'performanceunits'],
	scenario: ['scenario'],
	isReference: ['isreference'],
	notAveraged: ['notaveraged'],
};

/** Columns of edgetop's own CSV that say nothing of another board. */
const ownNames = new Set(['isvalid', 'verdict', 'file', 'framescounted', 'seconds', 'slices']);

const timeUnits: ReadonlyArray<readonly [pattern: RegExp, milliseconds: number]> = [
	[/(?<![a-z])(?:ms|msecs?|milliseconds?|millis)(?![a-z])/i, 1],
	[/(?<![a-z])(?:us|µs|μs|usecs?|microseconds?)(?![a-z])/i, 0.001],
	[/(?<![a-z])(?:ns|nanoseconds?)(?![a-z])/i, 0.000_001],
	// Not of a rate: samples/s, frames per second.
	[/(?<![a-z/]|\/\s|per\s)(?:s|secs?|seconds?)(?![a-z])/i, 1000],
];

/** Milliseconds in the unit of time that a text names; undefined where it names none. */
export const timeUnitOf = (text: string): number | undefined => {
	// camelCase is words too: inferMeanMs.
	const words = text.replaceAll(/(?<=[a-z\d])(?=Ms$)/g, ' ');
	return timeUnits.find(([pattern]) => pattern.test(words))?.[1];
};

/** A heading by its letters and digits, without units. */
export const headingKey = (heading: string): string => {
	let text = heading.replaceAll(/(?<=[a-z\d])(?=Ms$)/g, ' ').replaceAll('@', ' at ');
	if (!/per\s?second|\/\s?s(?:ec)?\b/i.test(text)) {
		for (const [pattern] of timeUnits) {
			text = text.replace(pattern, '');
		}
	}

	return text
		.toLowerCase()
		.replaceAll(/percent|\bpct\b/g, '')
		.replaceAll(/[^\p{L}\p{N}]/gu, '');
};

export type Column = {
	readonly field: Field;
	readonly place: number;
	readonly heading: string;
};

export type Columns = {
	readonly found: readonly Column[];
	/** Headings that were not understood, or that say again what another says. */
	readonly unread: readonly string[];
	/** A heading that is there twice and would be read; undefined: none. */
	readonly twice?: string;
};

const known = new Set([...Object.values(namesByField).flat(), ...ownNames]);

/** `meanms` in small letters is `mean` too. */
const knownKey = (heading: string): string => {
	const key = headingKey(heading);
	const bare = key.replace(/ms$/, '');
	return !known.has(key) && known.has(bare) ? bare : key;
};

/** Which column holds what. */
export const columnsOf = (headings: readonly string[]): Columns => {
	const keys = headings.map(heading => knownKey(heading));
	const found = new Map<number, Column>();
	for (const [field, names] of Object.entries(namesByField) as Array<[Field, readonly string[]]>) {
		const places = names.map(name => keys.indexOf(name));
		const place = places.find(item => item !== -1 && !found.has(item));
		if (place !== undefined) {
			found.set(place, {field, place, heading: headings[place]!});
		}
	}

	const isRead = (key: string) => [...found.keys()].some(place => keys[place] === key);
	return {
		found: [...found.values()],
		unread: headings.filter(
			(heading, place) => !found.has(place) && heading !== '' && !ownNames.has(keys[place]!),
		),
		twice: headings.find(
			(heading, place) =>
				keys.indexOf(keys[place]!) < place && isRead(keys[place]!) && heading !== '',
		),
	};
};
