import {UserError} from '../text/user-error.js';
import {type Backend} from './backend.js';
import {onnxruntimeBackends} from './onnxruntime.js';

/** Every backend, in the order in which lists show them and the keys cycle through them. */
export const backends: readonly Backend[] = [...onnxruntimeBackends];

/**
@throws UserError when there is no backend of that id.
*/
export const backendById = (id: string): Backend => {
	const backend = backends.find(candidate => candidate.id === id);
	if (!backend) {
		const known = backends.filter(({isHidden}) => !isHidden).map(candidate => candidate.id);
		throw new UserError(`unknown backend "${id}"; there are ${known.join(', ')}`);
	}

	return backend;
};
