import {type Backend} from './backend.js';
import {pythonWorker} from './python-worker.js';
import {workerBackend} from './worker-backend.js';

/** Hailo accelerators, by HailoRT's Python API. */
export const hailoBackends: readonly Backend[] = [
	workerBackend({
		id: 'hailo',
		title: 'HailoRT',
		formats: ['hef'],
		options: [],
		isOnCpu: false,
		command: pythonWorker('HailoRT', 'worker_hailo.py'),
	}),
];
