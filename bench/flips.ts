/*
`npm run flips`: flips in a row between models and backends with real engine processes, and what they leave behind. Linux only.

Arguments: `--count N` (200), `--seed N` (1).
*/
import process from 'node:process';
import meow from 'meow';
import {withoutProc} from '../test/unit/engine/processes.js';
import {randomFlips, theilSen} from '../test/unit/run/random-flips.js';
import {median, quantile} from './statistics.js';

const {flags} = meow('Usage: npm run flips -- [--count N] [--seed N]', {
	importMeta: import.meta,
	allowUnknownFlags: false,
	flags: {count: {type: 'number', default: 200}, seed: {type: 'number', default: 1}},
});
if (withoutProc !== undefined) {
	throw new Error(withoutProc);
}

const beganAtMs = performance.now();
const found = await randomFlips(flags.count, flags.seed, done => {
	if (done % 20 === 0) {
		process.stderr.write(`${done} flips\n`);
	}
});
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
