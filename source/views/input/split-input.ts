/*
What a terminal sends is text in which keys and reports of the mouse are sequences, and a slow link cuts a sequence anywhere. Here it is cut into whole ones again. One character of the text is one byte.
*/

/** A press of the left button, or a step of the wheel. Columns and rows count from 0. */
export type MouseReport = {
	readonly kind: 'press' | 'wheelUp' | 'wheelDown';
	readonly column: number;
	readonly row: number;
};

/** Keys as the terminal sent them, or what the mouse did. */
export type InputPiece = {readonly keys: string} | {readonly mouse: MouseReport};

export const escape = '\u001B';
const bracket = `${escape}[`;

/** SGR (1006): button; column; row, pressed `M` or released `m`. */
const sgrReport = /^\u001B\[<(\d+);(\d+);(\d+)([Mm])/;
const sgrBegin = /^\u001B\[<[\d;]*/;
/** Of terminals that know no SGR: three bytes, each 32 more than it says. */
const oldReport = /^\u001B\[M[\u0020-\u00FF]{3}/;
const oldBegin = /^\u001B\[M[\u0020-\u00FF]{0,2}$/;
/** CSI, SS3, and function keys of the Linux console. */
const keySequence =
	/^\u001B(?:\[\[[A-E]|\[[\u0030-\u003F]*[\u0020-\u002F]*[\u0040-\u005A\u005C-\u007E]|O[\u0040-\u007E])/;
const keyBegin = /^\u001B(?:O|\[\[?|\[[\u0030-\u003F]*[\u0020-\u002F]*)?$/;
/** What can only be a sequence although its first bytes were given up long ago. */
const cameLate = /^\u001B\[(?:$|<|M[\u0020-\u00FF]{3}|[ABCDFHZ]$|\d[\d;]*[~A-DFH])/;

/** An Esc alone is the key after this time, ms. */
const escapeMs = 60;
/** The begin of another sequence is given up after this time, ms. A report of the mouse never is: nobody types one. */
const sequenceMs = 1000;

const leftButton = 0;
const wheel = {64: 'wheelUp', 65: 'wheelDown'} as const;
/** Bits of the button that say which of shift, alt and ctrl are held. */
const modifiers = 0b1_1100;

const reportOf = (button: number, column: number, row: number, end = 'M'): InputPiece[] => {
	const plain = button & ~modifiers;
	const isPress = plain === leftButton && end === 'M';
	const kind = isPress ? 'press' : plain in wheel ? wheel[plain as keyof typeof wheel] : undefined;
	return kind && column > 0 && row > 0 ? [{mouse: {kind, column: column - 1, row: row - 1}}] : [];
};

/** Keys and reports of the mouse, each whole, in the order in which they came. */
export class InputSplitter {
	/** The begin of a sequence. */
	#pending = '';
	/** Its Esc was told as a key already. */
	#isEscapeTold = false;
	/** A begin that was given up and whose rest may still come. */
	#givenUp = '';

	/** How long to wait for the rest of what came, ms; undefined: as long as it takes, or nothing is awaited. */
	get patienceMs(): number | undefined {
		if (this.#pending === '' || this.#pending.startsWith(`${bracket}<`)) {
			return undefined;
		}

		return this.#pending === escape || this.#isEscapeTold ? escapeMs : sequenceMs;
	}

	/** @param bytes One character a byte. */
	push(bytes: string): InputPiece[] {
		const isLate = this.#givenUp !== '' && cameLate.test(this.#givenUp + bytes);
		this.#isEscapeTold ||= isLate;
		let text = (isLate ? this.#givenUp : this.#pending) + bytes;
		let isEscapeAlone = this.#pending === escape;
		this.#pending = '';
		this.#givenUp = '';
		const pieces: InputPiece[] = [];
		while (text !== '') {
			const taken = this.#take(text, isEscapeAlone, pieces);
			if (taken === 0) {
				this.#pending = text;
				return pieces;
			}

			text = text.slice(taken);
			isEscapeAlone = false;
			this.#isEscapeTold = false;
		}

		return pieces;
	}

	/** Nothing more came: an Esc was the key, anything else is dropped. */
	giveUp(): InputPiece[] {
		const pending = this.#pending;
		const isTold = this.#isEscapeTold;
		this.#pending = '';
		this.#isEscapeTold = false;
		this.#givenUp = pending === escape || pending === bracket ? pending : '';
		if (pending === escape) {
			return [{keys: escape}];
		}

		return pending === bracket && isTold ? [{keys: '['}] : [];
	}

	/**
	The first of a text.

	@param isEscapeAlone The Esc at its begin came before the rest.
	@returns How many bytes it took; 0 where more are needed.
	*/
	#take(text: string, isEscapeAlone: boolean, pieces: InputPiece[]): number {
		const next = text.indexOf(escape, 1);
		const end = next === -1 ? text.length : next;
		if (!text.startsWith(escape)) {
			pieces.push({keys: text.slice(0, end)});
			return end;
		}

		const sgr = sgrReport.exec(text);
		if (sgr) {
			const [whole, button, column, row, last] = sgr;
			pieces.push(...reportOf(Number(button), Number(column), Number(row), last));
			return whole.length;
		}

		const begun = sgrBegin.exec(text)?.[0];
		if (begun !== undefined) {
			// What does not go on as a report was cut off: it is nobody's key.
			return begun.length === text.length ? 0 : begun.length;
		}

		const old = oldReport.exec(text)?.[0];
		if (old !== undefined) {
			const [button, column, row] = [3, 4, 5].map(place => old.codePointAt(place)! - 32);
			pieces.push(...reportOf(button!, column!, row!));
			return old.length;
		}

		const sequence = keySequence.exec(text)?.[0];
		if (!oldBegin.test(text) && sequence !== undefined) {
			pieces.push({keys: sequence});
			return sequence.length;
		}

		if (oldBegin.test(text) || keyBegin.test(text)) {
			return 0;
		}

		const isKeyAlone = isEscapeAlone || end === 1;
		pieces.push({keys: isKeyAlone ? escape : text.slice(0, end)});
		return isKeyAlone ? 1 : end;
	}
}
