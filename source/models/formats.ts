import {formatNames, type FormatName} from './manifest.js';

/*
Which model formats a runtime reads, the preferred one first. Plain data, so that the session can choose a file without loading a runtime.
*/
const formatsByRuntime: Readonly<Record<string, readonly FormatName[]>> = {
	onnxruntime: ['onnx'],
	ort: ['onnx'],
	wasm: ['onnx'],
	openvino: ['onnx', 'openvino'],
	tensorrt: ['onnx'],
	tflite: ['tflite'],
	pytorch: ['torchscript'],
	tensorflow: ['saved-model'],
	hailo: ['hef'],
	rknn: ['rknn'],
	exec: formatNames,
	null: formatNames,
};

/** Formats that the backend of this id (`onnxruntime:cpu`, `exec:COMMAND`) reads; empty for an unknown runtime. */
export const formatsOf = (backendId: string): readonly FormatName[] =>
	formatsByRuntime[backendId.split(':', 1)[0] ?? ''] ?? [];

/** The backend that runs a format wherever its runtime is, or the only one: what a file runs on when none is asked for, and what is asked about it. */
export const usualBackendOf: Readonly<Record<FormatName, string>> = {
	onnx: 'onnxruntime:cpu',
	tflite: 'tflite:cpu',
	torchscript: 'pytorch:cpu',
	'saved-model': 'tensorflow:cpu',
	openvino: 'openvino:cpu',
	hef: 'hailo',
	rknn: 'rknn',
};
