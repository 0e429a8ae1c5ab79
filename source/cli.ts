#!/usr/bin/env node
/*
The only reader of the arguments: parse, load the one command that is asked for, print one line for an error, set the exit code. Heavy modules (ink, react, onnxruntime) are loaded by the commands that need them alone.
*/
// Before all else, so that what is loaded later stays small.
// eslint-disable-next-line import-x/order
import './system/memory.js';
import process from 'node:process';
import meow from 'meow';
import {flagTypes, type Flags} from './flags.js';
import {help} from './help.js';
import {messageOf, UserError} from './text/user-error.js';
import {sanitize} from './text/sanitize.js';

// React reads this once, when it is loaded; its development build costs twice the time.
process.env['NODE_ENV'] ??= 'production';

const dashed = (name: string): string =>
	name.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

/** @throws UserError for a flag that no command knows. */
const parse = () => {
	const parsed = meow(help, {
		importMeta: import.meta,
		description: false,
		// Its own message takes two lines.
		allowUnknownFlags: true,
		flags: flagTypes,
	});
	const known = new Set([...Object.keys(flagTypes), 'help', 'version']);
	const unknown = Object.keys(parsed.flags).find(name => !known.has(name));
	if (unknown !== undefined) {
		throw new UserError(`unknown flag --${dashed(unknown)}; edgetop --help lists them`);
	}

	return parsed;
};

const commands: Readonly<
	Record<string, (input: readonly string[], flags: Flags) => Promise<number>>
> = {
	async models(input, flags) {
		const {runModels} = await import('./commands/models.js');
		return runModels([...input], flags);
	},
	async data(input, flags) {
		const {runData} = await import('./commands/data.js');
		return runData(input, flags);
	},
	async backends(_input, flags) {
		const {runBackends} = await import('./commands/backends.js');
		return runBackends(flags);
	},
	async doctor(_input, flags) {
		const {runDoctor} = await import('./commands/doctor.js');
		return runDoctor(flags);
	},
	async report(input, flags) {
		const {runReport} = await import('./commands/report.js');
		return runReport(input, flags);
	},
	async sessions(_input, flags) {
		const {runSessions} = await import('./commands/run/sessions.js');
		return runSessions(flags);
	},
	async replay(input, flags) {
		const {runReplay} = await import('./commands/replay.js');
		return runReplay(input, flags);
	},
	async attach(input, flags) {
		const {runAttach} = await import('./commands/attach.js');
		return runAttach(input, flags);
	},
	async bench(_input, flags) {
		const {runBench} = await import('./bench/bench.js');
		return runBench(flags, process.argv.slice(2));
	},
	async on(_input, flags) {
		const {runOn} = await import('./commands/on/on.js');
		const [first, ...rest] = process.argv.slice(2);
		if (first !== 'on') {
			throw new UserError('the board comes first, then the flags of the run: edgetop on BOARD …');
		}

		return runOn(rest, flags);
	},
	async compare(input, flags) {
		const {runCompare} = await import('./commands/compare.js');
		return runCompare(input, flags);
	},
};

const runCommand = async (input: readonly string[], flags: Flags): Promise<number> => {
	const [name, ...rest] = input;
	if (name === undefined) {
		const {run} = await import('./commands/run/run.js');
		return run(flags, process.argv.slice(2));
	}

	const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (!command) {
		const known = Object.keys(commands).join(', ');
		throw new UserError(
			`unknown command "${name}"; commands are ${known} (a model file is given with --model)`,
		);
	}

	return command(rest, flags);
};

const main = async (): Promise<void> => {
	const isDebug = process.argv.includes('--debug');
	try {
		const {input, flags} = parse();
		if (flags.python !== undefined) {
			// The engines inherit it: flips and probes look for runtimes in the same Python.
			process.env['EDGETOP_PYTHON'] = flags.python;
		}

		process.exitCode = await runCommand(input, flags);
	} catch (error) {
		const isExpected = error instanceof UserError;
		process.stderr.write(`edgetop: ${sanitize(messageOf(error), 1000)}\n`);
		if (isDebug && error instanceof Error) {
			process.stderr.write(`${error.stack}\n`);
		} else if (!isExpected) {
			process.stderr.write('edgetop: this is a bug; --debug shows where\n');
		}

		process.exitCode = isExpected ? error.exitCode : 1;
	}
};

await main();
