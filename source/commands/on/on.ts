import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import {type Flags} from '../../flags.js';
import {boardFolder} from '../../ssh/far-program.js';
import {sanitize} from '../../text/sanitize.js';
import {UserError} from '../../text/user-error.js';
import {checkBoard, endOf, Link, quote, sshTrouble} from '../../ssh/link.js';
import {bringBuild, type BroughtBuild} from './bring-build.js';
import {bringResults} from './results.js';
import {runKey} from './run-key.js';
import {setUpService} from './service.js';

const usage = 'edgetop on [USER@]BOARD [ARGUMENTS of edgetop, as they are there]';

const connectionLost = 129;

/** One line that replaces itself on a terminal, and is written once elsewhere. */
const progressLine = (): {say: (text: string) => void; end: () => void} => {
	const isTerminal = process.stderr.isTTY;
	let isFirst = true;
	return {
		say(text) {
			if (isTerminal) {
				process.stderr.write(`\r${text}\u001B[K`);
			} else if (isFirst) {
				process.stderr.write(`${text}\n`);
			}

			isFirst = false;
		},
		end() {
			if (isTerminal && !isFirst) {
				process.stderr.write('\r\u001B[K');
			}
		},
	};
};

const startLine = (program: string, key: string, args: readonly string[]): string => {
	// Clocks of file systems tick every few milliseconds: what the run writes must be newer than its mark.
	const mark = `touch ${boardFolder}/on/${key}.mark && { sleep 0.02 2>/dev/null || sleep 1; }`;
	// `exec` all the way: the number in the file is that of edgetop itself.
	const begin = `mkdir -p ${boardFolder}/on && ${mark} && echo $$ > ${boardFolder}/on/${key}.pid && exec "$@"`;
	const words = [program, ...args].map(word => quote(word)).join(' ');
	return `cd && exec sh -c ${quote(begin)} sh ${words}`;
};

/** The process of the run named `key`, while it goes on. */
const findRunning = async (link: Link, key: string): Promise<number | undefined> => {
	const {stdout} = await link.run(`cd || exit 1
pid=$(cat ${boardFolder}/on/${key}.pid 2>/dev/null) || exit 0
[ -f "\${XDG_STATE_HOME:-$HOME/.local/state}/edgetop/running/$pid.json" ] && kill -0 "$pid" 2>/dev/null && echo "pid=$pid"
exit 0
`);
	const pid = /^pid=(\d+)$/m.exec(stdout)?.[1];
	return pid === undefined ? undefined : Number(pid);
};

/** Waits until a run has ended, without a terminal to show it on. */
const waitFor = async (link: Link, pid: number): Promise<number> => {
	const {code} = await link.run(`while kill -0 ${pid} 2>/dev/null; do sleep 1; done`);
	return code;
};

const showSummary = (files: readonly string[]): void => {
	const summary = files.find(file => file.endsWith('.json'));
	if (summary !== undefined) {
		process.stdout.write(readFileSync(summary));
	}
};

/** Runs edgetop there, or finds the run that goes on. Resolves to its exit code, or that of a lost link. */
const runThere = async (
	link: Link,
	program: string,
	{key, args, flags}: {key: string; args: readonly string[]; flags: Flags},
): Promise<{code: number; isOver: boolean; wasFound: boolean}> => {
	const isRun = args[0] === undefined || args[0].startsWith('-');
	const hasScreen =
		process.stdin.isTTY &&
		process.stdout.isTTY &&
		!flags.headless &&
		!flags.json &&
		flags.format === undefined;
	const found = isRun ? await findRunning(link, key) : undefined;
	if (found !== undefined) {
		process.stderr.write(`the run of process ${found} goes on there: back to it\n`);
	}

	if (found !== undefined && !hasScreen) {
		return {code: await waitFor(link, found), isOver: true, wasFound: true};
	}

	const given = isRun && !args.includes('--on-hangup') ? ['--on-hangup', 'continue'] : [];
	const line =
		found === undefined
			? startLine(program, key, [...args, ...given])
			: `cd && exec ${program} attach ${found}`;
	const child = link.start(line, 'inherit', hasScreen ? ['-t', '-q'] : ['-T', '-q']);
	const ignore = (): void => undefined;
	// The keys are the board's: ssh hands them over, and ends by itself.
	process.on('SIGINT', ignore);
	const code = await endOf(child);
	process.off('SIGINT', ignore);
	if (code === 255) {
		process.stderr.write(
			`edgetop: ${sshTrouble(link.board, '')}${isRun ? '; the run goes on there: the same command finds it again' : ''}\n`,
		);
		return {code: connectionLost, isOver: false, wasFound: found !== undefined};
	}

	const isOver = !isRun || (await findRunning(link, key)) === undefined;
	return {code, isOver, wasFound: found !== undefined};
};

/**
`edgetop on BOARD [ARGS…]`: this same version, with these arguments, on a board that ssh reaches.

@param args What follows `on` on the command line, as it was written.
@returns The exit code of edgetop there.
@throws UserError
*/
export const runOn = async (args: readonly string[], flags: Flags): Promise<number> => {
	const board = checkBoard(args[0], usage);
	const rest = args.slice(1);
	if (rest[0] === 'on' || rest[0] === 'wall') {
		throw new UserError(`${rest[0]} is of this machine: ${usage}`);
	}

	// Short: the name of a socket has about a hundred characters.
	const folder = mkdtempSync(path.join(os.tmpdir(), 'edgetop-on-'));
	const isBatch = !process.stdin.isTTY || !process.stderr.isTTY;
	const link = new Link(board, {isBatch, socket: path.join(folder, 's')});
	try {
		const progress = progressLine();
		if (flags.service) {
			const words = rest.filter(word => word !== '--service');
			return await setUpService(link, words, progress.say).finally(progress.end);
		}

		let brought: BroughtBuild;
		try {
			brought = await bringBuild(link, progress.say);
		} finally {
			progress.end();
		}

		const {program, clock} = brought;
		if (clock !== undefined) {
			process.stderr.write(`${sanitize(board, 80)}: ${clock}\n`);
		}

		const key = runKey(rest);
		const {code, isOver, wasFound} = await runThere(link, program, {key, args: rest, flags});
		if (code === connectionLost) {
			return code;
		}

		if (!isOver) {
			process.stderr.write('the run goes on there: the same command shows it again\n');
			return code;
		}

		const files = await bringResults(link, key);
		for (const file of files) {
			process.stderr.write(`brought ${sanitize(file)}\n`);
		}

		if (wasFound && flags.json) {
			showSummary(files);
		}

		return code;
	} finally {
		await link.endShared();
		rmSync(folder, {recursive: true, force: true});
	}
};
