/*
`npm run flips`: flips in a row between models and backends with real engine processes, and what they leave behind. Linux only.

Arguments: `--count N` (200), `--seed N` (1), `--real`: the bundled EfficientNet-B0 and a foreign network over every runtime that is here, each reached from one ONNX file; EDGETOP_PYTHON says which Python has them.
*/
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import meow from 'meow';
import {cpuRuntimes} from '../test/unit/conversion/cpu-runtimes.js';
import {probeBackends} from '../source/engine/probe-backends.js';
import {foreignModel} from '../test/unit/conversion/foreign-model.js';
import {findConverted} from '../test/unit/backends/forms.js';
import {temporaryFolder} from '../test/unit/frames/images.js';
import {onnxBytes} from '../test/unit/models/onnx/onnx-bytes.js';
import {withoutProc} from '../test/unit/engine/processes.js';
import {type FlipsOver, randomFlips, theilSen} from '../test/unit/run/random-flips.js';
import {median, quantile} from './statistics.js';

const {flags} = meow('Usage: npm run flips -- [--count N] [--seed N] [--real]', {
	importMeta: import.meta,
	allowUnknownFlags: false,
	flags: {
		count: {type: 'number', default: 200},
		seed: {type: 'number', default: 1},
		real: {type: 'boolean', default: false},
	},
});
if (withoutProc !== undefined) {
	throw new Error(withoutProc);
}

/** What is here, converted before the first flip. */
const overRuntimes = async (folder: string): Promise<FlipsOver> => {
	const probed = await probeBackends();
	const here = cpuRuntimes.filter(
		id => probed.find(backend => backend.id === id)?.availability.status === 'available',
	);
	const foreign = path.join(folder, 'foreign.onnx');
	writeFileSync(foreign, onnxBytes(foreignModel()));
	const models = new Map([
		['efficientnet-b0', 'efficientnet-b0'],
		['foreign', foreign],
	]);
	for (const name of models.values()) {
		for (const id of here) {
			await findConverted(name, id);
		}
	}

	process.stderr.write(`over ${here.join(', ')}\n`);
	return {
		backendIds: here,
		modelNames: [...models.keys()],
		resolveModel: async (name, backendId) => findConverted(models.get(name)!, backendId),
		limitMs: 120_000,
	};
};

const folder = temporaryFolder();
const over = flags.real ? await overRuntimes(folder.path) : undefined;
const beganAtMs = performance.now();
const found = await randomFlips(
	flags.count,
	flags.seed,
	done => {
		if (done % 20 === 0) {
			process.stderr.write(`${done} flips\n`);
		}
	},
	over,
);
folder.remove();
const {segments} = found.summary;
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;
const {slope, low, high} = theilSen(found.rssBytes.slice(Math.floor(flags.count / 4)));
const frames = segments.reduce((sum, segment) => sum + segment.frames, 0);
const strangers = found.expected.filter(
	({number, modelName, backendId}) =>
		segments[number - 1]?.modelName !== modelName || segments[number - 1]?.backendId !== backendId,
);
const misplaced = segments.filter((segment, index) => {
	const end = segments.slice(0, index + 1).reduce((sum, item) => sum + item.frames, 0);
	return segment.frames > 0 && found.nextPositions[index] !== end;
});
const isGood =
	found.orphans.length === 0 &&
	strangers.length === 0 &&
	misplaced.length === 0 &&
	frames === found.countedFrames &&
	low < 2 ** 20;
process.stdout.write(
	`${[
		`flips            ${flags.count} in ${((performance.now() - beganAtMs) / 1000).toFixed(0)} s, seed ${flags.seed}`,
		`segments         ${segments.length}, ${frames} frames (${found.countedFrames} counted)`,
		...(over
			? [`over             ${over.backendIds.join(', ')}; ${over.modelNames.join(', ')}`]
			: []),
		`mixed samples    ${strangers.length + misplaced.length} segments`,
		`gap              p50 ${median(found.gapsMs)} ms, p95 ${quantile(found.gapsMs, 0.95)} ms, max ${Math.max(...found.gapsMs)} ms`,
		`engines at once  at most ${found.mostEngines}`,
		`orphans          ${found.orphans.length}`,
		`RSS slope        ${kilobytes(slope)} a flip (95 %: ${kilobytes(low)} to ${kilobytes(high)})`,
		`RSS              ${kilobytes(found.rssBytes[0]!)} to ${kilobytes(found.rssBytes.at(-1)!)}`,
		isGood ? 'kept' : 'MISSED',
	].join('\n')}\n`,
);
process.exitCode = isGood ? 0 : 1;
