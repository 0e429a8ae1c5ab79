import {closeSync, fstatSync, openSync} from 'node:fs';
import {ByteWindow} from './byte-window.js';
import {readPair} from './read-model.js';
import {WireReader} from './wire.js';

/** The newest that this release of edgetop knows. What a later one means nobody here can say. */
const newestIr = 14;
const newestOpset = 28;

const versionsOf = (file: string): {readonly ir: number; readonly opset: number} => {
	const descriptor = openSync(file, 'r');
	try {
		const window = ByteWindow.ofFile(descriptor, fstatSync(descriptor).size);
		const reader = new WireReader(window);
		let ir = 0;
		let opset = 0;
		for (const field of reader.fields(reader.whole)) {
			if (field.number === 1) {
				ir = field.value;
			} else if (field.number === 8) {
				const [domain, version] = readPair(reader, reader.message(field));
				opset = domain === '' || domain === 'ai.onnx' ? Number(version) : opset;
			}
		}

		return {ir, opset};
	} finally {
		closeSync(descriptor);
	}
};

/**
Why an ONNX file is not to be given to a runtime that does not look at its versions, with both numbers.

@returns Undefined where it may be given, and where the file does not say: the runtime tells what is wrong with it.
*/
export const tooNew = (file: string): string | undefined => {
	try {
		const {ir, opset} = versionsOf(file);
		const [what, version, newest] =
			ir > newestIr ? ['IR version', ir, newestIr] : ['operator set', opset, newestOpset];
		return version > newest
			? `the model has ${what} ${version}, the newest that edgetop knows is ${newest}, and this runtime does not look: export it with an older one, or use a newer edgetop`
			: undefined;
	} catch {
		return undefined;
	}
};
