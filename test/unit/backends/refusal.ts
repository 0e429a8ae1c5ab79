import {expect, type TestContext} from 'vitest';
import {type LoadRequest} from '../../../source/backends/backend.js';
import {backendById} from '../../../source/backends/index.js';

export const request = (modelPath: string, more: Partial<LoadRequest> = {}): LoadRequest => ({
	modelPath,
	format: 'onnx',
	input: {layout: 'NCHW', height: 32, width: 32, dtype: 'float32'},
	output: {kind: 'logits', classes: 10, labelOffset: 0},
	options: {},
	...more,
});

/** The message of a load that fails; the test is skipped where the runtime is not here. */
export const refusal = async (
	context: TestContext,
	id: string,
	wanted: LoadRequest,
): Promise<string> => {
	const error: unknown = await backendById(id)
		.load(wanted)
		.then(
			async model => {
				await model.dispose();
				return new Error(`${id} took it`);
			},
			(error: unknown) => error,
		);
	const {message} = error as Error;
	context.skip(
		/has no module|is not installed|WebGPU adapter/.test(message),
		`skipped: ${id}: ${message}`,
	);
	expect(message).not.toContain('\n');
	return message;
};
