import {type Backend} from './backend.js';
import {pythonWorker} from './python-worker.js';
import {workerBackend} from './worker-backend.js';

const pytorch = (target: string, title: string): Backend =>
	workerBackend({
		id: `pytorch:${target}`,
		title: `PyTorch, ${title}`,
		formats: ['torchscript'],
		target,
		isOnCpu: target === 'cpu',
		command: pythonWorker('PyTorch', 'worker_pytorch.py'),
	});

export const pytorchBackends: readonly Backend[] = [
	pytorch('cpu', 'CPU'),
	pytorch('cuda', 'CUDA'),
	pytorch('mps', 'Apple GPU'),
];
