import process from 'node:process';
import {type App, openApp} from '../../app.js';
import {monotonicMs} from '../../system/clock.js';
import {every} from '../../system/every.js';
import {tell} from '../../system/tell.js';
import {type Flags} from '../../flags.js';
import {type ProbedBackend} from '../../engine/protocol.js';
import {type Session, type SessionEnd} from '../../run/session.js';
import {messageOf} from '../../text/user-error.js';
import {fold} from '../../views/canvas/theme.js';
import {toChoice} from './model-choice.js';
import {type ModelPulls} from './pull-model.js';
import {type SignalWatch} from './signals.js';
import {
	closeLostTerminal,
	terminalColour,
	terminalHasDesktop,
	terminalIsAscii,
	terminalShowsPicture,
} from './terminal.js';

/** What is not needed before the first paint. It is loaded right after it, not when it is wanted: an update in the middle of a run may take the files away. */
const loadTheRest = async () => {
	const [library, probing, pulling, reporting, summary] = await Promise.all([
		import('../../models/library.js'),
		import('../../engine/probe-backends.js'),
		import('./pull-model.js'),
		import('./gather-report.js'),
		import('../../report/summary-text.js'),
	]);
	return {...library, ...probing, ...pulling, ...reporting, ...summary};
};

/** A theme's colours; the reader is loaded only where one is named. */
const loadPalette = async (theme: string) => {
	const {readPalette} = await import('../../views/canvas/palette.js');
	return readPalette(theme);
};

type Rest = Awaited<ReturnType<typeof loadTheRest>>;

/** Fills the picker of models: what there is, with its state. */
const findModels = async (session: Session, {listModels}: Rest): Promise<void> => {
	try {
		const models = await listModels();
		session.state.models = models.map(model => toChoice(model));
	} catch (error) {
		session.note('warning', 'listFailed', messageOf(error));
	}
};

/** Fills the picker of backends when it is wanted first: runtimes in Python are started for it, and would take their seconds of the processors from what is measured. */
const backendFinder = (session: Session, rest: Promise<Rest>): (() => Promise<void>) => {
	let isAsked = false;
	const show = (backends: readonly ProbedBackend[]): void => {
		session.state.backends = backends;
		session.store.publish();
	};

	return async () => {
		if (isAsked) {
			return;
		}

		isAsked = true;
		try {
			const {probeBackends} = await rest;
			const backends = await probeBackends(undefined, some => {
				// One alone is what runs already: that there is no other nobody knows yet.
				if (some.filter(({availability: {status}}) => status === 'available').length > 1) {
					show(some);
				}
			});
			show(backends);
		} catch (error) {
			isAsked = false;
			session.note('warning', 'listFailed', messageOf(error));
		}
	};
};

/** Bytes a second over the last few seconds. */
class ByteRate {
	readonly #marks: Array<{readonly atMs: number; readonly total: number}> = [];
	#total = 0;

	add(count: number): void {
		this.#total += count;
	}

	/** Call about once a second. */
	rate(nowMs: number): number | undefined {
		this.#marks.push({atMs: nowMs, total: this.#total});
		const first = this.#marks[0]!;
		if (this.#marks.length > 10) {
			this.#marks.shift();
		}

		const seconds = (nowMs - first.atMs) / 1000;
		return seconds > 0 ? (this.#total - first.total) / seconds : undefined;
	}
}

export type ScreenWishes = {
	readonly flags: Flags;
	readonly periodMs: number;
	/** Two run in turns: their page is the first. */
	readonly isComparing: boolean;
};

/** Runs with the live screen until the user quits, a limit is reached, or a signal comes. */
export const runScreen = async (
	session: Session,
	signals: SignalWatch,
	{flags, periodMs, isComparing}: ScreenWishes,
): Promise<SessionEnd> => {
	// The line is gone. SIGHUP says so to the first process of the terminal alone, which may keep it to itself.
	process.stdout.on('error', signals.onHangUp);
	process.stdin.on('error', signals.onHangUp);
	process.on('exit', () => {
		closeLostTerminal([process.stdin, process.stdout, process.stderr]);
	});
	const palette = flags.theme === undefined ? undefined : await loadPalette(flags.theme);
	let pulls: ModelPulls | undefined;
	const byteRate = new ByteRate();
	const isAscii = terminalIsAscii(flags.ascii, process.env);
	const app: App = openApp(
		session.store,
		{
			quit() {
				void session.end('quit');
			},
			interrupt() {
				signals.onSignal('SIGINT');
			},
			resetStatistics: session.resetStatistics,
			save: session.save,
			selectModel(name) {
				void session.selectModel(name);
			},
			pullModel(name) {
				void pulls?.pull(name);
			},
			selectBackend(id) {
				void session.selectBackend(id);
			},
			findBackends() {
				void findBackends();
			},
			compareLive() {
				void session.compareLive();
			},
			async gatherReport() {
				const {gatherReport} = await rest;
				return gatherReport(session);
			},
			setRefresh(milliseconds) {
				session.store.setPeriodMs(milliseconds);
			},
			setFrozen(isFrozen) {
				session.store.setFrozen(isFrozen);
			},
		},
		{
			isAscii,
			colour: terminalColour(flags.color, process.env),
			periodMs,
			isComparing,
			...(palette && {palette}),
			isPictured: terminalShowsPicture(flags.picture, process.env),
			hasMouse: flags.mouse && terminalHasDesktop(process.env),
			hasClipboard: flags.clipboard && terminalHasDesktop(process.env),
			onBytes(count) {
				byteRate.add(count);
			},
		},
	);
	signals.onRestore(() => {
		app.restore();
	});
	const rest = loadTheRest();
	const findBackends = backendFinder(session, rest);
	const begin = async (): Promise<void> => {
		const loaded = await rest;
		pulls = new loaded.ModelPulls(session);
		await findModels(session, loaded);
	};

	void begin();
	const rating = every(1000, () => {
		const rate = byteRate.rate(monotonicMs());
		session.state.own = {
			...session.state.own,
			...(rate !== undefined && {terminalBytesPerSecond: rate}),
		};
	});
	const end = await session.ended;
	pulls?.close();
	rating.stop();
	app.restore();
	if (end.startFailure === undefined) {
		const {summaryText} = await rest;
		const lines = summaryText(end.summary).split('\n');
		tell(process.stdout, (isAscii ? lines.map(line => fold(line)) : lines).join('\n'));
	}

	return end;
};
