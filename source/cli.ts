#!/usr/bin/env node
/*
The only reader of the arguments: parse, load the one command that is asked for, print one line for an error, set the exit code. Heavy modules (ink, react, onnxruntime) are loaded by the commands that need them alone.
*/
// Before all else, so that what is loaded later stays small.
import './system/memory.js';
// eslint-disable-next-line import-x/order
import process from 'node:process';
import {type Arguments, readArguments} from './arguments.js';
import {type CommandName} from './command-line/commands.js';
import {fileSettings} from './command-line/config/config-file.js';
import {applicable, environmentSettings, type Settings} from './command-line/config/settings.js';
import {dashed} from './command-line/definition.js';
import {type Flags} from './flags.js';
import {defaultBackend} from './models/default-backend.js';
import {errnoText, isShortage} from './system/errno-text.js';
import {messageOf, UserError} from './text/user-error.js';
import {sanitize} from './text/sanitize.js';

// React reads this once, when it is loaded; its development build costs twice the time.
process.env['NODE_ENV'] ??= 'production';

const commands: Readonly<
	Record<
		CommandName,
		(input: readonly string[], flags: Flags, given: ReadonlySet<string>) => Promise<number>
	>
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
	async bench(_input, flags, given) {
		if (flags.on !== undefined) {
			const {runBenchOn} = await import('./commands/bench-on/bench-on.js');
			return runBenchOn(flags, given);
		}

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
	async wall(input, flags, given) {
		if (flags.agent) {
			const {runAgent} = await import('./wall/agent/agent.js');
			return runAgent();
		}

		const {runWall} = await import('./commands/wall.js');
		return runWall(input, flags, given);
	},
	async config(_input, flags, given) {
		const {runConfig} = await import('./commands/config.js');
		return runConfig(flags, given);
	},
	async completion(input) {
		const {runCompletion} = await import('./commands/completion.js');
		return runCompletion(input);
	},
	async compare(input, flags) {
		const {runCompare} = await import('./commands/compare.js');
		return runCompare(input, flags);
	},
};

const runCommand = async ({command, input, flags, given}: Arguments): Promise<number> => {
	if (command === undefined) {
		const {forkInAdvance} = await import('./engine/fork-engine.js');
		forkInAdvance(flags.backend ?? defaultBackend);
		const {run} = await import('./commands/run/run.js');
		return run(flags, process.argv.slice(2));
	}

	return commands[command](input, flags, given);
};

const print = (text: string): number => {
	process.stdout.write(text);
	return 0;
};

/** What environment and configuration file add to the command line. */
const settingsFor = async ({command, given}: Arguments): Promise<Settings> => {
	// It shows where each comes from, and reads them by itself.
	if (command === 'config' || command === 'completion') {
		return new Map();
	}

	return applicable(command, given, [environmentSettings(process.env), await fileSettings()]);
};

/** Where the value of a flag that an error is about was set, unless on the command line. */
const originOf = (error: unknown, settings: Settings): string => {
	const [, flag] = /^--([a-z\d-]+) /.exec(messageOf(error)) ?? [];
	const setting = [...settings].find(([name]) => dashed(name) === flag)?.[1];
	return setting === undefined ? '' : ` (set by ${setting.from})`;
};

const main = async (): Promise<void> => {
	const isDebug = process.argv.includes('--debug');
	let settings: Settings = new Map();
	try {
		const asked = readArguments(process.argv.slice(2));
		if (asked.wantsHelp) {
			const {helpOf} = await import('./command-line/help-text.js');
			process.exitCode = print(helpOf(asked.command, process.stdout.columns));
			return;
		}

		if (asked.wantsVersion) {
			const {edgetopVersion} = await import('./system/version.js');
			process.exitCode = print(`${edgetopVersion}\n`);
			return;
		}

		settings = await settingsFor(asked);
		for (const [name, {value}] of settings) {
			Object.assign(asked.flags, {[name]: value});
		}

		if (asked.flags.python !== undefined) {
			// The engines inherit it: flips and probes look for runtimes in the same Python.
			process.env['EDGETOP_PYTHON'] = asked.flags.python;
		}

		process.exitCode = await runCommand(asked);
	} catch (error) {
		const isExpected = error instanceof UserError;
		const text = isShortage(error) ? `${errnoText(error)} (${messageOf(error)})` : messageOf(error);
		process.stderr.write(`edgetop: ${sanitize(text, 1000)}${originOf(error, settings)}\n`);
		if (isDebug && error instanceof Error) {
			process.stderr.write(`${error.stack}\n`);
		} else if (!isExpected && !isShortage(error)) {
			process.stderr.write('edgetop: this is a bug; --debug shows where\n');
		}

		process.exitCode = isExpected ? error.exitCode : 1;
	}
};

await main();
