import {readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {manifestSchema, type FormatName, type Manifest} from '../../source/models/manifest.js';
import {type Hits} from './count-hits.js';

/* Models with real weights, and what an evaluator that shares nothing with edgetop counts of them (scripts/references/evaluate.py: PIL, NumPy, and the runtime's own Python package). */

const root = fileURLToPath(new URL('../../', import.meta.url));
const shared = path.resolve(root, '../shared/data');

/** Folders of labelled pictures. */
export const sets = {
	bundled: path.join(root, 'data/samples'),
	'full-100': path.join(shared, 'images/full-100'),
	'val-250': path.join(shared, 'images/val-250'),
} as const;
export type SetName = keyof typeof sets;

export type RealModel = {
	readonly name: string;
	readonly manifestFile: string;
	readonly file: string;
	/** Backends that read it, some with an option. */
	readonly backends: readonly string[];
	/** Backends that read what edgetop converts it to. */
	readonly converted?: readonly string[];
	/** Hits as the independent evaluator counts them, top-1 and top-5. */
	readonly independent: Partial<Record<SetName, readonly [top1: number, top5: number]>>;
};

const packaged = (extension: string) => ({
	manifestFile: path.join(root, 'models/efficientnet-lite0-int8.json'),
	file: path.join(root, `models/efficientnet-lite0-int8.${extension}`),
});
const handedOut = (file: string) => ({
	manifestFile: path.join(shared, 'models', `${path.parse(file).name}.json`),
	file: path.join(shared, 'models', file),
});

const mobilenetManifest = path.join(root, 'scripts/hits/tf2-mobilenet-v2.json');

/** Every backend for ONNX that needs no accelerator. */
const onnxBackends = ['onnxruntime:cpu', 'ort:cpu', 'openvino:cpu', 'wasm'];
/** For 8-bit operators: without VNNI the first three have other hits than with exact products. */
const onnxInt8Backends = [
	...onnxBackends,
	...onnxBackends.filter(id => id !== 'wasm').map(id => `${id} precise-int8=1`),
];
const tfliteBackends = ['tflite:cpu'];
/** Where a model with float inputs and no 8-bit operators comes by a conversion. */
const converted = ['tflite:cpu', 'pytorch:cpu', 'tensorflow:cpu'];

export const realModels: readonly RealModel[] = [
	{
		name: 'EfficientNet-Lite0 int8, ONNX',
		...packaged('onnx'),
		backends: onnxInt8Backends,
		independent: {bundled: [84, 89], 'full-100': [90, 96], 'val-250': [209, 238]},
	},
	{
		name: 'EfficientNet-Lite0 int8, TensorFlow Lite',
		...packaged('tflite'),
		backends: tfliteBackends,
		independent: {bundled: [81, 89], 'full-100': [90, 96], 'val-250': [209, 238]},
	},
	{
		name: 'EfficientNet-Lite0, ONNX',
		...handedOut('efficientnet-lite0.w16.onnx'),
		backends: onnxBackends,
		converted,
		independent: {bundled: [80, 89], 'full-100': [91, 97], 'val-250': [207, 239]},
	},
	{
		name: 'EfficientNet-B0, ONNX',
		manifestFile: path.join(root, 'models/efficientnet-b0.json'),
		file: path.join(root, 'models/efficientnet-b0.onnx'),
		backends: onnxBackends,
		converted,
		independent: {bundled: [80, 88], 'full-100': [89, 97], 'val-250': [204, 243]},
	},
	{
		name: 'ResNet-50 v1, int8 weights, ONNX',
		...handedOut('resnet50-v1.i8w.onnx'),
		backends: onnxBackends,
		converted,
		independent: {'full-100': [88, 96], 'val-250': [202, 239]},
	},
	{
		name: 'ResNet-50 v1 int8, TensorFlow Lite',
		...handedOut('resnet50-v1.int8.tflite'),
		backends: tfliteBackends,
		independent: {'full-100': [86, 96], 'val-250': [205, 239]},
	},
	{
		name: 'SqueezeNet 1.1, ONNX',
		...handedOut('squeezenet1.1.fp32.onnx'),
		manifestFile: path.join(root, 'models/squeezenet1.1.json'),
		backends: onnxBackends,
		converted,
		independent: {bundled: [58, 81], 'full-100': [72, 89], 'val-250': [172, 226]},
	},
	{
		name: 'MobileNetV2, ONNX',
		...handedOut('tf2_mobilenet_v2_1.0_224.fp32.onnx'),
		manifestFile: mobilenetManifest,
		backends: onnxBackends,
		converted,
		independent: {bundled: [75, 86], 'full-100': [92, 98], 'val-250': [195, 237]},
	},
	{
		name: 'MobileNetV2 int8, ONNX',
		...handedOut('tf2_mobilenet_v2_1.0_224.int8-qdq.onnx'),
		manifestFile: mobilenetManifest,
		backends: onnxInt8Backends,
		independent: {bundled: [76, 86], 'full-100': [92, 98], 'val-250': [196, 239]},
	},
	{
		name: 'MobileNetV2 int8, TensorFlow Lite',
		...handedOut('mobilenet_v2_1.0_224_quant.tflite'),
		manifestFile: path.join(root, 'models/mobilenet-v2-int8.json'),
		backends: tfliteBackends,
		independent: {bundled: [77, 86], 'full-100': [92, 98], 'val-250': [199, 238]},
	},
	{
		name: 'EfficientNet-EdgeTPU-M int8, ONNX',
		...handedOut('efficientnet-edgetpu-m.int8-qdq.onnx'),
		backends: onnxInt8Backends,
		independent: {'full-100': [91, 98], 'val-250': [209, 240]},
	},
	{
		name: 'EfficientNet-EdgeTPU-M int8, TensorFlow Lite',
		...handedOut('efficientnet-edgetpu-m.int8.tflite'),
		backends: tfliteBackends,
		independent: {'full-100': [91, 98], 'val-250': [209, 240]},
	},
];

export const manifestOf = ({manifestFile}: RealModel): Manifest =>
	manifestSchema.parse(JSON.parse(readFileSync(manifestFile, 'utf8')));

export const formatOf = ({file}: RealModel): FormatName =>
	file.endsWith('.tflite') ? 'tflite' : 'onnx';

/** By how many pictures the counts differ; a top-5 within the range of its ties does not. */
export const distance = (
	{top1, top5, top5Range: [lowest, highest]}: Hits,
	[first, five]: readonly [number, number],
): {readonly top1: number; readonly top5: number} => ({
	top1: Math.abs(top1 - first),
	top5: five >= lowest && five <= highest ? 0 : Math.abs(top5 - five),
});
