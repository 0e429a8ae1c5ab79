import {type Backend} from './backend.js';
import {preciseInt8} from './precise-int8.js';
import {pythonWorker} from './python-worker.js';
import {workerBackend} from './worker-backend.js';

const openvino = (target: string, title: string): Backend =>
	workerBackend({
		id: `openvino:${target}`,
		title: `OpenVINO, ${title}`,
		formats: ['onnx', 'openvino'],
		options: [
			{
				name: 'precision',
				values: 'f32|f16|bf16',
				about: 'arithmetic (f32 on cpu, gpu and auto; else the device’s own)',
			},
			{name: 'hint', values: 'latency|throughput', about: 'what the runtime tunes for (latency)'},
			...(target === 'cpu' ? [preciseInt8] : []),
		],
		target,
		isOnCpu: target === 'cpu',
		choosesDevice: target === 'auto',
		readsAnyVersion: true,
		command: pythonWorker('OpenVINO', 'worker_openvino.py'),
	});

export const openvinoBackends: readonly Backend[] = [
	openvino('cpu', 'CPU'),
	openvino('gpu', 'Intel GPU'),
	openvino('npu', 'Intel NPU'),
	openvino('auto', 'automatic'),
	openvino('myriad', 'Neural Compute Stick 2'),
];
