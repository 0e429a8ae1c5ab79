import {type Backend} from './backend.js';
import {pythonWorker} from './python-worker.js';
import {workerBackend} from './worker-backend.js';

/** NVIDIA TensorRT by itself: an engine built from the ONNX, kept for the next time. */
export const tensorrtBackends: readonly Backend[] = [
	workerBackend({
		id: 'tensorrt',
		title: 'TensorRT',
		formats: ['onnx'],
		target: 'gpu',
		isOnCpu: false,
		command: pythonWorker('TensorRT', 'worker_tensorrt.py'),
	}),
];
