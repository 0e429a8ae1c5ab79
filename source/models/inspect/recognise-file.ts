import {closeSync, readFileSync, readSync} from 'node:fs';
import {type ByteWindow} from '../onnx/byte-window.js';
import {openGiven} from '../../system/read-given.js';

type Kind = {readonly at?: number; readonly magic: string; readonly words: string};

const pointerStart = 'version https://git-lfs';
export const pointerWords =
	'it is a git-lfs pointer, not the file itself; `git lfs pull` fetches it';

/** What is handed over as a model by mistake, by its first bytes. */
const kinds: readonly Kind[] = [
	{at: 4, magic: 'TFL3', words: 'it is a TensorFlow Lite model; name it .tflite'},
	{magic: 'PK\u0003\u0004', words: 'it is a zip archive (a PyTorch file?)'},
	{magic: '\u0089HDF', words: 'it is an HDF5 file (Keras?)'},
	{magic: '\u001F\u008B', words: 'it is compressed with gzip; unpack it'},
	{magic: '\u0089PNG', words: 'it is a PNG picture'},
	{magic: '\u00FF\u00D8\u00FF', words: 'it is a JPEG picture'},
	{
		magic: pointerStart,
		words: pointerWords,
	},
	{magic: '<', words: 'it is a web page or XML, perhaps an error page that was saved'},
	{magic: '{', words: 'it is JSON'},
];

/** What a file is that is certainly no ONNX model, in words; undefined when it may be one. */
export const recogniseFile = (window: ByteWindow): string | undefined => {
	if (window.size === 0) {
		return 'it is empty';
	}

	const found = kinds.find(
		({at = 0, magic}) =>
			window.size >= at + magic.length &&
			[...magic].every((letter, index) => window.byte(at + index) === letter.codePointAt(0)),
	);
	return found?.words;
};

const headOf = (file: string): Buffer => {
	const head = Buffer.alloc(512);
	const descriptor = openGiven(file);
	try {
		return head.subarray(0, readSync(descriptor, head));
	} finally {
		closeSync(descriptor);
	}
};

/** Whether a file is what git leaves of a large one that was not fetched. */
export const isPointer = (file: string): boolean =>
	headOf(file).toString('latin1').startsWith(pointerStart);

/** Kinds that are no model of any format. */
const never = /git-lfs|PNG|JPEG|gzip|web page/;
/** Where XML is the model, a web page is told by its own words. */
const webPage = /^\s*<(?:!doctype html|html|head|body)/i;

/** What a file is that is no model whatever its name says, in words: a git-lfs pointer, a picture, a saved web page, or nothing. */
export const notModel = (file: string): string | undefined => {
	const text = headOf(file).toString('latin1');
	if (text === '') {
		return 'it is empty';
	}

	if (/\.xml$/i.test(file) && text.trimStart().startsWith('<')) {
		return webPage.test(text)
			? 'it is a web page, perhaps an error page that was saved'
			: undefined;
	}

	return kinds.find(({at = 0, magic, words}) => never.test(words) && text.startsWith(magic, at))
		?.words;
};

/** A string as a FlatBuffer holds it: its length, its letters, a zero. */
const flatString = (text: string): Buffer =>
	Buffer.concat([Buffer.from(Uint32Array.of(text.length).buffer), Buffer.from(`${text}\0`)]);

/** For which accelerator a TensorFlow Lite file was compiled, by the operator that such compilers leave in it; undefined for a plain one. */
export const compiledFor = (file: string): 'Edge TPU' | 'Ethos-U' | undefined => {
	const content = readFileSync(file);
	return content.includes(flatString('edgetpu-custom-op'))
		? 'Edge TPU'
		: content.includes(flatString('ethos-u'))
			? 'Ethos-U'
			: undefined;
};
