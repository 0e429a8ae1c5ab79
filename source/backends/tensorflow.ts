import {type Backend} from './backend.js';
import {pythonWorker} from './python-worker.js';
import {workerBackend} from './worker-backend.js';

const tensorflow = (target: string, title: string): Backend =>
	workerBackend({
		id: `tensorflow:${target}`,
		title: `TensorFlow, ${title}`,
		formats: ['saved-model'],
		options: [
			{name: 'weights', values: 'none', about: 'random weights for keras:NAME'},
			...(target === 'tensorrt'
				? [{name: 'fp16', values: '0|1', about: '16-bit arithmetic in the engines (0)'}]
				: []),
		],
		target,
		hasNamedModels: true,
		isOnCpu: target === 'cpu',
		command: pythonWorker('TensorFlow', 'worker_tensorflow.py'),
	});

export const tensorflowBackends: readonly Backend[] = [
	tensorflow('cpu', 'CPU'),
	tensorflow('gpu', 'GPU'),
	tensorflow('tensorrt', 'TF-TRT'),
];
