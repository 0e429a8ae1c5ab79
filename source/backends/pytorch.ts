import {type Backend} from './backend.js';
import {pythonWorker} from './python-worker.js';
import {workerBackend} from './worker-backend.js';

const pytorch = (target: string, title: string): Backend =>
	workerBackend({
		id: `pytorch:${target}`,
		title: `PyTorch, ${title}`,
		formats: ['torchscript'],
		options: [
			{name: 'fp16', values: '0|1', about: '16-bit weights and arithmetic (0)'},
			{name: 'channels-last', values: '0|1', about: 'layout of the images in memory (0)'},
			{name: 'cudnn-benchmark', values: '0|1', about: 'cuDNN tries its kernels first (0)'},
			{name: 'weights', values: 'none', about: 'random weights for torchvision:NAME and timm:NAME'},
		],
		target,
		hasNamedModels: true,
		isOnCpu: target === 'cpu',
		command: pythonWorker('PyTorch', 'worker_pytorch.py'),
	});

export const pytorchBackends: readonly Backend[] = [
	pytorch('cpu', 'CPU'),
	pytorch('cuda', 'CUDA'),
	pytorch('mps', 'Apple GPU'),
];
