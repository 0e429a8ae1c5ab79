import {type ExplainedPage} from './page.js';

type Explained = ReadonlyArray<readonly [name: string, text: string]>;

/* Every figure of every page, in the order in which it stands there, in a line of plain words each. */

const main: Explained = [
	[
		'verdict',
		'the state in words: holding, slower since when and why, or how long until it can be judged',
	],
	[
		'FPS',
		'frames a second by the wall clock, over 10 s; beside it 1 s, 60 s and the whole segment',
	],
	['at the start', 'FPS of the baseline, else of minute 1, and how far it is from it now'],
	['charts', 'one time axis for FPS, temperature, power, clock; the broken line is the limit'],
	[
		'marks',
		'under the charts: flip, limit or slow-down, stall, fan, restart, other process or run, reset',
	],
	[
		'p50 p90 p99',
		'so many of 100 inferences took no longer; latency ends with the result on the host',
	],
	['max, first', 'the slowest; the very first one, which is in no percentile'],
	['CV', 'how much inference varies: standard deviation ÷ mean; unstable above 2.5 %'],
	['stalls', 'inferences slower than 5 × p50'],
	['MLPerf p90', 'an upper bound with confidence 0.99 (early stopping), for runs that are short'],
	['dec pre inf post', 'medians of decode, preprocessing, inference, postprocessing, in ms'],
	['temp', 'the die nearest its limit, against the trip at which the clock falls'],
	['load', 'share of its time in which the busiest accelerator works; CPU: of all cores'],
	['clock', 'of the part that computes, against its highest'],
	['power', 'what its meter covers stands beside it: package, module, board input'],
	['memory, mem', 'in use, of all that the machine or the accelerator has'],
	['fan', 'the fastest one, of its full speed, or its turns a minute'],
	['energy', 'mJ an inference of all that the meter covers; not MLPerf Power'],
	['forecast', 'where the temperature settles, or when it reaches its limit'],
	['edgetop', 'what edgetop itself takes: CPU of one core, memory, bytes to the terminal'],
	[
		'truth, answers',
		'the right name of the frame, and the five best answers with their probability',
	],
	['top-1, top-5', 'share of different images answered right, with its 95 % interval (Wilson)'],
	['published', 'what the model’s authors state, on another set of images'],
	['result', 'how far the run is from MLPerf’s least frames and seconds of its preset'],
];

const latency: Explained = [
	['p50 … p99.9', 'so many of 100 frames took no longer, in ms'],
	['max, mean', 'the slowest frame; all of them together ÷ their count'],
	['decode', 'reading the file and making it small; not there where frames lie in memory'],
	['preprocess', 'from pixels to the numbers that the model takes'],
	['infer', 'from the call of the runtime until the result is on the host'],
	['postprocess', 'from scores to the best answers'],
	['total', 'these together, for each frame'],
	['MLPerf', 'bounds that hold with confidence 0.99 although the run is short (early stopping)'],
	['evenness', 'CV: standard deviation ÷ mean; a stall is slower than 5 × p50'],
	['start', 'loading the model, the very first inference, and the warm-up: in no percentile'],
	['distribution', 'how many inferences took how long; the last column holds all slower ones'],
];

const accuracy: Explained = [
	['all N', 'share of the different images answered right; 95 % interval (Wilson)'],
	['last N', 'the same of the newest frames'],
	['published', 'what the model’s authors state, on another set of images'],
	['passes', 'how often the images were gone through'],
	['Worst classes', 'classes whose images are answered right least often; images, not frames'],
	['mistakes', 'what was taken for what, how often; an image counts once'],
	['Last mistakes', 'image, what it shows, ✗ what it was taken for, and how sure the model was'],
];

const sensors: Explained = [
	['first column', 'what is measured'],
	['name', 'as the system calls it'],
	['value', 'now; n/a with the reason where it cannot be read'],
	['of', 'its limit: the lowest trip of a temperature, the most of anything else'],
	['last column', 'the file or command that is read, or what a power covers'],
];

const heat: Explained = [
	['verdict', 'whether and why it is slower than its baseline'],
	['forecast', 'where the temperature settles, or when it reaches its limit'],
	[
		'sustained',
		'FPS of minute 1, of the last 5 minutes, their ratio; when heat and FPS stood still',
	],
	['energy', 'mJ an inference of all that the meter covers, and net of idle; not MLPerf Power'],
	['edgetop', 'what edgetop itself takes: CPU of one core, memory, bytes to the terminal'],
	['temperatures', 'against their trips: passive slows the clock, active starts a fan'],
	['power', 'and what it covers'],
	['clocks', 'against their highest; what holds them back stands beside it'],
	['load, fans', 'share of time at work, memory in use, share of full speed or turns a minute'],
	['charts', 'the same time axis for all; events: ! a slow-down or limit began, = it lasted'],
];

const events: Explained = [
	['time', 'since the session began, newest first'],
	['warning, error', 'what may spoil a figure; what ended something'],
];

const cost: Explained = [
	['screen, journal', 'the process that draws, writes the journal and answers requests'],
	['sensors', 'the process that reads them, once a second'],
	['to the terminal', 'bytes a second over the last 10 s'],
	['measured process', 'model and runtime: its memory is no cost of edgetop'],
];

const compare: Explained = [
	['#', 'segments in the order in which they ran; a flip or a reset begins one'],
	['FPS', 'frames a second by the wall clock over the whole segment'],
	['p50, p99', 'so many of 100 inferences took no longer, in ms'],
	['top-1, top-5', 'share of different images answered right'],
	['verdict', 'VALID: long enough for a result of its preset'],
	[
		'against',
		'in turns: the ratio of the medians with its 95 % interval, and what it shows so far',
	],
	['cool-down', 'how the temperature is kept alike for both'],
];

const report: Explained = [
	['rows', 'this run first, then saved ones, then other boards (dim)'],
	['mean, p50, p90', 'of inference, in ms'],
	['FPS', 'frames a second by the wall clock'],
	['top-1, top-5', 'share of different images answered right'],
	['mJ', 'energy of an inference, of all that the meter covers'],
	['sustained', 'FPS of the last 5 minutes ÷ FPS of minute 1'],
	['charts', 'inference time by model; time against accuracy: lower left is faster, upper better'],
];

const models: Explained = [
	['published', 'top-1 that the model’s authors state, on their images'],
	['measured', 'top-1 in this session'],
	['state', 'whether its files are here; Enter fetches them while the run goes on'],
];

const backends: Explained = [
	['backend', 'runtime:device, as --backend takes it'],
	['state', 'the device on which it runs; no: what would make it run (y copies that)'],
];

/** What each page shows; the page of help itself has no figures. */
export const figuresOf: Readonly<Record<ExplainedPage, Explained>> = {
	main,
	compare,
	heat,
	report,
	models,
	backends,
	events,
	latency,
	accuracy,
	sensors,
	cost,
};

export const pageTitles: Readonly<Record<ExplainedPage, string>> = {
	main: 'the main screen',
	compare: 'segments of this run',
	heat: 'heat, power, clocks',
	report: 'this run among others',
	models: 'models',
	backends: 'backends',
	events: 'events',
	latency: 'latency',
	accuracy: 'accuracy by class',
	sensors: 'sensors',
	cost: 'what edgetop costs',
};
