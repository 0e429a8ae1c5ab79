import process from 'node:process';
import {type Flags} from '../../flags.js';
import {watchAsks} from '../../run/instances/asks.js';
import {watchOtherRuns} from '../../run/instances/other-runs.js';
import {tell} from '../../system/tell.js';
import {Session, type SessionEnd} from '../../run/session.js';
import {type Summary} from '../../record/summary.js';
import {parseChoice, parseDuration, parseFormat} from '../../text/parse-values.js';
import {openNativeLog} from './native-log.js';
import {type OutputFormat, outputFormats} from './output-format.js';
import {tellStartFailure} from './start-failure.js';
import {prepare} from './prepare.js';
import {hangUpWays, watchSignals} from './signals.js';
import {terminalIsDumb, terminalShowsPicture} from './terminal.js';
import {startTelemetry} from './telemetry.js';

/** Exit codes; signals have their own. */
const exitCode = ({summary, saveError}: SessionEnd): number => {
	if (summary.end.reason === 'failed' || saveError !== undefined) {
		return 1;
	}

	// Not one line of it can be missed: a model that answers NaN is broken.
	if (summary.segments.some(({faultyFrames}) => faultyFrames !== undefined)) {
		return 1;
	}

	return summary.gates.some(({hasPassed}) => !hasPassed) ? 3 : 0;
};

/** Asked for, or for want of a terminal that can show the screen. */
const runsHeadless = (flags: Flags, format: OutputFormat | undefined): boolean => {
	if (flags.headless === true || format !== undefined || !process.stdout.isTTY) {
		return true;
	}

	const isDumb = terminalIsDumb(process.env);
	if (isDumb) {
		process.stderr.write('TERM=dumb cannot show the screen: running with --headless\n');
	}

	return isDumb;
};

/** Two in turns: what stands against `flags`, and what the result is held to. */
export type Versus = {
	readonly armB: Flags;
	/** @returns Whether the limits are kept. */
	readonly judge: (summary: Summary) => boolean;
};

/** The main job: `edgetop` with or without a screen. Resolves with the exit code. */
export const run = async (
	flags: Flags,
	commandLine: readonly string[],
	versus?: Versus,
): Promise<number> => {
	const format = parseFormat(flags, outputFormats);
	const isHeadless = runsHeadless(flags, format);

	const periodMs = flags.refresh === undefined ? 500 : parseDuration('refresh', flags.refresh);
	// A bad value ends here, not when the screen opens.
	terminalShowsPicture(flags.picture, process.env);
	if (!isHeadless && flags.theme !== undefined) {
		const {readPalette} = await import('../../views/canvas/palette.js');
		readPalette(flags.theme);
	}

	const hangUp = parseChoice('on-hangup', flags.onHangup ?? 'end', hangUpWays);
	const log = openNativeLog();
	const options = await prepare(flags, {
		commandLine,
		isHeadless,
		periodMs,
		...(versus && {armB: versus.armB}),
		logNative(line) {
			log.write(line);
			session.noteNative(line);
		},
	});
	const session = new Session(options);
	const signals = watchSignals(session, hangUp);
	// Nobody reads the progress any more (`2>&1 | head`, a closed terminal): no reason to stop measuring.
	process.stderr.on('error', () => undefined);
	const telemetry = startTelemetry(session, flags, options.replay);
	const neighbours = watchOtherRuns(session, {
		device: options.device,
		...(typeof options.journal === 'object' && {journal: options.journal.path}),
	});
	const asks = watchAsks(session);
	let metrics: {close(): Promise<void>} | undefined;
	try {
		if (flags.listen !== undefined || flags.otlp !== undefined) {
			const {startMetrics} = await import('./metrics.js');
			metrics = await startMetrics(session, flags, isHeadless);
		}

		// The engine loads while the front end is still being read from the disk.
		session.start();
		const show = async (): Promise<SessionEnd> => {
			if (isHeadless) {
				const {runHeadless} = await import('./headless.js');
				return runHeadless(session, format ?? 'text', () => signals.isAlone);
			}

			const {runScreen} = await import('./screen.js');
			return runScreen(session, signals, {flags, periodMs, isComparing: versus !== undefined});
		};

		const end = await show();
		if (end.startFailure !== undefined) {
			tellStartFailure(end.startFailure, log, flags.debug === true);
			return signals.exitCode() ?? 1;
		}

		tell(
			process.stderr,
			end.saveError === undefined
				? `saved to ${session.state.savePath}\n`
				: `edgetop: ${end.saveError}\n`,
		);
		const isKept = versus?.judge(end.summary) ?? true;
		return signals.exitCode() ?? (exitCode(end) || (isKept ? 0 : 3));
	} finally {
		telemetry.close();
		asks.close();
		neighbours.close();
		await metrics?.close();
		log.close();
		options.saveFile.close();
	}
};
