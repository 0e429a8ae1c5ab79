import {type Backend} from './backend.js';
import {pythonWorker} from './python-worker.js';
import {workerBackend} from './worker-backend.js';

const command = pythonWorker('TensorFlow Lite', 'worker_tflite.py');

export const tfliteBackends: readonly Backend[] = [
	workerBackend({
		id: 'tflite:cpu',
		title: 'TensorFlow Lite, CPU',
		formats: ['tflite'],
		options: [],
		target: 'cpu',
		isOnCpu: true,
		command,
	}),
	workerBackend({
		id: 'tflite:edgetpu',
		title: 'TensorFlow Lite, Edge TPU',
		formats: ['tflite'],
		options: [
			{name: 'delegate', values: 'FILE', about: 'library of the Edge TPU (libedgetpu.so.1)'},
		],
		target: 'edgetpu',
		isOnCpu: false,
		command,
	}),
];
