import {type BackendOption} from './backend.js';

/** ONNX Runtime and OpenVINO multiply 8-bit numbers with an instruction that adds two products in 16 bits where the CPU has no VNNI; the sum saturates, and hits are lost. */
export const preciseInt8: BackendOption = {
	name: 'precise-int8',
	values: '0|1',
	about: 'exact 8-bit products on x86 without VNNI (0)',
};
