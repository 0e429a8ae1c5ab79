import process from 'node:process';
import {monotonicMs} from '../../system/clock.js';
import {tell} from '../../system/tell.js';
import {type Session} from '../../run/session.js';
import {messageOf} from '../../text/user-error.js';

const exitCodes = {SIGINT: 130, SIGTERM: 143, SIGHUP: 129} as const;
export type EndSignal = keyof typeof exitCodes;

const echoMs = 500;

const names: Readonly<Record<EndSignal, string>> = {
	SIGINT: 'interrupted by Ctrl-C',
	SIGTERM: 'terminated (SIGTERM)',
	SIGHUP: 'connection lost (SIGHUP)',
};

/** What becomes of a run whose terminal is gone. */
export const hangUpWays = ['end', 'continue'] as const;
export type HangUpWay = (typeof hangUpWays)[number];

type Watched = Pick<Session, 'end' | 'abandon'> & Partial<Pick<Session, 'note'>>;

const reasonOf = (signal: EndSignal) => (signal === 'SIGINT' ? 'interrupted' : 'signal');

/**
Ends the session on the signals that ask for it, and saves it when edgetop itself fails. The same signal a second time ends the process at once.

@param hangUp `continue`: a run whose terminal is gone goes on without a screen.
*/
export const watchSignals = (session: Watched, hangUp: HangUpWay = 'end') => {
	let restore: () => void = () => undefined;
	let received: EndSignal | undefined;
	let receivedAtMs = 0;
	let isAlone = false;
	const onSignal = (signal: EndSignal): void => {
		if (signal === 'SIGHUP' && hangUp === 'continue') {
			if (!isAlone) {
				isAlone = true;
				restore();
				session.note?.(
					'warning',
					'terminalLost',
					'the terminal is gone: measuring goes on without a screen; edgetop attach shows it',
				);
			}

			return;
		}

		// npm passes Ctrl-C on to its child, which had it from the terminal already: an echo is no second wish.
		if (received === signal && monotonicMs() - receivedAtMs > echoMs) {
			restore();
			session.abandon(names[signal], reasonOf(signal));
			process.exit(exitCodes[signal]);
		}

		if (!received) {
			received = signal;
			receivedAtMs = monotonicMs();
		}

		void session.end(reasonOf(signal), names[signal]);
	};

	const onCrash = (error: unknown): void => {
		restore();
		let saved = 'the session is saved';
		try {
			session.abandon(`edgetop failed: ${messageOf(error)}`);
		} catch (saveError) {
			saved = messageOf(saveError);
		}

		const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
		tell(process.stderr, `edgetop: internal error, ${saved}\n${stack}\n`);
		process.exit(1);
	};

	for (const signal of Object.keys(exitCodes) as EndSignal[]) {
		process.on(signal, onSignal);
	}

	process.on('uncaughtException', onCrash);
	process.on('unhandledRejection', onCrash);
	return {
		onSignal,
		/** The terminal is gone, whether or not a signal says so. */
		onHangUp(): void {
			if (!received) {
				onSignal('SIGHUP');
			}
		},
		/** What gives the terminal back before anything is written; must be safe to call twice. */
		onRestore(give: () => void): void {
			restore = give;
		},
		/** The terminal is gone, and the run goes on. */
		get isAlone(): boolean {
			return isAlone;
		},
		/** Exit code of the signal that ended the run; undefined where none did. */
		exitCode: (): number | undefined => (received ? exitCodes[received] : undefined),
	};
};

export type SignalWatch = ReturnType<typeof watchSignals>;
