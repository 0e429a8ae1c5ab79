/** Runtimes on the processor that one ONNX file reaches, as it is or converted. */
export const cpuRuntimes = [
	'onnxruntime:cpu',
	'wasm',
	'openvino:cpu',
	'tflite:cpu',
	'pytorch:cpu',
	'tensorflow:cpu',
] as const;
