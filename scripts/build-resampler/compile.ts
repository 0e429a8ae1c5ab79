import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import wabt from 'wabt';

const source = new URL('passes.wat', import.meta.url);

/** The module of the resampler's passes, assembled from its text. */
export const compilePasses = async (): Promise<Uint8Array> => {
	const {parseWat} = await wabt();
	const parsed = parseWat(fileURLToPath(source), await readFile(source, 'utf8'), {simd: true});
	try {
		parsed.validate();
		return parsed.toBinary({}).buffer;
	} finally {
		parsed.destroy();
	}
};
