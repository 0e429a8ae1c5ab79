/*
What is handed over in place of a model, in every format that edgetop reads: known without a runtime, one line with what to do.
*/
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {crc32} from 'node:zlib';
import {afterAll, expect, test} from 'vitest';
import {backendById} from '../../../../source/backends/index.js';
import {openModelFile} from '../../../../source/models/model-file.js';
import {messageOf} from '../../../../source/text/user-error.js';
import {refusal, request} from '../../backends/refusal.js';
import {onnxBytes, tinyClassifier} from '../onnx/onnx-bytes.js';
import {writtenFiles} from './written-files.js';

const {write, remove} = writtenFiles();
afterAll(remove);

const numbers = (...values: ReadonlyArray<readonly [value: number, bytes: 2 | 4]>): Buffer =>
	Buffer.concat(
		values.map(([value, bytes]) => {
			const buffer = Buffer.alloc(bytes);
			buffer.writeUIntLE(value, 0, bytes);
			return buffer;
		}),
	);

/** A zip archive of stored files. */
const zip = (files: Readonly<Record<string, string>>): Buffer => {
	const local: Buffer[] = [];
	const central: Buffer[] = [];
	let offset = 0;
	for (const [name, content] of Object.entries(files)) {
		const about = numbers(
			[20, 2],
			[0, 2],
			[0, 2],
			[0, 2],
			[33, 2],
			[crc32(content), 4],
			[content.length, 4],
			[content.length, 4],
			[name.length, 2],
			[0, 2],
		);
		const piece = Buffer.concat([
			Buffer.from('PK\u0003\u0004'),
			about,
			Buffer.from(name + content),
		]);
		central.push(
			Buffer.from('PK\u0001\u0002'),
			numbers([20, 2]),
			about,
			numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]),
			Buffer.from(name),
		);
		local.push(piece);
		offset += piece.length;
	}

	const list = Buffer.concat(central);
	const count = Object.keys(files).length;
	return Buffer.concat([
		...local,
		list,
		Buffer.from('PK\u0005\u0006'),
		numbers([0, 2], [0, 2], [count, 2], [count, 2], [list.length, 4], [offset, 4], [0, 2]),
	]);
};

const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n';
const stateDict = zip({'archive/data.pkl': 'x', 'archive/data/0': 'y', 'archive/version': '3'});
const hdf5 = '\u0089HDF\r\n\u001A\n';

const extensions = [
	'onnx',
	'tflite',
	'pt',
	'pth',
	'pt2',
	'keras',
	'h5',
	'hdf5',
	'xml',
	'hef',
	'rknn',
];

test.each(extensions)(
	'.%s: a git-lfs pointer, nothing, a picture, a saved web page',
	async extension => {
		for (const [content, words] of [
			[pointer, 'it is a git-lfs pointer, not the file itself; `git lfs pull` fetches it'],
			['', 'it is empty'],
			['\u0089PNG\r\n', 'it is a PNG picture'],
			['<!DOCTYPE html><html><body>404</body></html>', 'it is a web page'],
		] as const) {
			const folder = write({[`m.${extension}`]: Buffer.from(content, 'latin1')});
			const message = await openModelFile(path.join(folder, `m.${extension}`)).catch(messageOf);
			expect(message).toContain(words);
			expect(message).not.toContain('\n');
		}
	},
);

test.each(['m/models/model.json', 'serialized_exported_program.json'])(
	'torch.export with sample inputs, which are a state dict, is a model: %s',
	async name => {
		const exported = zip({
			[name]: '{}',
			'm/data/sample_inputs/model.pt': stateDict.toString('latin1'),
		});
		const folder = write({'m.pt2': exported});
		const {manifest} = await openModelFile(path.join(folder, 'm.pt2'), async () => ({
			inputs: [{name: 'image', dtype: 'float32', dims: [1, 3, 64, 64]}],
			outputs: [{name: 'output', dtype: 'float32', dims: [1, 3]}],
			precision: 'float32',
			metadata: {},
			assumptions: [],
		}));
		expect(manifest.output?.classes).toBe(3);
	},
);

test.each<readonly [name: string, content: string | Uint8Array, words: string]>([
	[
		'state.pt',
		stateDict,
		'weights without the network (a state dict or checkpoint); in the program that has the network: torch.jit.trace',
	],
	['checkpoint.pth', stateDict, 'torch.jit.trace(network, picture).save(FILE)'],
	['state.pt2', stateDict, 'weights without the network (a state dict'],
	['old.pth', Buffer.from([0x80, 2, 0x8a, 10]), 'weights without the network (a state dict'],
	[
		'only.weights.h5',
		Buffer.from(`${hdf5}layers`, 'latin1'),
		'weights without the network (save_weights)',
	],
	['only.hdf5', Buffer.from(`${hdf5}layers`, 'latin1'), 'model.save("FILE.keras")'],
	[
		'half.keras',
		zip({'config.json': '{}', 'metadata.json': '{}'}),
		'its weights (model.weights.h5) are missing in it',
	],
	['net.ckpt', 'x', 'it is a checkpoint of TensorFlow'],
	['net.ckpt.data-00000-of-00001', 'x', 'tf.saved_model.save'],
	['net.index', 'x', 'it is a checkpoint of TensorFlow'],
	['net.safetensors', 'x', 'weights without the network'],
	['net.bin', 'x', 'give the .xml (OpenVINO) beside it'],
	['frozen.pb', 'x', 'a frozen graph of TensorFlow 1'],
	['net.engine', 'x', 'give the ONNX file that it was built from'],
	['net.caffemodel', 'x', 'convert it to ONNX'],
])('%s', async (name, content, words) => {
	const file = path.join(write({[name]: content}), name);
	const message = await openModelFile(file).catch(messageOf);
	expect(message).toContain(`${file}: `);
	expect(message).toContain(words);
	expect(message).not.toContain('\n');
});

test('a folder with a checkpoint', async () => {
	const folder = write({checkpoint: 'model_checkpoint_path: "c-1"', 'c-1.index': 'x'});
	await expect(openModelFile(folder)).rejects.toThrow('it is a checkpoint of TensorFlow');
});

test('a SavedModel of which a piece is a git-lfs pointer', async () => {
	const folder = write({'saved_model.pb': pointer});
	await expect(openModelFile(folder)).rejects.toThrow('git lfs pull');
	const other = write({'saved_model.pb': 'VarHandleOp'});
	await expect(openModelFile(other)).rejects.toThrow(
		`its weights lie in ${path.join('variables', 'variables.index')}, which is missing in it`,
	);
	mkdirSync(path.join(other, 'variables'));
	writeFileSync(path.join(other, 'variables/variables.index'), pointer);
	writeFileSync(path.join(other, 'variables/variables.data-00000-of-00001'), 'x');
	await expect(openModelFile(other)).rejects.toThrow('git lfs pull');
});

const whole = tinyClassifier({classes: 10});

test.for([
	['onnxruntime:cpu', {irVersion: 99}, /IR version 99, this runtime reads up to \d+/],
	['onnxruntime:cpu', {opset: 99}, /operator set 99, this runtime reads up to \d+/],
	['wasm', {irVersion: 99}, /IR version 99, this runtime reads up to \d+/],
	['wasm', {opset: 99}, /operator set 99, this runtime reads up to \d+/],
	['ort:cpu', {irVersion: 99}, /IR version 99, .* reads up to \d+/],
	['ort:cpu', {opset: 99}, /operator set 99, .* reads up to \d+/],
] as const)(
	'%s: too new an ONNX file, both numbers (%j)',
	async ([id, version, words], context) => {
		const folder = write({'new.onnx': onnxBytes({...whole, ...version})});
		const file = path.join(folder, 'new.onnx');
		expect(await refusal(context, id, request(file))).toMatch(words);
	},
);

/** A TensorFlow Lite file of which nothing but the version of its schema is right. */
const lite = (version: number): Buffer =>
	Buffer.concat([
		numbers([16, 4]),
		Buffer.from('TFL3'),
		// The table of fields: its length, the length of the table, where the version stands.
		numbers([0, 2], [6, 2], [8, 2], [4, 2], [6, 4], [version, 4]),
		Buffer.alloc(16),
	]);

test.for([
	['tflite:cpu', 'new.tflite', lite(99), /schema version 99, \S+ \S+ reads 3/],
	[
		'openvino:cpu',
		'new.xml',
		'<?xml version="1.0"?><net name="a" version="99"><layers/><edges/></net>',
		/IR version 99, OpenVINO \S+ reads 10 to 11/,
	],
	[
		'openvino:cpu',
		'newer.xml',
		'<?xml version="1.0"?><net name="a" version="11"><layers><layer id="0" name="a" type="Parameter" version="opset99"><data shape="1,3" element_type="f32"/><output><port id="0" precision="FP32"><dim>1</dim><dim>3</dim></port></output></layer></layers><edges/></net>',
		/operator set 99, OpenVINO \S+ reads up to \d+/,
	],
	[
		'tensorflow:cpu',
		'new.keras',
		zip({
			'metadata.json': '{"keras_version": "99.1.0"}',
			'config.json': '{"module": "keras", "class_name": "Unheard", "config": {}}',
			'model.weights.h5': 'x',
		}),
		/was saved by Keras 99\.1\.0, this is Keras \d\S+; .*pip install 'keras>=99\.1'/,
	],
	[
		'pytorch:cpu',
		'new.pt',
		zip({
			'archive/constants.pkl': '\u0080\u0002).',
			'archive/data.pkl': '\u0080\u0002).',
			'archive/version': '99\n',
		}),
		/file version 99, PyTorch \S+ reads up to \d+/,
	],
] as const)('%s: %s is too new, both numbers', async ([id, name, content, words], context) => {
	const file = path.join(write({[name]: content}), name);
	const error: unknown = await openModelFile(file, async (model, format) =>
		backendById(id).describeFile!(model, format, {}),
	).catch((error: unknown) => error);
	const message = messageOf(error);
	context.skip(message.includes('has no module'), `skipped: ${message}`);
	expect(message).toMatch(words);
	expect(message).not.toContain('\n');
});
