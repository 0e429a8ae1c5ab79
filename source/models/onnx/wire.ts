import {type ByteWindow} from './byte-window.js';

/*
The protobuf wire format, just enough to walk a message: varints, fixed numbers, and stretches of bytes that the reader looks into or skips.
*/

/** One field of a message. `value` holds a varint; `start` and `end` bound the bytes of the others. */
export type Field = {
	readonly number: number;
	readonly wireType: 0 | 1 | 2 | 5;
	readonly value: number;
	readonly start: number;
	readonly end: number;
};

export type Span = {readonly start: number; readonly end: number};

/** A file of millions of tiny fields is no model: the walk ends instead of taking minutes. */
const fieldLimit = 2_000_000;
const textLimit = 1_048_576;
const decoder = new TextDecoder();

/** Walks the fields of protobuf messages in a file. Everything malformed throws an Error of a few words. */
export class WireReader {
	readonly #window: ByteWindow;
	#position = 0;
	#fieldCount = 0;

	constructor(window: ByteWindow) {
		this.#window = window;
	}

	get whole(): Span {
		return {start: 0, end: this.#window.size};
	}

	/** The fields of the message that lies in a span, in file order. */
	*fields({start, end}: Span): Generator<Field> {
		let position = start;
		while (position < end) {
			if (++this.#fieldCount > fieldLimit) {
				throw new Error('too many fields');
			}

			const field = this.#field(position, end);
			position = field.end;
			yield field;
		}
	}

	/** UTF-8 text of a field. */
	text(field: Field): string {
		this.#demand(field, 2);
		if (field.end - field.start > textLimit) {
			throw new Error('a text of more than a mebibyte');
		}

		return decoder.decode(this.bytes(field));
	}

	/** A message inside a field. */
	message(field: Field): Span {
		this.#demand(field, 2);
		return field;
	}

	bytes({start, end}: Span): Uint8Array {
		return this.#window.bytes(start, end - start);
	}

	float32(field: Field): number {
		this.#demand(field, 5);
		return this.#floatAt(field.start);
	}

	/** One number of a repeated integer field, or all of a packed one; at most `limit` are kept. */
	integers(field: Field, limit: number): number[] {
		if (field.wireType === 0) {
			return [field.value];
		}

		this.#demand(field, 2);
		const values: number[] = [];
		this.#position = field.start;
		while (this.#position < field.end && values.length < limit) {
			values.push(this.#varint(field.end));
		}

		return values;
	}

	/** One number of a repeated float field, or all of a packed one; at most `limit` are kept. */
	floats(field: Field, limit: number): number[] {
		if (field.wireType === 5) {
			return [this.#floatAt(field.start)];
		}

		this.#demand(field, 2);
		const values: number[] = [];
		for (let at = field.start; at + 4 <= field.end && values.length < limit; at += 4) {
			values.push(this.#floatAt(at));
		}

		return values;
	}

	#field(position: number, end: number): Field {
		this.#position = position;
		const tag = this.#varint(end);
		const number = Math.floor(tag / 8);
		const wireType = tag % 8;
		if (number < 1) {
			throw new Error('a field number of 0');
		}

		if (wireType === 0) {
			const value = this.#varint(end);
			return {number, wireType, value, start: this.#position, end: this.#position};
		}

		if (wireType !== 1 && wireType !== 2 && wireType !== 5) {
			throw new Error(`a field of wire type ${wireType}`);
		}

		const length = wireType === 2 ? this.#varint(end) : wireType === 1 ? 8 : 4;
		const start = this.#position;
		if (length < 0 || length > end - start) {
			throw new Error('a field reaches past the end: it may be cut off');
		}

		return {number, wireType, value: 0, start, end: start + length};
	}

	#demand(field: Field, wireType: number): void {
		if (field.wireType !== wireType) {
			throw new Error(`field ${field.number} has wire type ${field.wireType}`);
		}
	}

	#floatAt(position: number): number {
		const bytes = this.#window.bytes(position, 4);
		return new DataView(bytes.buffer).getFloat32(0, true);
	}

	/** Reads at the position and moves it. 64-bit values are signed; beyond 2^53 they lose precision, which no size or count needs. */
	#varint(end: number): number {
		let value = 0;
		let big = 0n;
		for (let index = 0; index < 10; index++) {
			if (this.#position >= end) {
				throw new Error('a number is cut off');
			}

			const byte = this.#window.byte(this.#position++);
			if (index < 7) {
				value += (byte & 0x7f) * 2 ** (7 * index);
			} else {
				big += BigInt(byte & 0x7f) << BigInt(7 * index);
			}

			if (byte < 0x80) {
				return index < 7 ? value : Number(BigInt.asIntN(64, big + BigInt(value)));
			}
		}

		throw new Error('a number of more than ten bytes');
	}
}
