import {Buffer} from 'node:buffer';
import {expect, test} from 'vitest';
import {
	encodeHead,
	FrameReader,
	GarbageError,
	maximumFrameBytes,
} from '../../../source/backends/worker-protocol.js';

const message = (header: object, payload: Uint8Array): Buffer =>
	Buffer.concat([encodeHead(header, payload.length), payload]);

const first = message({type: 'a', text: 'ü'}, Buffer.from([1, 2, 3]));
const second = message({type: 'b'}, Buffer.alloc(0));

test('the bytes on the wire are those of the description', () => {
	expect([...message({a: 1}, Buffer.from([9, 8]))]).toEqual([
		13, 0, 0, 0, 7, 0, 0, 0, 0x7b, 0x22, 0x61, 0x22, 0x3a, 0x31, 0x7d, 9, 8,
	]);
});

test('messages are put together however the pipe cuts them', () => {
	const stream = Buffer.concat([first, second, first]);
	for (let size = 1; size <= stream.length; size++) {
		const reader = new FrameReader();
		const frames = [];
		for (let place = 0; place < stream.length; place += size) {
			frames.push(...reader.push(stream.subarray(place, place + size)));
		}

		expect(frames.map(({header}) => header)).toEqual([
			{type: 'a', text: 'ü'},
			{type: 'b'},
			{type: 'a', text: 'ü'},
		]);
		expect(frames.map(({payload}) => [...payload])).toEqual([[1, 2, 3], [], [1, 2, 3]]);
		expect(reader.rest).toBe('');
	}
});

test.each([
	['text', Buffer.from('Loading plugin…\n')],
	['a short line before a message', Buffer.concat([Buffer.from('ok\n'), first])],
	['a length beyond the limit', Buffer.from(Uint32Array.of(maximumFrameBytes + 1, 2).buffer)],
	['a header longer than its message', Buffer.from(Uint32Array.of(8, 100).buffer)],
	['a message without a header', Buffer.from(Uint32Array.of(4, 0).buffer)],
	['a header that is not JSON', Buffer.from([6, 0, 0, 0, 2, 0, 0, 0, 0x7b, 0x7b])],
])('%s is garbage', (_, bytes) => {
	expect(() => new FrameReader().push(bytes)).toThrow(GarbageError);
});
