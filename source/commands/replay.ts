import path from 'node:path';
import process from 'node:process';
import {existsSync} from 'node:fs';
import {type App, openApp} from '../app.js';
import {monotonicMs} from '../system/clock.js';
import {type Flags} from '../flags.js';
import {isJournal} from '../journal/read/read-journal.js';
import {Player} from '../journal/replay/player.js';
import {Recording} from '../journal/replay/recording.js';
import {listJournals} from '../journal/retention.js';
import {journalsFolder} from '../system/paths.js';
import {parseDuration} from '../text/parse-values.js';
import {sanitize} from '../text/sanitize.js';
import {UserError} from '../text/user-error.js';
import {readPalette} from '../views/canvas/palette.js';
import {type Actions} from '../views/contract.js';
import {
	closeLostTerminal,
	terminalColour,
	terminalHasDesktop,
	terminalIsAscii,
	terminalIsDumb,
	terminalShowsPicture,
} from './run/terminal.js';

const signals = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const;

/** A file as it is named, or one of the state folder as `edgetop sessions` names it. */
const fileOf = (name: string): string => {
	const shelved = path.join(journalsFolder(), name);
	const isNamed = !existsSync(name) && name === path.basename(name) && existsSync(shelved);
	return isNamed ? shelved : name;
};

const newestJournal = (): string => {
	const [newest] = listJournals();
	if (!newest) {
		throw new UserError(
			`replay: no journal in ${sanitize(journalsFolder())} yet: edgetop replay JOURNAL, or run edgetop first`,
		);
	}

	return newest.file;
};

const openRecording = (files: readonly string[]): Recording => {
	const [name, more] = files;
	if (more !== undefined) {
		throw new UserError(
			'replay: one journal at a time: edgetop replay JOURNAL (edgetop sessions lists them)',
		);
	}

	const file = name === undefined ? newestJournal() : fileOf(name);
	if (existsSync(file) && !isJournal(file)) {
		throw new UserError(
			`${sanitize(file)}: no journal of edgetop: a replay needs one (edgetop sessions lists them); edgetop report shows summaries`,
		);
	}

	return new Recording(file);
};

const asError = (error: unknown): Error =>
	error instanceof Error ? error : new Error(String(error));

const doNothing = (): void => undefined;

const second = 1000;
const minute = 60 * second;

const actionsOf = (player: Player, end: (code: number) => void, endRun: () => void): Actions => ({
	quit() {
		end(0);
	},
	interrupt() {
		end(signals.SIGINT);
	},
	resetStatistics: doNothing,
	save: doNothing,
	selectModel: doNothing,
	pullModel: doNothing,
	findBackends: doNothing,
	compareLive: doNothing,
	selectBackend: doNothing,
	setRefresh: doNothing,
	setFrozen: doNothing,
	gatherReport: async () => ({rows: [], ownRows: 0, notes: []}),
	playback: {
		playPause: player.playPause,
		back() {
			player.seek(-10 * second);
		},
		forward() {
			player.seek(10 * second);
		},
		backMinute() {
			player.seek(-minute);
		},
		forwardMinute() {
			player.seek(minute);
		},
		toStart: player.toStart,
		toEnd: player.toEnd,
		speedUp: player.speedUp,
		speedDown: player.speedDown,
		endRun,
	},
});

/**
Shows a player on the screen until the user leaves.

@param endRun Asked for by a key, of a run that is attached to.
@returns The exit code.
@throws UserError where the journal turns out to be damaged.
*/
export const showPlayer = async (
	player: Player,
	flags: Flags,
	periodMs: number,
	endRun: () => void = doNothing,
): Promise<number> => {
	let app: App | undefined;
	let timer: NodeJS.Timeout | undefined;
	process.on('exit', () => {
		closeLostTerminal([process.stdin, process.stdout, process.stderr]);
	});
	try {
		return await new Promise<number>((resolve, reject) => {
			for (const [signal, code] of Object.entries(signals)) {
				process.once(signal, () => {
					resolve(code);
				});
			}

			const onLost = (): void => {
				resolve(signals.SIGHUP);
			};

			process.stdout.on('error', onLost);
			process.stdin.on('error', onLost);
			app = openApp(player, actionsOf(player, resolve, endRun), {
				isAscii: terminalIsAscii(flags.ascii, process.env),
				colour: terminalColour(flags.color, process.env),
				periodMs,
				...(flags.theme !== undefined && {palette: readPalette(flags.theme)}),
				isPictured: terminalShowsPicture(flags.picture, process.env),
				hasMouse: flags.mouse && terminalHasDesktop(process.env),
				hasClipboard: flags.clipboard && terminalHasDesktop(process.env),
				onBytes: doNothing,
			});
			timer = setInterval(() => {
				try {
					player.tick(monotonicMs());
				} catch (error) {
					reject(asError(error));
				}
			}, periodMs);
		});
	} finally {
		clearInterval(timer);
		app?.restore();
	}
};

/**
`edgetop replay [JOURNAL]`: a recorded run, the newest where none is named, on the same screen; one that goes on is followed at its end.

@throws UserError
*/
export const runReplay = async (files: readonly string[], flags: Flags): Promise<number> => {
	const periodMs = flags.refresh === undefined ? 500 : parseDuration('refresh', flags.refresh);
	const recording = openRecording(files);
	if (!process.stdout.isTTY || terminalIsDumb(process.env)) {
		throw new UserError(
			`replay: this is no terminal that can show a screen; edgetop report ${sanitize(recording.file)} tells its figures`,
		);
	}

	return showPlayer(new Player(recording, monotonicMs()), flags, periodMs);
};
