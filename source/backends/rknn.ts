import {type Backend} from './backend.js';
import {pythonWorker} from './python-worker.js';
import {workerBackend} from './worker-backend.js';

/** Rockchip's NPUs, by rknn-toolkit-lite2. */
export const rknnBackends: readonly Backend[] = [
	workerBackend({
		id: 'rknn',
		title: 'RKNN Lite',
		formats: ['rknn'],
		options: [
			{
				name: 'core',
				values: 'auto|0|1|2|0_1|0_1_2|all',
				about: 'NPU cores, on chips that have several (the runtime chooses)',
			},
		],
		isOnCpu: false,
		command: pythonWorker('RKNN', 'worker_rknn.py'),
	}),
];
