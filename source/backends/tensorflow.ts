import {arch} from 'node:process';
import {type Backend} from './backend.js';
import {pythonWorker} from './python-worker.js';
import {workerBackend} from './worker-backend.js';

/** The worker, which serves all three, asks for the package of the CPU. */
const gpuPackages: Readonly<Record<string, string>> = {
	gpu: "'tensorflow[and-cuda]'",
	// The last release with TF-TRT.
	tensorrt: "'tensorflow[and-cuda]==2.17.*'",
};

/** What would install TensorFlow for a target, from what the worker says. */
export const mendOf = (target: string, mend: string, architecture: string = arch): string => {
	const gpuPackage = gpuPackages[target];
	if (gpuPackage === undefined || !mend.includes('pip install tensorflow')) {
		return mend;
	}

	return architecture === 'arm64'
		? "install NVIDIA's TensorFlow for this JetPack (docs.nvidia.com, “Installing TensorFlow for Jetson Platform”) and name its Python with --python"
		: mend.replace(/tensorflow(?:-cpu)?$/, gpuPackage);
};

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
		mendFor: mend => mendOf(target, mend),
		command: pythonWorker('TensorFlow', 'worker_tensorflow.py'),
	});

export const tensorflowBackends: readonly Backend[] = [
	tensorflow('cpu', 'CPU'),
	tensorflow('gpu', 'GPU'),
	tensorflow('tensorrt', 'TF-TRT'),
];
