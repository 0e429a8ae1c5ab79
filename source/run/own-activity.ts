/** How long a span is kept, ms: longer than the slowest sample of the sensors takes to be told. */
const keptMs = 5000;

type Span = {readonly fromMs: number; readonly toMs: number};

/** When edgetop itself worked beside the engine: painting, reading sensors, writing the journal. Monotonic ms. */
export class OwnActivity {
	#spans: Span[] = [];

	add(fromMs: number, toMs: number): void {
		this.#spans.push({fromMs, toMs});
		if (this.#spans[0]!.toMs < toMs - keptMs) {
			this.#spans = this.#spans.filter(span => span.toMs >= toMs - keptMs);
		}
	}

	/** Does something, and notes when. */
	during(work: () => void, now: () => number): void {
		const fromMs = now();
		work();
		this.add(fromMs, now());
	}

	/**
	Whether an inference that began at `atMs` had something beside it.

	@param usualMs How long an inference usually takes. Its own time is not asked: the longer one is, the more it meets, whatever the cause.
	*/
	isBeside(atMs: number, usualMs: number): boolean {
		return this.#spans.some(({fromMs, toMs}) => atMs > fromMs - usualMs && atMs < toMs);
	}
}
