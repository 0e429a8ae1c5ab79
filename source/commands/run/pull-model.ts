import {messageOf} from '../../text/user-error.js';
import {findModel, listModels} from '../../models/library.js';
import {formatBytes} from '../../models/model-text.js';
import {pullModel} from '../../models/pull.js';
import {type ModelChoice} from '../../record/snapshot.js';
import {type Session} from '../../run/session.js';
import {toChoice} from './model-choice.js';

/** Progress is told at most this often, ms. */
const progressPeriodMs = 500;

/** Fetches models from the picker while the run goes on: each once at a time, ended with the session. */
export class ModelPulls {
	readonly #session: Session;
	readonly #names = new Set<string>();
	readonly #abort = new AbortController();

	constructor(session: Session) {
		this.#session = session;
	}

	/** Gives up what is under way; what has come stays and is gone on with the next time. */
	close(): void {
		this.#abort.abort();
	}

	async pull(name: string): Promise<void> {
		if (this.#names.has(name)) {
			return;
		}

		const {state} = this.#session;
		this.#names.add(name);
		this.#session.note('info', 'pullBegan', `pulling ${name}: the run goes on meanwhile`);
		this.#show(name, 'pulling: asking the server');
		let toldAtMs = 0;
		try {
			const files = await pullModel(await findModel(name), {
				signal: this.#abort.signal,
				onProgress: (received, total) => {
					const nowMs = performance.now();
					if (nowMs - toldAtMs >= progressPeriodMs) {
						toldAtMs = nowMs;
						this.#show(
							name,
							total === undefined
								? `pulling: ${formatBytes(received)}`
								: `pulling: ${Math.floor((100 * received) / total)} % of ${formatBytes(total)}`,
						);
					}
				},
			});
			const models = await listModels();
			state.models = models.map(model => toChoice(model));
			this.#session.note(
				'info',
				'modelPulled',
				`${name} is here (${formatBytes(files.reduce((sum, {bytes}) => sum + bytes, 0))}): m chooses it`,
			);
		} catch (error) {
			if (!this.#abort.signal.aborted) {
				this.#show(name, `not here: edgetop models pull ${name}`);
				this.#session.note('error', 'pullFailed', `pulling ${name}: ${messageOf(error)}`);
			}
		} finally {
			this.#names.delete(name);
			this.#session.store.publish();
		}
	}

	#show(name: string, text: string): void {
		const {state} = this.#session;
		state.models = state.models.map((model): ModelChoice =>
			model.name === name ? {...model, state: text} : model,
		);
	}
}
