/*
`npm run fuzz [-- MUTANTS [SEED]]`: damaged files of every kind that the program reads. A fault is anything but a figure or a refusal in one line; a hang or more than 500 MB is one too. Exits with 1 where there is a fault.
*/
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import process from 'node:process';
import {textTable} from '../../source/format/text-table.js';
import {runTarget, type FuzzResult} from './run-target.js';
import {targets} from './targets.js';

const [count = '2000', number = '1', only] = process.argv.slice(2);
/** A mutant takes milliseconds: what has not read another one for this long hangs, on a busy machine too. */
const limitMs = 60_000;
const mostMegabytes = 500;

type Measured = FuzzResult & {readonly megabytes: number};

/** Runs one target in a process of its own, which is ended where it no longer gets on. */
const inChild = async (name: string): Promise<Measured> => {
	const child = spawn(
		process.execPath,
		[...process.execArgv, import.meta.filename, count, number, name],
		{stdio: ['ignore', 'pipe', 'pipe', 'ipc']},
	);
	let mutants = 0;
	let isHung = false;
	let timer: NodeJS.Timeout | undefined;
	// Watched from its first mutant on: a start takes as long as the machine lets it.
	const watch = (): void => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			isHung = true;
			child.kill('SIGKILL');
		}, limitMs);
	};

	child.on('message', place => {
		mutants = Number(place);
		watch();
	});
	let stdout = '';
	let stderr = '';
	child.stdout!.on('data', text => {
		stdout += String(text);
	});
	child.stderr!.on('data', text => {
		stderr += String(text);
	});
	await once(child, 'close');
	clearTimeout(timer);
	try {
		return JSON.parse(stdout.split('\n').at(-2) ?? '') as Measured;
	} catch {
		const why = isHung
			? `mutant ${mutants} had no end within ${limitMs / 1000} s`
			: `the process ended: ${stderr.slice(-500)}`;
		return {
			name,
			mutants,
			taken: 0,
			refused: 0,
			longestMs: Number.NaN,
			megabytes: Number.NaN,
			faults: [why],
		};
	}
};

if (only === undefined) {
	const results: Measured[] = [];
	for (const {name} of targets) {
		results.push(await inChild(name));
	}

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
	const result = await runTarget(target, Number(number), Number(count), place => {
		process.send?.(place);
	});
	const megabytes = process.resourceUsage().maxRSS / 1024;
	process.stdout.write(`${JSON.stringify({...result, megabytes})}\n`);
	process.disconnect?.();
}
