import {type EngineMessage} from './protocol.js';

const periodMs = 1000;

/**
What an engine says while it loads and warms: the newest words of the runtime, and a sign of life each second. A runtime that holds the engine's thread sends none, and is held to the limit of silence; one in a worker is watched by the worker's own limits.
*/
export class LoadProgress {
	readonly #send: (message: EngineMessage) => void;
	readonly #timer: NodeJS.Timeout;
	#text: string | undefined;

	constructor(send: (message: EngineMessage) => void) {
		this.#send = send;
		this.#timer = setInterval(() => {
			this.#tell();
		}, periodMs);
	}

	/**
	@param text A few words; empty: nothing in particular.
	@param patienceMs How long the engine may now say nothing, ms.
	*/
	readonly report = (text: string, patienceMs?: number): void => {
		const isNew = text !== (this.#text ?? '');
		this.#text = text === '' ? undefined : text;
		if (isNew || patienceMs !== undefined) {
			this.#tell(patienceMs);
		}
	};

	end(): void {
		clearInterval(this.#timer);
	}

	#tell(patienceMs?: number): void {
		this.#send({
			type: 'progress',
			text: this.#text,
			patienceMs,
		});
	}
}
