import {type Backend} from './backend.js';
import {pythonWorker} from './python-worker.js';
import {workerBackend} from './worker-backend.js';

/** NVIDIA TensorRT by itself: an engine built from the ONNX, kept for the next time. */
export const tensorrtBackends: readonly Backend[] = [
	workerBackend({
		id: 'tensorrt',
		title: 'TensorRT',
		formats: ['onnx'],
		options: [
			{name: 'fp16', values: '0|1', about: '16-bit arithmetic where it is faster (0)'},
			{name: 'int8', values: '0|1', about: '8-bit arithmetic of a quantised model (0)'},
			{name: 'cache', values: '0|1', about: 'keep built engines (1)'},
			{
				name: 'cache-folder',
				values: 'FOLDER',
				about: 'where (edgetop/engines in the cache folder)',
			},
			{name: 'workspace-mb', values: 'NUMBER', about: 'memory for the search of kernels (512)'},
		],
		target: 'gpu',
		isOnCpu: false,
		readsAnyVersion: true,
		command: pythonWorker('TensorRT', 'worker_tensorrt.py'),
	}),
];
