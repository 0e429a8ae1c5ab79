/*
What Ink writes before a page: it moves, clears, hides the cursor, begins an update. Styles are part of the page.
*/
const beforePage = /^(?:\u001B\[[\d;?]*[A-Za-ln-z])*/;

/**
The page that Ink draws, as rows. Ink hands over whole pages; which of them the terminal gets, and what of it changed, is decided here: a page that finds the terminal busy is replaced by the next.
*/
export class InkRows {
	#wanted: readonly string[] = [];
	#sent: ReadonlyArray<string | undefined> = [];

	/**
	Takes a write of Ink.

	@returns Whether it was a page.
	*/
	take(chunk: string | Uint8Array): boolean {
		const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
		const page = text.replace(beforePage, '').replace(/\n$/, '');
		if (page === '' && !text.endsWith('\n')) {
			return false;
		}

		this.#wanted = page === '' ? [] : page.split('\n');
		return true;
	}

	/** Forgets what is on the terminal: the next update draws everything. */
	reset(): void {
		this.#sent = [];
	}

	/** What brings the terminal from the last update to the newest page; empty where nothing changed. */
	update(): string {
		const before = this.#sent;
		this.#sent = this.#wanted;
		const rows = Math.max(before.length, this.#wanted.length);
		let output = '';
		for (let row = 0; row < rows; row++) {
			const text = this.#wanted[row] ?? '';
			if (before[row] !== text) {
				output += `\u001B[${row + 1};1H\u001B[0m\u001B[2K${text}`;
			}
		}

		return output;
	}
}
