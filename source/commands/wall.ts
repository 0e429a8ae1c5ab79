import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';
import {wallRunFlags} from '../command-line/commands.js';
import {type Flags} from '../flags.js';
import {monotonicMs} from '../system/clock.js';
import {parseDuration} from '../text/parse-values.js';
import {UserError} from '../text/user-error.js';
import {boardNames} from '../wall/board-names.js';
import {openSsh} from '../wall/ssh-channel.js';
import {isSettled, isWhole, wallDocument} from '../wall/wall-document.js';
import {Wall} from '../wall/wall.js';
import {jsonText} from '../text/json-text.js';
import {givenArguments} from './given-arguments.js';
import {terminalIsDumb} from './run/terminal.js';

const signals = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const;

/** Rows and links are looked at this often, ms. */
const usualPeriodMs = 1000;
/** A snapshot does not wait longer for boards that are still connecting. */
const patienceMs = 20_000;
const lookMs = 250;

const print = (wall: Wall): void => {
	process.stdout.write(`${jsonText(wallDocument(wall.getSnapshot(), new Date()))}\n`);
};

/** One document when every board has spoken or failed. @returns 1 where one of them is not heard. */
const printOnce = async (wall: Wall, ended: AbortSignal): Promise<number> => {
	const untilMs = monotonicMs() + patienceMs;
	do {
		wall.tick();

		await sleep(lookMs, undefined, {signal: ended}).catch(() => undefined);
		wall.publish();
	} while (!ended.aborted && monotonicMs() < untilMs && !isSettled(wall.getSnapshot()));

	print(wall);
	return isWhole(wall.getSnapshot()) ? 0 : 1;
};

const printAgainAndAgain = async (
	wall: Wall,
	periodMs: number,
	ended: AbortSignal,
): Promise<number> => {
	while (!ended.aborted) {
		wall.tick();
		print(wall);

		await sleep(periodMs, undefined, {signal: ended}).catch(() => undefined);
	}

	return 0;
};

/** Exit code of the signal that ended it; undefined where none did. */
const codeOf = ({reason}: AbortSignal): number | undefined =>
	typeof reason === 'number' ? reason : undefined;

/**
`edgetop wall BOARD…`: many boards on one screen, or as JSON.

@param given Names of the flags on the command line.
@throws UserError
*/
export const runWall = async (
	words: readonly string[],
	flags: Flags,
	given: ReadonlySet<string>,
): Promise<number> => {
	const names = boardNames(words);
	const periodMs =
		flags.refresh === undefined ? usualPeriodMs : parseDuration('refresh', flags.refresh);
	if (!flags.json && (!process.stdout.isTTY || terminalIsDumb(process.env))) {
		throw new UserError(
			'wall: this is no terminal that can show a screen; edgetop wall --json is for scripts',
		);
	}

	const wall = new Wall(names, openSsh, monotonicMs);
	const ending = new AbortController();
	for (const [signal, exitCode] of Object.entries(signals)) {
		process.on(signal, () => {
			ending.abort(exitCode);
		});
	}

	try {
		if (flags.json) {
			process.stdout.on('error', () => {
				ending.abort();
			});
			const printed = given.has('refresh')
				? await printAgainAndAgain(wall, periodMs, ending.signal)
				: await printOnce(wall, ending.signal);
			return codeOf(ending.signal) ?? printed;
		}

		const {showWall} = await import('./show-wall.js');
		const shown = await showWall(wall, {
			flags,
			periodMs,
			startArgs: givenArguments(wallRunFlags, flags, given),
			ended: ending.signal,
		});
		return codeOf(ending.signal) ?? shown;
	} finally {
		wall.close();
	}
};
