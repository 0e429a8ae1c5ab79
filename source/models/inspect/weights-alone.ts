import {
	closeSync,
	existsSync,
	fstatSync,
	readdirSync,
	readFileSync,
	readSync,
	statSync,
} from 'node:fs';
import path from 'node:path';
import {openGiven} from '../../system/read-given.js';

/*
Weights without the network that they belong to, and models of formats that edgetop does not read: known by name and content before any runtime is asked, each with what to do.
*/

const torchWords =
	'it has weights without the network (a state dict or checkpoint); in the program that has the network: torch.jit.trace(network, picture).save(FILE)';
const kerasWords =
	'it has weights without the network (save_weights); in the program that has the network: model.save("FILE.keras")';
const checkpointWords =
	'it is a checkpoint of TensorFlow: weights without the network; in the program that has the network: model.export(FOLDER), or tf.saved_model.save(network, FOLDER)';

/** A zip archive lists its files at its end; larger lists than this are no model's. */
const mostTail = 4 * 2 ** 20;
/** More than this is not searched for a word. */
const mostSearched = 2 ** 31 - 1;

const endsOf = (file: string): {readonly head: string; readonly tail: string} => {
	const descriptor = openGiven(file);
	try {
		const {size} = fstatSync(descriptor);
		const head = Buffer.alloc(Math.min(size, 16));
		readSync(descriptor, head, 0, head.length, 0);
		const tail = Buffer.alloc(Math.min(size, mostTail));
		readSync(descriptor, tail, 0, tail.length, size - tail.length);
		return {head: head.toString('latin1'), tail: tail.toString('latin1')};
	} finally {
		closeSync(descriptor);
	}
};

const inTorch = (file: string): string | undefined => {
	const {head, tail} = endsOf(file);
	const isZip = head.startsWith('PK');
	// The sample inputs of torch.export lie in it as a file of their own.
	const isExported = /models\/[^/]*\.json|exported_program\.json/.test(tail);
	// Before PyTorch 1.6: a pickle.
	const isPickle = /^\u0080[\u0002-\u0005]/.test(head);
	return isPickle ||
		(isZip && tail.includes('/data.pkl') && !tail.includes('/constants.pkl') && !isExported)
		? torchWords
		: undefined;
};

const inKeras = (file: string): string | undefined => {
	const {head, tail} = endsOf(file);
	if (head.startsWith('\u0089HDF')) {
		return statSync(file).size < mostSearched && !readFileSync(file).includes('model_config')
			? kerasWords
			: undefined;
	}

	return head.startsWith('PK') && tail.includes('config.json') && !tail.includes('model.weights.')
		? 'its weights (model.weights.h5) are missing in it; save it whole with model.save("FILE.keras")'
		: undefined;
};

/** What a model file of a known format has in place of a model: weights alone, in words with what to do; undefined where it may be one. */
export const weightsAlone = (file: string): string | undefined => {
	const extension = path.extname(file).toLowerCase();
	return ['.pt', '.pth', '.torchscript', '.pt2'].includes(extension)
		? inTorch(file)
		: ['.keras', '.h5', '.hdf5'].includes(extension)
			? inKeras(file)
			: undefined;
};

/** By the ends of names. */
const foreign: ReadonlyArray<readonly [RegExp, string]> = [
	[
		/\.ckpt(?:\.(?:index|meta|data-\d+-of-\d+))?$|\.(?:index|data-\d{5}-of-\d{5})$/i,
		checkpointWords,
	],
	[
		/\.safetensors$/i,
		'it has weights without the network; in the program that has the network: torch.onnx.export, or optimum-cli export onnx for models of Hugging Face',
	],
	[
		/\.bin$/i,
		'a .bin has at most the weights, without the network; give the .xml (OpenVINO) beside it, or export the network: torch.onnx.export',
	],
	[/\.pkl$/i, torchWords],
	[
		/\.pb$/i,
		'it is a frozen graph of TensorFlow 1, which edgetop does not read; python -m tf2onnx.convert --graphdef FILE makes an ONNX file of it',
	],
	[
		/\.(?:engine|plan|trt)$/i,
		'it is an engine of TensorRT, which fits one GPU and release; give the ONNX file that it was built from (--backend tensorrt)',
	],
	[
		/\.(?:mlmodel|mlpackage)$/i,
		'it is a model of Core ML, which edgetop does not run; give its ONNX file',
	],
	[
		/\.(?:pdmodel|pdiparams|caffemodel|prototxt|param|cfg|weights)$/i,
		'edgetop does not read this format; convert it to ONNX',
	],
];

const isCheckpointFolder = (file: string): boolean =>
	statSync(file).isDirectory() &&
	(existsSync(path.join(file, 'checkpoint')) ||
		readdirSync(file).some(name => /\.data-\d{5}-of-\d{5}$/.test(name)));

/** What a file or folder of a format that edgetop does not read is, in words with what to do; undefined for one that nobody knows. */
export const foreignModel = (file: string): string | undefined =>
	isCheckpointFolder(file)
		? checkpointWords
		: foreign.find(([pattern]) => pattern.test(path.basename(file)))?.[1];
