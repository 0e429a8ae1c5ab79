import {type Flags} from '../flags.js';
import {Session, type SessionEnd} from '../run/session.js';
import {type SessionOptions} from '../run/options.js';
import {startTelemetry} from '../commands/run/telemetry.js';
import {type BenchProgress} from './progress.js';

/** Runs the sessions of a bench, one after the other; the one in hand is what a signal ends. */
export class SessionSlot {
	session: Session | undefined;
	readonly #flags: Flags;
	readonly #progress: BenchProgress;

	constructor(flags: Flags, progress: BenchProgress) {
		this.#flags = flags;
		this.#progress = progress;
	}

	/**
	One session from start to end; its warnings are told.

	@param name What runs, for the warnings.
	@param onTick Called twice a second.
	*/
	async run(
		options: SessionOptions,
		name: string,
		onTick: (session: Session) => void,
	): Promise<SessionEnd> {
		const session = new Session(options);
		this.session = session;
		const telemetry = startTelemetry(session, this.#flags, options.replay);
		session.start();
		let told = 0;
		const tell = (): void => {
			for (const event of session.state.events.since(told)) {
				if (event.level !== 'info') {
					this.#progress.tell(`edgetop: ${name}: ${event.text}`);
				}
			}

			told = session.state.events.total;
		};

		const timer = setInterval(() => {
			session.store.publish();
			tell();
			onTick(session);
		}, 500);
		try {
			const end = await session.ended;
			tell();
			return end;
		} finally {
			clearInterval(timer);
			telemetry.close();
			options.saveFile.close();
			this.session = undefined;
		}
	}
}
