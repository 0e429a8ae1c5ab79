import {type Backend, type BackendOption} from './backend.js';
import {preciseInt8} from './precise-int8.js';
import {pythonWorker} from './python-worker.js';
import {workerBackend} from './worker-backend.js';

const ofAny: BackendOption = {
	name: 'provider-options',
	values: 'NAME=VALUE,…',
	about: 'options of the execution provider by the names in its own documentation',
};

const ofAccelerators: readonly BackendOption[] = [
	ofAny,
	{name: 'fallback', values: '0|1', about: 'run also where the provider takes no operator (0)'},
];

const ofTensorRt: readonly BackendOption[] = [
	...ofAccelerators,
	{name: 'fp16', values: '0|1', about: '16-bit arithmetic where it is faster (0)'},
	{name: 'int8', values: '0|1', about: '8-bit arithmetic of a quantised model (0)'},
	{name: 'cache', values: '0|1', about: 'keep built engines in the cache folder (1)'},
];

const ort = (
	target: string,
	title: string,
	options: readonly BackendOption[] = ofAccelerators,
): Backend =>
	workerBackend({
		id: `ort:${target}`,
		title: `ONNX Runtime for Python, ${title}`,
		formats: ['onnx'],
		options,
		target,
		isOnCpu: target === 'cpu',
		command: pythonWorker('ONNX Runtime', 'worker_ort.py'),
	});

/** ONNX Runtime's Python package, for the execution providers that the Node package does not have on a board. */
export const ortBackends: readonly Backend[] = [
	ort('cpu', 'CPU', [ofAny, preciseInt8]),
	ort('cuda', 'CUDA'),
	ort('tensorrt', 'TensorRT', ofTensorRt),
	ort('openvino', 'OpenVINO'),
	ort('qnn', 'Qualcomm NPU'),
	ort('migraphx', 'MIGraphX'),
	ort('rocm', 'ROCm'),
	ort('coreml', 'CoreML'),
	ort('xnnpack', 'XNNPACK'),
	ort('acl', 'Arm Compute Library'),
];
