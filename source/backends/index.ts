import {UserError} from '../text/user-error.js';
import {type Backend} from './backend.js';
import {execBackend} from './exec.js';
import {hailoBackends} from './hailo.js';
import {nullBackend} from './null.js';
import {onnxruntimeBackends} from './onnxruntime.js';
import {ortBackends} from './ort.js';
import {openvinoBackends} from './openvino.js';
import {pytorchBackends} from './pytorch.js';
import {rknnBackends} from './rknn.js';
import {tensorflowBackends} from './tensorflow.js';
import {tensorrtBackends} from './tensorrt.js';
import {tfliteBackends} from './tflite.js';
import {wasmBackend} from './wasm.js';

/** Every backend, in the order in which lists show them and the keys cycle through them. `exec:COMMAND` is made on demand. */
export const backends: readonly Backend[] = [
	...onnxruntimeBackends,
	...openvinoBackends,
	...tfliteBackends,
	...pytorchBackends,
	...tensorflowBackends,
	...tensorrtBackends,
	...ortBackends,
	...hailoBackends,
	...rknnBackends,
	wasmBackend,
	nullBackend,
];

/**
@throws UserError when there is no backend of that id.
*/
export const backendById = (id: string): Backend => {
	if (id.startsWith('exec:')) {
		return execBackend(id);
	}

	const backend = backends.find(candidate => candidate.id === id);
	if (!backend) {
		const known = backends.filter(({isHidden}) => !isHidden).map(candidate => candidate.id);
		throw new UserError(`unknown backend "${id}"; there are ${known.join(', ')} and exec:COMMAND`);
	}

	return backend;
};
