/*
`npm run fuzz [-- MUTANTS [SEED]]`: damaged files of every kind that the program reads. A fault is anything but a figure or a refusal in one line; a hang or more than 500 MB is one too. Exits with 1 where there is a fault.
*/
import {spawnSync} from 'node:child_process';
import process from 'node:process';
import {textTable} from '../../source/format/text-table.js';
import {runTarget, type FuzzResult} from './run-target.js';
import {targets} from './targets.js';

const [count = '2000', number = '1', only] = process.argv.slice(2);
/** A mutant takes milliseconds; one that hangs ends its target. */
const limitMs = 60_000 + 100 * Number(count);
const mostMegabytes = 500;

type Measured = FuzzResult & {readonly megabytes: number};

const inChild = (name: string): Measured => {
	const {stdout, stderr, signal} = spawnSync(
		process.execPath,
		[...process.execArgv, import.meta.filename, count, number, name],
		{encoding: 'utf8', timeout: limitMs, maxBuffer: 2 ** 26},
	);
	try {
		return JSON.parse(stdout.split('\n').at(-2) ?? '') as Measured;
	} catch {
		const why = signal ? `no end within ${limitMs / 1000} s` : stderr.slice(-500);
		const nothing = {
			mutants: 0,
			taken: 0,
			refused: 0,
			longestMs: Number.NaN,
			megabytes: Number.NaN,
		};
		return {name, ...nothing, faults: [`the process ended: ${why}`]};
	}
};

if (only === undefined) {
	const results = targets.map(({name}) => inChild(name));
	const faultsOf = ({faults, megabytes, longestMs}: Measured): string[] => [
		...faults,
		...(megabytes > mostMegabytes ? [`${megabytes} MB`] : []),
		...(longestMs > 10_000 ? [`one took ${Math.round(longestMs)} ms`] : []),
	];
	const heads = ['input', 'mutants', 'taken', 'refused', 'faults', 'longest ms', 'peak MB'];
	const rows = results.map(result =>
		[
			result.name,
			result.mutants,
			result.taken,
			result.refused,
			faultsOf(result).length,
			result.longestMs.toFixed(0),
			result.megabytes.toFixed(0),
		].map(String),
	);
	process.stdout.write(`seed ${number}\n${textTable([heads, ...rows], [0]).join('\n')}\n`);
	for (const result of results) {
		for (const fault of faultsOf(result).slice(0, 5)) {
			process.stdout.write(`\n${result.name}: ${fault}\n`);
		}
	}

	process.exitCode = results.some(result => faultsOf(result).length > 0) ? 1 : 0;
} else {
	const target = targets.find(({name}) => name === only)!;
	const result = await runTarget(target, Number(number), Number(count));
	const megabytes = process.resourceUsage().maxRSS / 1024;
	process.stdout.write(`${JSON.stringify({...result, megabytes})}\n`);
}
