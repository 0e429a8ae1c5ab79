/*
A process to be killed: keeps the journal of a made-up run on a clock that goes as fast as it can, and says on stdout, after each second of it, how many frames the journal holds by now. Loads the build, as every process of edgetop does.

node journal-child.mjs FILE SEED
*/
import {writeSync} from 'node:fs';
import process from 'node:process';

const built = name => import(new URL(`../../../dist/${name}`, import.meta.url).href);
const {SegmentState} = await built('run/segment.js');
const {SessionState} = await built('run/session-state.js');
const {Journal} = await built('run/recording/journal.js');
const {JournalFile} = await built('journal/journal-file.js');
const {BatchBuilder} = await built('engine/batch.js');
const {manifestSchema} = await built('models/manifest.js');

const [file, seed] = process.argv.slice(2);
let random = Number(seed) + 1;
const next = () => {
	random = (random * 48_271) % 2_147_483_647;
	return random / 2_147_483_647;
};

const manifest = manifestSchema.parse({
	schemaVersion: 1,
	name: 'net',
	title: 'Net',
	family: 'net',
	licence: 'MIT',
	origin: 'made for this test',
	formats: {onnx: {file: 'net.onnx', precision: 'float32'}},
	input: {layout: 'NCHW', height: 8, width: 8},
	preprocessing: {resize: 'squash', scale: 1},
	output: {kind: 'logits', classes: 1000},
});
const images = 100;
const entries = Array.from({length: images}, (_, index) => ({file: `${index}.jpg`, classes: [1]}));
const open = number =>
	new SegmentState({
		number,
		backendId: 'null',
		backendOptions: {},
		manifest,
		format: 'onnx',
		entries,
	});
const dataset = {
	name: 'made up',
	root: '/',
	entries,
	labelSource: 'none',
	labelledCount: images,
	classCount: 1,
	hash: 'x',
	skipped: [],
};
const state = new SessionState(0, open(1), {dataset, seed: 1, preset: 'quick'});
const run = {commandLine: [], dataset, seed: 1, cacheBytes: 0, preset: 'quick'};
const journal = new Journal(
	new JournalFile(file),
	{state, options: run, records: new Map()},
	{edgetop: '0', id: 'x', summaryFile: '/x.json', note: () => undefined},
);

let position = 0;
let frames = 0;
for (let second = 1; ; second++) {
	const nowMs = second * 1000;
	// Now and then a flip.
	if (second === 1 || next() < 0.05) {
		state.segments.at(-1)?.close(nowMs - 1000);
		const segment = open(state.segments.length + 1);
		segment.start(nowMs - 1000);
		state.segments.push(segment);
		state.note(nowMs, 'info', 'flipped', `segment ${segment.identity.number}`);
	}

	const batch = new BatchBuilder();
	for (let count = 0; count < 30; count++) {
		batch.add({
			position,
			entry: position % images,
			endedAtMs: nowMs - 1000 + 33 * (count + 1),
			decodeMs: 2 + next(),
			preprocessMs: 0.2,
			inferMs: 10 + 10 * next() ** 8,
			postprocessMs: 0.1,
			labels: [next() < 0.8 ? 1 : 2],
			probabilities: [0.9],
		});
		position++;
		frames++;
	}

	state.segment.record(batch.take());
	journal.tick(nowMs);
	writeSync(1, `${frames}\n`);
}
