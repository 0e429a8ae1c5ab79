import {writeSync} from 'node:fs';

/**
Writes all of it: one call may take less than it is given.

@param place Offset in the file, bytes.
@throws Error of the file system; a part may have been written.
*/
export const writeAll = (descriptor: number, data: Uint8Array, place: number): void => {
	let done = 0;
	while (done < data.length) {
		done += writeSync(descriptor, data, done, data.length - done, place + done);
	}
};
