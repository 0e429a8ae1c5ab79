import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {
	FrameReader,
	GarbageError,
	workerMessageSchema,
} from '../../source/backends/worker-protocol.js';
import {readSummary} from '../../source/journal/read/read-summary.js';
import {Recording} from '../../source/journal/replay/recording.js';
import {readLabels} from '../../source/models/labels.js';
import {inspectOnnx} from '../../source/models/inspect/inspect-onnx.js';
import {readManifest} from '../../source/models/read-manifest.js';
import {readReference} from '../../source/record/reference/read-reference.js';
import {reportPage} from '../../source/report/html/page.js';
import {summaryText} from '../../source/report/summary-text.js';
import {takeAsked} from '../../source/run/instances/asks.js';
import {listRunning} from '../../source/run/instances/registry.js';
import {sensors} from '../../source/sensors/index.js';
import {TreeRoot} from '../../source/sensors/roots/tree-root.js';
import {Sampler} from '../../source/sensors/sampler.js';
import {type Reading} from '../../source/sensors/sensor.js';
import {Throttling} from '../../source/throttling/throttling.js';
import {jsonText} from '../../source/text/json-text.js';
import {UserError} from '../../source/text/user-error.js';
import * as seeds from './seeds.js';

export type Target = {
	readonly name: string;
	readonly seed: () => Buffer;
	/** Reads one mutant; `folder` is its own. Throws where it is refused: a UserError, anything else is a fault. */
	readonly read: (mutant: Buffer, folder: string) => Promise<void>;
};

/** What a refusal may be; anything else is a fault of the program. */
export const isRefusal = (error: unknown): boolean =>
	error instanceof UserError || error instanceof GarbageError;

/** @throws Error where a text could steer the terminal or the page. */
const demandHarmless = (text: string): void => {
	// Line breaks are the writer's own.
	if (/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/.test(text)) {
		throw new Error(`a control character came through: ${JSON.stringify(text.slice(0, 200))}`);
	}
};

const inFile = (folder: string, name: string, mutant: Buffer): string => {
	const file = path.join(folder, name);
	writeFileSync(file, mutant);
	return file;
};

const show = (file: string): void => {
	const summary = readSummary(file);
	demandHarmless(summaryText(summary));
	const page = reportPage([{file, summary}]).pieces.join('');
	demandHarmless(page.replaceAll('\t', ''));
	demandHarmless(jsonText(summary, 2));
	if (/<script/i.test(page)) {
		throw new Error('a script came through into the page');
	}
};

/** @throws Error where a figure is none: JSON, by which processes tell each other, makes null of it. */
const demandFinite = (value: unknown, name = ''): void => {
	if (typeof value === 'number' && !Number.isFinite(value)) {
		throw new TypeError(`${name} is ${value}`);
	}

	if (typeof value === 'object' && value !== null) {
		for (const [key, part] of Object.entries(value)) {
			demandFinite(part, `${name}.${key}`);
		}
	}
};

/** Half a minute with these readings, in which the FPS fall, as a session judges it. */
const judge = (readings: readonly Reading[]): void => {
	const throttling = new Throttling(0, (_atMs, _level, _kind, text) => {
		demandHarmless(text);
	});
	throttling.beginSegment(0, {backendId: 'onnxruntime:cpu', threads: 2});
	const told = JSON.stringify(readings);
	for (let second = 1; second <= 30; second++) {
		const atMs = 1000 * second;
		throttling.receiveSample({
			atMs,
			readings: JSON.parse(told) as Reading[],
			costMs: 1,
			cpuSeconds: 0,
			rssBytes: 1,
		});
		const fps = second < 20 ? 30 : 15;
		throttling.tick(atMs, {fps, frames: fps * second});
	}

	demandFinite(throttling.figures(30_000));
};

export const targets: readonly Target[] = [
	{
		name: 'model.onnx',
		seed: seeds.onnxSeed,
		async read(mutant, folder) {
			inspectOnnx(inFile(folder, 'model.onnx', mutant));
		},
	},
	{
		name: 'manifest',
		seed: seeds.manifestSeed,
		async read(mutant, folder) {
			await readManifest(inFile(folder, 'model.json', mutant));
		},
	},
	{
		name: 'summary',
		seed: seeds.summarySeed,
		async read(mutant, folder) {
			show(inFile(folder, 'summary.json', mutant));
		},
	},
	{
		name: 'journal',
		seed: seeds.journalSeed,
		async read(mutant, folder) {
			const file = inFile(folder, 'run.ndjson', mutant);
			show(file);
			// Reads it to its end.
			demandHarmless(new Recording(file).file);
		},
	},
	{
		name: 'reference CSV',
		seed: seeds.referenceSeed,
		async read(mutant, folder) {
			for (const {inferMs, top1} of readReference(inFile(folder, 'boards.csv', mutant)).rows) {
				if (
					!(inferMs > 0 && Number.isFinite(inferMs)) ||
					(top1 !== undefined && !(top1 >= 0 && top1 <= 1))
				) {
					throw new Error(`nonsense was taken: ${inferMs} ms, top-1 ${top1}`);
				}
			}
		},
	},
	{
		name: 'labels',
		seed: seeds.labelsSeed,
		async read(mutant, folder) {
			const {names} = await readLabels(inFile(folder, 'labels.txt', mutant));
			for (const name of names) {
				demandHarmless(name);
			}
		},
	},
	{
		name: 'worker frames',
		seed: seeds.framesSeed,
		async read(mutant) {
			const reader = new FrameReader();
			for (let place = 0; place < mutant.length; place += 7) {
				for (const {header} of reader.push(mutant.subarray(place, place + 7))) {
					workerMessageSchema.safeParse(header);
				}
			}
		},
	},
	{
		name: 'entry of a running session',
		seed: seeds.entrySeed,
		async read(mutant, folder) {
			inFile(folder, '4711.json', mutant);
			for (const {pid} of listRunning(folder)) {
				if (!(Number.isInteger(pid) && pid > 0)) {
					throw new Error(`nonsense was taken: process ${pid}`);
				}
			}
		},
	},
	{
		name: 'what a viewer asks of a run',
		seed: seeds.askSeed,
		async read(mutant, folder) {
			inFile(folder, 'run.ask', mutant);
			const {model, backend} = takeAsked('run', folder) ?? {};
			for (const text of [model, backend]) {
				if (text !== undefined && typeof text !== 'string') {
					throw new Error(`nonsense was taken: ${JSON.stringify(text)}`);
				}
			}
		},
	},
	{
		name: '/proc and /sys',
		seed: () => Buffer.from(JSON.stringify(seeds.systemSeed)),
		async read(mutant, folder) {
			// The texts are damaged one by one: which bytes fall on which is the mutant's affair.
			const texts = mutant.toString('latin1').split('","');
			for (const [place, name] of Object.keys(seeds.systemSeed).entries()) {
				const file = path.join(folder, name);
				mkdirSync(path.dirname(file), {recursive: true});
				const text = texts[place]?.split('":"').at(-1) ?? '';
				writeFileSync(file, text.replaceAll(String.raw`\n`, '\n').replaceAll(String.raw`\t`, '\t'));
			}

			const sampler = new Sampler(new TreeRoot(folder), sensors);
			await sampler.open();
			await sampler.sample();
			const readings = await sampler.sample();
			for (const reading of readings) {
				demandHarmless(reading.label);
			}

			demandFinite(readings);
			judge(readings);
			sampler.close();
		},
	},
];
