import {type FlagDefinition} from '../definition.js';

/** Model, backend and images. */
export const whatRuns = {
	model: {
		type: 'string',
		takes: 'NAME|FILE',
		about: 'model of the zoo, or a model file',
		usually: 'efficientnet-b0',
		offers: 'model',
	},
	backend: {
		type: 'string',
		takes: 'ID',
		about: 'runtime and device',
		usually: 'onnxruntime:cpu',
		offers: 'backend',
	},
	device: {type: 'string', takes: 'NAME', about: 'device of the backend, such as gpu:0'},
	threads: {
		type: 'string',
		takes: 'N',
		about: 'CPU threads',
		usually: 'physical cores of the fastest kind',
	},
	backendOption: {
		type: 'string',
		isMultiple: true,
		takes: 'K=V',
		about: 'option of the backend; may be repeated',
	},
	precision: {
		type: 'string',
		takes: 'NAME',
		about: 'fp32, fp16, bf16 or int8, where the backend can',
		usually: "the model's own",
		offers: ['fp32', 'fp16', 'bf16', 'int8'],
	},
	source: {
		type: 'string',
		takes: 'PATH|URL',
		about: 'folder or list of images, video file, camera, network stream',
		usually: 'bundled samples',
		offers: 'file',
	},
	realtime: {
		type: 'boolean',
		about:
			'a video at its own pace: frames that the model has no time for are dropped, and counted',
	},
	labels: {type: 'string', takes: 'FILE', about: 'class names, one a line', offers: 'file'},
	limit: {
		type: 'string',
		takes: 'N',
		about: 'only N images, drawn evenly from the classes; sessions: only the N newest',
	},
	classes: {type: 'string', takes: 'A,B,C', about: 'only images of these classes'},
	shuffleSeed: {
		type: 'string',
		takes: 'N',
		about: 'seed of the class-balanced order',
		usually: '1',
	},
	framesFrom: {
		type: 'string',
		takes: 'PLACE',
		about:
			'auto, memory, between or ahead: where images are decoded, so that it disturbs no inference',
		usually: 'auto',
		offers: ['auto', 'memory', 'between', 'ahead'],
	},
	framesCache: {
		type: 'string',
		takes: 'SIZE',
		about: 'memory for decoded frames',
		usually: 'a quarter of the free',
	},
} as const satisfies Record<string, FlagDefinition>;
